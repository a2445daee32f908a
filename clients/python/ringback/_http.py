"""JSON over HTTP to the control API, by the standard library."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
from typing import Any, List, Optional, Tuple
from urllib.parse import quote, urlencode, urlsplit

from ._errors import RingbackError

_PATIENCE = 30.0


def _shown(url: str) -> str:
    """A URL as messages show it, which end in logs: without user and password."""
    return re.sub(r"://[^/?#\s]*@", "://****@", url)


class ControlClient:
    """Sends requests to one server; any thread may use it."""

    def __init__(self, url: str, token: Optional[str]) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RingbackError("%r is no URL of a server, such as http://127.0.0.1:8080." % _shown(url), code="bad_url")
        self.url = url.rstrip("/")
        self._kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._host = parts.hostname
        self._port = parts.port
        self._prefix = parts.path.rstrip("/")
        self._token = token
        # Connections at rest, each with the process that opened it: a forked child must not share them.
        self._idle: List[Tuple[int, http.client.HTTPConnection]] = []

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Optional[List[Tuple[str, str]]] = None,
        wait: float = 0,
    ) -> Tuple[int, Any]:
        """The answer's status and JSON; ``wait`` is how long the server was asked to wait itself."""
        target = self._prefix + path + ("?" + urlencode(query, quote_via=quote) if query else "")
        headers = {"accept": "application/json"}
        if self._token:
            headers["authorization"] = "Bearer " + self._token
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["content-type"] = "application/json"
        status, text = self._exchange(method, target, data, headers, _PATIENCE + wait)
        if not text:
            return status, None
        try:
            return status, json.loads(text)
        except ValueError:
            raise RingbackError(
                "%s %s was answered with %d and no JSON: is %s a Ringback? It says %r."
                % (method, path, status, _shown(self.url), text[:200].decode("utf-8", "replace")),
                code="unreachable",
                status=status,
            ) from None

    def close(self) -> None:
        """Gives the connections back."""
        while self._idle:
            self._idle.pop()[1].close()

    def _exchange(
        self, method: str, target: str, data: Optional[bytes], headers: "dict[str, str]", timeout: float
    ) -> Tuple[int, bytes]:
        while True:
            connection, is_fresh = self._connection(timeout)
            try:
                connection.request(method, target, data, headers)
                answer = connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                # A connection at rest may have been closed by the server meanwhile, before it saw the request.
                if not is_fresh and isinstance(error, (ConnectionError, http.client.RemoteDisconnected)):
                    continue
                raise RingbackError(
                    "there is no answer from %s: %s." % (_shown(self.url), error or type(error).__name__), code="unreachable"
                ) from error
            if not answer.will_close:
                self._idle.append((os.getpid(), connection))
            return answer.status, text

    def _connection(self, timeout: float) -> Tuple[http.client.HTTPConnection, bool]:
        while self._idle:
            try:
                process, connection = self._idle.pop()
            except IndexError:  # Another thread was faster.
                break
            if process == os.getpid() and connection.sock is not None:
                connection.sock.settimeout(timeout)
                return connection, False
        fresh = self._kind(self._host, self._port, timeout=timeout)
        try:
            fresh.connect()
            fresh.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            fresh.close()
            raise RingbackError("nothing answers at %s: %s." % (_shown(self.url), error), code="unreachable") from error
        return fresh, True
