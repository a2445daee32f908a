"""Those who use the server at the same time: writers in sandboxes of their own, and clients who leave in the middle."""

import http.client
import json
import random
import socket
import struct
import threading
import time

import serving

TIME = "2026-11-21T10:00:00Z"
PEOPLE = ("+15555550123", "+15555550115", "+15555550110", "+15555550199")


class Client(threading.Thread):
    """Does the same thing over and over until it is told to end; what went wrong is kept."""

    def __init__(self, soak, number):
        super().__init__(daemon=True)
        self.soak, self.number = soak, number
        self.random = random.Random(number)
        self.rounds = self.requests = 0

    def run(self):
        while not self.soak.ended:
            try:
                self.round()
                self.rounds += 1
            except (OSError, http.client.HTTPException) as error:
                self.soak.note("%s: %r" % (type(self).__name__, error))
                time.sleep(0.1)


class Writer(Client):
    """Makes a sandbox, fills it, lets time pass, resets it, and sometimes deletes it."""

    wire = None

    def ask(self, method, path, value=None, known=()):
        fields = {"x-ringback-sandbox": self.name_of_sandbox, "xi-api-key": self.key, "content-type": "application/json"}
        answer = self.wire.ask(method, path, None if value is None else json.dumps(value), fields)
        self.requests += 1
        if answer.status >= 500 and answer.status not in known:
            self.soak.note("%s %s: %d %r" % (method, path, answer.status, answer.body[:200]))
        return answer.json

    def round(self):
        if self.wire is None:
            self.begin()
        agent = self.ask("POST", "/v1/convai/agents/create", {"name": "n", "conversation_config": {}}).get("agent_id", self.agent)
        number = {"agent_id": self.random.choice((agent, self.agent)), "agent_phone_number_id": self.number_id}
        for person in self.random.choices(PEOPLE, k=4):
            self.ask("POST", "/v1/convai/twilio/outbound-call", {**number, "to_number": person})
        self.ask("POST", "/v1/convai/batch-calling/submit", {
            **number, "call_name": "b", "recipients": [{"phone_number": person} for person in PEOPLE * 5]})
        self.ask("POST", "/_ringback/clock/advance", {"seconds": 600})
        for path in ("/v1/convai/conversations?page_size=100", "/v1/convai/agents", "/_ringback/journal?limit=200", "/_ringback/clock"):
            self.ask("GET", path)
        self.ask("PUT", "/_ringback/snapshot", self.ask("GET", "/_ringback/snapshot"))
        self.ask("POST", "/_ringback/verify", {"expect": [{"operation": "handle_twilio_outbound_call"}]})
        self.ask("DELETE", "/v1/convai/agents/%s" % agent)
        self.ask("POST", "/_ringback/sandboxes/%s/reset" % self.name_of_sandbox)
        if self.rounds % 10 == 9:
            self.ask("DELETE", "/_ringback/sandboxes/%s" % self.name_of_sandbox)
            self.wire.close()
            self.wire = None

    def begin(self):
        self.name_of_sandbox, self.key = "writer-%d" % self.number, "none"
        self.wire = serving.Wire(self.soak.server.port)
        hook = "http://127.0.0.1:%d/hook" % self.soak.receiver.port
        made = self.ask("POST", "/_ringback/sandboxes", {
            "name": self.name_of_sandbox, "time": TIME, "scenario": "default",
            "world": {"elevenlabs": {"webhooks": {"app": {"webhook_url": hook}}, "workspace_settings": {
                "webhooks": {"post_call_webhook_id": "app", "events": ["transcript", "call_initiation_failure"]}}}}})
        if "keys" not in made:
            # A round that failed left it there.
            self.ask("DELETE", "/_ringback/sandboxes/%s" % self.name_of_sandbox)
            return self.begin()
        self.key, self.agent = made["keys"]["main"], next(iter(made["agents"].values()))
        self.number_id = next(iter(made["phone_numbers"].values()))


class Leaver(Client):
    """Opens connections and leaves them: after half a head, in the middle of a body, while an answer is due."""

    BEGINNINGS = (
        b"", b"GET /v1/user HT", b"GET /v1/user HTTP/1.1\r\nhost: a\r\n",
        b"POST /v1/convai/agents/create HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n{",
        b"POST /v1/convai/agents/create HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
        b"GET /_ringback/journal?wait=30&after=999999 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
        b"GET /v1/user HTTP/1.1\r\nhost: a\r\n\r\n" * 50, b"\x16\x03\x01 no HTTP", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b'POST /v1/convai/sip-trunk/outbound-call HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
    )

    def round(self):
        connections = []
        for _ in range(20):
            connection = socket.create_connection(("127.0.0.1", self.soak.server.port), 5)
            connections.append(connection)
            connection.sendall(self.random.choice(self.BEGINNINGS))
            self.requests += 1
        time.sleep(self.random.random() * 0.3)
        for connection in connections:
            if self.random.random() < 0.5:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
