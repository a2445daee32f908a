"""A `ringback serve` of our own."""

from __future__ import annotations

import atexit
import collections
import json
import os
import queue
import shutil
import subprocess
import threading
from typing import IO, Any, Deque, Dict, Optional, Sequence

from ._errors import RingbackError

_READY = "RINGBACK_READY "
_GRACE = 5.0


class ServerProcess:
    """A server on a free port; it ends with `stop`, with this process, and when this process is killed."""

    def __init__(self, binary: Optional[str], arguments: Sequence[str], timeout: float) -> None:
        self.binary = find(binary)
        self._printed: Deque[str] = collections.deque(maxlen=200)
        self._ready: "queue.Queue[Optional[str]]" = queue.Queue()
        self._guard: Optional[subprocess.Popen[bytes]] = None
        try:
            # In a session of its own, so that Ctrl-C at the terminal does not end it before the tests have cleaned up.
            self._process = subprocess.Popen(
                [self.binary, "serve", "--port", "0", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise RingbackError("%s cannot be run: %s." % (self.binary, error.strerror), code="not_started") from error
        self._owner = os.getpid()
        self._guard_it()
        atexit.register(self.stop)
        self._readers = [
            threading.Thread(target=self._read, args=(stream, is_output), daemon=True, name="ringback-output")
            for stream, is_output in ((self._process.stdout, True), (self._process.stderr, False))
        ]
        for reader in self._readers:
            reader.start()
        self.ready = self._wait_until_ready(timeout)

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    @property
    def output(self) -> str:
        """What the server printed last, 200 lines at most."""
        return "\n".join(self._printed)

    @property
    def is_running(self) -> bool:
        """Whether the server has not ended."""
        return self._process.poll() is None

    def stop(self) -> Optional[int]:
        """Ends the server, politely first, and answers its exit code."""
        if os.getpid() != self._owner:  # A forked child: the server is its parent's.
            return None
        atexit.unregister(self.stop)
        # The guard goes first: it must not end another process that has got the number meanwhile.
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for reader in self._readers:
            reader.join(_GRACE)
        return self._process.returncode

    def _guard_it(self) -> None:
        """Starts a shell that reads from us and ends the server at our end, however that comes about."""
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", 'read -r line; kill -TERM "$0"', str(self._process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _read(self, stream: IO[bytes], is_output: bool) -> None:
        with stream:
            for raw in stream:
                line = raw.decode("utf-8", "replace").rstrip("\n")
                if is_output and line.startswith(_READY):
                    self._ready.put(line[len(_READY) :])
                else:
                    self._printed.append(line)
        if is_output:
            self._ready.put(None)

    def _wait_until_ready(self, timeout: float) -> Dict[str, Any]:
        try:
            line = self._ready.get(timeout=timeout)
        except queue.Empty:
            self.stop()
            raise self._failure("is not ready after %g s" % timeout) from None
        if line is None:
            code = self.stop()
            raise self._failure("ended at once with exit code %s" % code)
        ready: Dict[str, Any] = json.loads(line)
        return ready

    def _failure(self, what: str) -> RingbackError:
        said = "; it said:\n" + self.output if self._printed else " and said nothing."
        return RingbackError("%s %s%s" % (self.binary, what, said), code="not_started")


def find(binary: Optional[str]) -> str:
    """The program to run: the one given, $RINGBACK_BINARY, or `ringback` on the PATH."""
    wanted = binary or os.environ.get("RINGBACK_BINARY")
    found = shutil.which(os.path.expanduser(wanted) if wanted else "ringback")
    if found:
        return os.path.abspath(found)
    if wanted:
        source = "" if binary else " (RINGBACK_BINARY)"
        raise RingbackError("there is no program %s%s." % (wanted, source), code="not_started")
    raise RingbackError(
        "there is no ringback on the PATH. Build it with `make build`, and put it there with `make install` or say where "
        "it is in RINGBACK_BINARY; or start it yourself and set RINGBACK_URL.",
        code="not_started",
    )
