"""Runs the built binary, and speaks to it over connections that stay open."""

import http.client
import json
import os
import resource
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("RINGBACK_BINARY") or ROOT / ".build/release/ringback").resolve()
PATIENCE = 20.0
READY = "RINGBACK_READY "
# What an input that fills the memory may take before the server dies of it rather than the machine.
MEMORY = 4 << 30


class Died(Exception):
    """The server's process has ended."""


class Server:
    """A running `ringback serve`."""

    def __init__(self, *flags, memory=MEMORY):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
        self.process = subprocess.Popen(
            [str(BINARY), "serve", "--port", "0", "--quiet", *flags], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=kept,
            preexec_fn=lambda: memory and resource.setrlimit(resource.RLIMIT_AS, (memory, memory)))
        line = next((line for line in self.process.stdout if line.startswith(READY)), None)
        if line is None:
            raise Died("the server ended at its start with %s" % self.process.wait(PATIENCE))
        self.port = json.loads(line[len(READY):])["port"]

    def is_alive(self):
        return self.process.poll() is None

    def end(self):
        """Ends the process at once; its exit code, where it had ended by itself."""
        code = self.process.poll()
        if code is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        return code


class Answer:
    """A status and a body."""

    def __init__(self, status, body):
        self.status, self.body = status, body

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Wire:
    """A connection that is opened again where the server closed it."""

    def __init__(self, port):
        self.port = port
        self.connection = None

    def send(self, method, target, body=None, fields=()):
        """Sends a request; `receive` waits for its answer."""
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                return self.connection.request(method, target, body, dict(fields))
            except OSError:
                self.close()
                if attempt == 2:
                    raise

    def receive(self):
        try:
            response = self.connection.getresponse()
            answer = Answer(response.status, response.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if response.will_close:
            self.close()
        return answer

    def ask(self, method, target, body=None, fields=()):
        self.send(method, target, body, fields)
        return self.receive()

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def health(wire):
    """How long the loop takes for somebody else, in seconds."""
    began = time.monotonic()
    wire.ask("GET", "/_ringback/health")
    return time.monotonic() - began
