"""HTTP/1.1 by hand, for requests that no client library would send."""

import json
import socket

from server import PATIENCE


class Answer:
    """A response as it stood on the wire."""

    def __init__(self, head, body):
        self.head = head
        self.body = body
        lines = head.decode("latin-1").split("\r\n")
        self.version, status, self.reason = (lines[0] + " ").split(" ", 2)
        self.status = int(status)
        self.fields = [(name.lower(), value.strip()) for name, value in (line.split(":", 1) for line in lines[1:])]

    def field(self, name):
        return dict(self.fields).get(name)

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode()


class Wire:
    """One connection."""

    def __init__(self, server, host="127.0.0.1"):
        self.socket = socket.create_connection((host, server.port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def send_what_is_taken(self, data):
        """Sends although the server may answer and close before it has read everything."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def _receive(self):
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionResetError:
            data = b""
        self._buffer += data
        return bool(data)

    def answer(self, head_only=False):
        """The next response; None where the connection ended before one began."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._receive():
                assert not self._buffer, "the connection ended within a head: %r" % self._buffer
                return None
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        answer = Answer(head, b"")
        if head_only or answer.status in (204, 304) or answer.status < 200:
            return answer
        length = answer.field("content-length")
        assert length is not None, "a response without content-length: %r" % head
        while len(self._buffer) < int(length):
            assert self._receive(), "the connection ended within a body: %r" % self._buffer
        answer.body, self._buffer = self._buffer[: int(length)], self._buffer[int(length):]
        return answer

    def is_at_end(self):
        """Whether the server closes the connection without another byte."""
        while not self._buffer:
            if not self._receive():
                return True
        return False


def request(method, path, key=None, body=None, fields=(), host="127.0.0.1", version="1.1"):
    """The bytes of a request; `body` is bytes, or JSON if it is anything else."""
    lines = ["%s %s HTTP/%s" % (method, path, version), "host: " + host]
    if key:
        lines.append("xi-api-key: " + key)
    if body is not None:
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        names = {line.split(":", 1)[0].lower() for line in fields}
        if "content-type" not in names:
            lines.append("content-type: application/json")
        if not names & {"content-length", "transfer-encoding"}:
            lines.append("content-length: %d" % len(body))
    lines += fields
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b"")


def exchange(server, data, host="127.0.0.1", **options):
    """The answer to one request on a connection of its own."""
    with Wire(server, host) as wire:
        wire.send_what_is_taken(data)
        return wire.answer(**options)
