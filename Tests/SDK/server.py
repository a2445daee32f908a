"""Starts the built binary and speaks to its control API."""

import json
import os
import queue
import resource
import signal
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("RINGBACK_BINARY") or ROOT / ".build/release/ringback").resolve()
PATIENCE = 15.0
READY = "RINGBACK_READY "


def environment(**variables):
    """This process's environment without settings that would reach the server by accident."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
    for name in ("ELEVENLABS_API_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        kept.pop(name, None)
    return {**kept, **variables}


def client(kind=httpx.Client, **options):
    """An HTTP client without certificates, whose loading takes longer than a test."""
    return kind(timeout=PATIENCE, verify=False, **options)


def within(shell):
    """The words before a command that is to begin as a shell leaves it."""
    return ("bash", "-c", shell + '; exec "$@"', "bash") if shell else ()


class Server:
    """A running `ringback serve`."""

    def __init__(self, *flags, variables=None, command=("serve", "--port", "0", "--check-responses"), shell=None,
                 limits=None):
        """`shell` is what a shell does first, such as `ulimit -v 100000`."""
        self._lines = queue.Queue()
        self.printed = []
        self.process = subprocess.Popen(
            [*within(shell), str(BINARY), *command, *flags], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env=environment(**(variables or {})),
            preexec_fn=limits and (lambda: resource.setrlimit(*limits)))
        for stream, keep in ((self.process.stdout, self._lines.put), (self.process.stderr, self._complain)):
            threading.Thread(target=self._read, args=(stream, keep), daemon=True).start()
        self.complaints = []
        try:
            line = self.wait_for(lambda line: line.startswith(READY))
        except AssertionError:
            self.kill()
            raise
        self.ready = json.loads(line[len(READY):])
        self.url, self.port = self.ready["url"], self.ready["port"]
        self.http = client(base_url=self.url)

    def _complain(self, line):
        if line is not None:
            self.complaints.append(line)

    @staticmethod
    def _read(stream, keep):
        for line in stream:
            keep(line.rstrip("\n"))
        keep(None)

    def wait_for(self, wanted):
        """The next line on stdout that is wanted; lines before it are in `printed`."""
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError("no such line within %g s; printed: %r" % (PATIENCE, self.printed)) from None
            if line is None:
                self._lines.put(None)
                self.process.wait(PATIENCE)
                raise AssertionError(
                    "the server ended with %s; printed: %r %r" % (self.process.returncode, self.printed, self.complaints))
            self.printed.append(line)
            if wanted(line):
                return line

    def told(self):
        """What has come on stderr."""
        return "\n".join(self.complaints)

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def wait(self):
        """The exit code."""
        return self.process.wait(PATIENCE)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)

    def admin(self, method, path, json=None, status=200, headers=None):
        """The control API's answer as JSON, after its status was checked."""
        answer = self.http.request(method, "/_ringback" + path, json=json, headers=headers)
        assert answer.status_code == status, "%s %s: %s %s" % (method, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def sandbox(self, **wishes):
        return Sandbox(self, self.admin("POST", "/sandboxes", json=wishes, status=201))

    def default(self):
        return Sandbox(self, self.admin("GET", "/sandboxes/default"))

    def is_healthy(self):
        return self.admin("GET", "/health")["status"] == "ok"


@contextmanager
def serving(*flags, **options):
    """A server that lives as long as the block."""
    server = Server(*flags, **options)
    try:
        yield server
    finally:
        server.kill()


class Sandbox:
    """A sandbox and how to reach it."""

    def __init__(self, server, description):
        self.server = server
        self.name = description["name"]
        self.base_url = description["base_url"]
        self.keys = description["keys"]
        self.key = self.keys.get("main", "")
        self.twilio = description["twilio"]
        self.agents = description["agents"]
        self.phone_numbers = description["phone_numbers"]
        self.webhooks = description["webhooks"]
        self.tags = description["tags"]
        self.agent = next(iter(self.agents.values()), None)
        self.number = next(iter(self.phone_numbers.values()), None)
        self.http = client(base_url=self.base_url, headers={"xi-api-key": self.key})

    @property
    def prefix(self):
        """The path prefix, for requests that are written by hand."""
        return "" if self.name == "default" else "/~" + self.name

    def call_body(self, **changes):
        """A call that works, with changes; a change to `...` takes the member away."""
        body = {"agent_id": self.agent, "agent_phone_number_id": self.number, "to_number": "+15555550123"}
        body.update(changes)
        return {name: value for name, value in body.items() if value is not ...}

    def call(self, **changes):
        return self.http.post("/v1/convai/twilio/outbound-call", json=self.call_body(**changes))

    def patch(self, **world):
        return self.server.admin("PATCH", "/sandboxes/%s/world" % self.name, json={"elevenlabs": world})

    def delete(self):
        self.http.close()
        self.server.admin("DELETE", "/sandboxes/" + self.name, status=204)


def run(*arguments, variables=None, shell=None, **options):
    """Runs the program to its end."""
    return subprocess.run(
        [*within(shell), str(BINARY), *arguments], capture_output=True, text=True, timeout=PATIENCE,
        env=environment(**(variables or {})), **{"stdin": subprocess.DEVNULL, **options})
