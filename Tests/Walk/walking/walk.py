"""Sends the cases, lets time pass after each that changed something, and writes down what must not happen."""

import http.client
import json
import os
import select
import time

from .serving import Died, Server, Wire, health

NAME = "walk"
TIME = "2026-11-21T10:00:00Z"
# Numbers whose people answer, never answer, and speak for long.
PEOPLE = ("+15555550115", "+15555550123")
HOLD = float(os.environ.get("WALK_HOLD_MS") or 100) / 1000
# A request that waits (a long poll, a delayed answer) is left after this.
LONGEST = 1.0
# What is said to be missing or unavailable on purpose.
MEANT = {501}
WORLD = {"elevenlabs": {
    "tags": {"vip": {"title": "vip"}},
    "secrets": {"crm": {"value": "open-sesame"}},
    "knowledge_base": {"notes": {"text": "Opening hours"}, "shelf": {"type": "folder"}},
    "tools": {"lookup": {"tool_config": {"type": "webhook", "name": "lookup", "description": "d", "api_schema": {
        "url": "http://127.0.0.1:9/lookup"}}}},
    "webhooks": {"crm": {"webhook_url": "http://127.0.0.1:9/hook"}},
    "conversations": {"old": {
        "agent": "receptionist", "conversation_id": "conv_0101hk153x00e008000000000000", "status": "done", "call_duration_secs": 12,
        "transcript": [{"role": "agent", "message": "Hello."}, {"role": "user", "message": "Hi.", "time_in_call_secs": 4}]}},
}}


class Finding:
    """What a case led to."""

    def __init__(self, case, symptom):
        self.case, self.symptom = case, symptom

    def __str__(self):
        return "%s: %s" % (self.symptom, self.case)


class Walk:
    """One server, and the sandbox in it that the cases change and that is put back after each."""

    def __init__(self, *flags):
        self.flags = flags
        self.findings = []
        self.count = 0
        self.deaths = 0
        self.server = None

    # ---- The server ----

    def start(self):
        self.server = Server("--accept-any-key", *self.flags)
        self.wire, self.other = Wire(self.server.port), Wire(self.server.port)
        made = self.control("POST", "/sandboxes", {"name": NAME, "time": TIME, "scenario": "default", "world": WORLD}, 201)
        self.sandbox = made
        self.fields = [("xi-api-key", made["keys"]["main"]), ("x-ringback-sandbox", NAME)]
        self.agent, self.number = first(made["agents"]), first(made["phone_numbers"])
        self.known = self.fill(made)
        self.snapshot = self.control("GET", "/snapshot")
        self.start_bytes = json.dumps(self.snapshot).encode()

    def end(self):
        self.wire.close()
        self.other.close()
        return self.server.end()

    def ask(self, method, target, value=None, fields=()):
        body = None if value is None else json.dumps(value)
        return self.wire.ask(method, target, body, [*self.fields, ("content-type", "application/json"), *fields])

    def control(self, method, path, value=None, status=200):
        fields = [("x-ringback-sandbox", NAME), ("content-type", "application/json")]
        answer = self.wire.ask(method, "/_ringback" + path, None if value is None else json.dumps(value), fields)
        if answer.status != status:
            raise AssertionError("%s %s is answered with %d: %s" % (method, path, answer.status, answer.body[:300]))
        return answer.json

    # ---- The world ----

    def fill(self, made):
        """Makes what the world cannot be given, and answers all names and ids that requests may need."""
        names = {
            "agent_id": self.agent, "agent_phone_number_id": self.number, "phone_number_id": self.number,
            "conversation_id": "conv_0101hk153x00e008000000000000", "to_number": PEOPLE[0], "name": NAME,
            "AccountSid": made["twilio"]["account_sid"], "voice_id": "21m00Tcm4TlvDq8ikWAM",
            "resource_type": "tools", "webhook_url": "http://127.0.0.1:9/other", "url": "http://127.0.0.1:9/page",
        }
        for kind, member in (("webhooks", "webhook_id"), ("tags", "tag_id"), ("tools", "tool_id"), ("secrets", "secret_id"),
                             ("knowledge_base", "documentation_id"), ("documents", "documentation_id")):
            if made.get(kind):
                names[member] = first(made[kind])
                if isinstance(names[member], dict):
                    names[member] = names[member][member]
        # Every call ends with a webhook that nobody takes, so that failures are counted and retried.
        self.ask("PATCH", "/v1/convai/settings", {"webhooks": {
            "post_call_webhook_id": names["webhook_id"], "events": ["transcript", "call_initiation_failure"]}})
        batch = {"call_name": "b", "agent_id": self.agent, "agent_phone_number_id": self.number,
                 "recipients": [{"phone_number": person} for person in PEOPLE]}
        names["batch_id"] = self.ask("POST", "/v1/convai/batch-calling/submit", batch).json["id"]
        self.pass_time()
        # One is still to come, so that its numbers matter to what follows.
        self.ask("POST", "/v1/convai/batch-calling/submit", {**batch, "scheduled_time_unix": 1_795_300_000})
        document = names.get("documentation_id") or self.ask(
            "GET", "/v1/convai/knowledge-base?types=text").json["documents"][0]["id"]
        names["documentation_id"] = document
        index = self.ask("POST", "/v1/convai/knowledge-base/%s/rag-index" % document, {"model": "e5_mistral_7b_instruct"}).json
        names["rag_index_id"] = (index or {}).get("id", "x")
        for member, path, key in (("tool_id", "/v1/convai/tools", "tools"), ("secret_id", "/v1/convai/secrets", "secrets")):
            listed = (self.ask("GET", path).json or {}).get(key) or [{}]
            names.setdefault(member, listed[0].get("id") or listed[0].get(member) or "x")
        calls = self.ask("GET", "/2010-04-01/Accounts/%s/Calls.json" % names["AccountSid"], fields=[self.twilio(made)]).json
        names["Sid"] = ((calls or {}).get("calls") or [{}])[0].get("sid", "x")
        return names

    @staticmethod
    def twilio(made):
        from base64 import b64encode
        pair = "%s:%s" % (made["twilio"]["account_sid"], made["twilio"]["auth_token"])
        return "authorization", "Basic " + b64encode(pair.encode()).decode()

    def pass_time(self, sandbox=NAME):
        """Moves the clock on until nothing is left to do; True where the loop was held meanwhile."""
        fields = [("x-ringback-sandbox", sandbox), ("content-type", "application/json")]
        return self.watched("POST", "/_ringback/clock/advance", b'{"until": "idle"}', fields)[1]

    def restore(self):
        answer = self.wire.ask("PUT", "/_ringback/snapshot", self.start_bytes, [("x-ringback-sandbox", NAME)])
        if answer.status == 404:
            # A case deleted the sandbox, or made it answer to nobody.
            self.control("POST", "/sandboxes", {"name": NAME, "time": TIME, "scenario": "default", "world": WORLD}, 201)
            answer = self.wire.ask("PUT", "/_ringback/snapshot", self.start_bytes, [("x-ringback-sandbox", NAME)])
        self.wire.ask("PUT", "/_ringback/clock", json.dumps({"mode": "manual", "time": self.snapshot["time"]}),
                      [("x-ringback-sandbox", NAME), ("content-type", "application/json")])

    # ---- The cases ----

    def watched(self, method, target, body, fields):
        """The answer, None where none came in time, and how long somebody else had to wait for theirs meanwhile."""
        self.wire.send(method, target, body, fields)
        held, until = 0.0, time.monotonic() + LONGEST
        while True:
            held = max(held, health(self.other))
            if select.select([self.wire.connection.sock], [], [], 0.001)[0]:
                return self.wire.receive(), held
            if time.monotonic() > until:
                self.wire.close()
                return None, held

    def run(self, cases):
        for case in cases:
            self.count += 1
            try:
                self.step(case)
            except (OSError, http.client.HTTPException) as error:
                self.mourn(case, error)
        return self

    def step(self, case):
        held, status = self.once(case)
        if held > HOLD:
            # Another process may have had the processor: it counts where it happens each time.
            held = min([held] + [self.once(case)[0] for _ in range(2)])
            if held > HOLD:
                self.findings.append(Finding(case, "the loop was held for %d ms" % (held * 1000)))
        if status is not None and status >= 500 and status not in MEANT:
            self.findings.append(Finding(case, "answered with %d" % status))

    def once(self, case):
        """Sends a case and lets follow what follows from it: the longest hold, and the status."""
        fields = list(self.fields) + ([("content-type", case.kind)] if case.kind else [])
        if case.target.startswith("/2010-04-01"):
            fields.append(self.twilio(self.sandbox))
        answer, held = self.watched(case.method, case.target, case.body, fields)
        if answer is not None and answer.status < 300 and case.changes:
            held = max([held] + self.follow(case, answer))
        return held, None if answer is None else answer.status

    def follow(self, case, answer):
        """Places calls that meet what was changed, lets time pass, looks at what came of it, and puts everything back."""
        made = answer.json if isinstance(answer.json, dict) else {}
        is_scenario = case.operation == "scenario"
        name = made.get("name", NAME) if is_scenario else NAME
        agent = first(made.get("agents")) if is_scenario else made.get("agent_id", self.agent)
        number = first(made.get("phone_numbers")) if is_scenario else self.number
        fields = [("xi-api-key", first(made.get("keys")) or "k") if is_scenario else self.fields[0], ("x-ringback-sandbox", name),
                  ("content-type", "application/json")]
        holds = []
        for person in PEOPLE if case.operation in ("scenario", "snapshot") or "agent" in case.operation else PEOPLE[:1]:
            call = {"agent_id": agent, "agent_phone_number_id": number, "to_number": person}
            holds.append(self.watched("POST", "/v1/convai/twilio/outbound-call", json.dumps(call), fields)[1])
        holds.append(self.pass_time(name))
        for path in ("/v1/convai/conversations?page_size=5", "/v1/convai/agents/%s" % agent, "/_ringback/journal?limit=5"):
            holds.append(self.watched("GET", path, None, fields)[1])
        if is_scenario:
            self.wire.ask("DELETE", "/_ringback/sandboxes/walked")
        else:
            self.restore()
        return holds

    def mourn(self, case, error):
        """Tells a death from a connection that was closed, and goes on with a new server."""
        deadline = time.monotonic() + 2
        while self.server.is_alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        if self.server.is_alive() and case.operation == "scenario":
            # Its rules may close or tear the connections of all who call.
            self.wire.close()
            self.wire.ask("DELETE", "/_ringback/sandboxes/walked")
            return
        code = self.end()
        self.deaths += code is not None
        self.findings.append(Finding(case, "the server stood still (%s)" % error if code is None else "the server died (%s)" % code))
        if self.deaths > 40:
            raise Died("\n".join(map(str, self.findings)))
        self.start()


def first(names):
    return next(iter(names.values()), None) if names else None
