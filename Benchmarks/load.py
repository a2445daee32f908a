"""Load and its cost: wrk for throughput, the C driver for single answers, callgrind for instructions."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from servers import Server, Servers

CONNECTIONS = 32
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass
class Request:
    """One request, in the form that each tool wants."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    def raw(self) -> bytes:
        """The bytes on the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "host: 127.0.0.1", *(f"{k}: {v}" for k, v in self.headers.items())]
        if self.body or self.method in ("POST", "PATCH"):
            lines.append(f"content-length: {len(self.body)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body

    def lua(self) -> str:
        """A wrk script. The body is quoted byte by byte."""
        quoted = "".join(f"\\{byte:03d}" for byte in self.body)
        fields = "".join(f'wrk.headers["{k}"] = "{v}"\n' for k, v in self.headers.items())
        return f'wrk.method = "{self.method}"\n{fields}wrk.body = "{quoted}"\n'


@dataclass
class Throughput:
    """What wrk reports: requests a second, the 99th percentile in seconds, answers that were no 2xx or 3xx."""

    rate: float
    p99: float
    refused: int


def wrk(server: Server, request: Request, seconds: int, scratch: Path) -> Throughput:
    """Loads a server from the other core with `CONNECTIONS` kept-alive connections."""
    script = scratch / "request.lua"
    script.write_text(request.lua())
    words = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script),
         f"http://127.0.0.1:{server.port}{request.path}"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds + 20,
    ).stdout
    speed = re.search(r"Requests/sec:\s+([\d.]+)", words)
    tail = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", words)
    if not speed or not tail:
        raise RuntimeError(f"wrk measured nothing on {server.name}: {words.strip()[-200:]}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", words)
    lost = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", words)
    failures = (int(refused[1]) if refused else 0) + (sum(map(int, lost.groups())) if lost else 0)
    return Throughput(float(speed[1]), float(tail[1]) * UNITS[tail[2]], failures)


@dataclass
class Answers:
    """What the driver reports: answers that were no 2xx, and the times in seconds."""

    refused: int
    median: float
    p99: float


def drive(tools: Path, scratch: Path, port: int, count: int, timed: Request, *before: Request) -> Answers:
    """Sends a fixed number of requests one after the other; `before` are sent untimed ahead of each."""
    paths = []
    for number, request in enumerate((timed, *before)):
        path = scratch / f"request-{number}"
        path.write_bytes(request.raw())
        paths.append(str(path))
    done = subprocess.run(
        [str(tools / "driver"), str(port), str(count), *paths],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{timed.method} {timed.path}: {done.stderr.strip()}")
    _, refused, median, p99, _ = map(int, done.stdout.split())
    return Answers(refused, median / 1e9, p99 / 1e9)


def instructions(servers: Servers, start, request: Request, count: int) -> float:
    """User instructions a request: the difference between a run of 2 × `count` requests and one of `count`.

    `start` takes the words to put before the command and starts the server.
    """
    totals = []
    for turns in (count, 2 * count):
        out = servers.scratch / "callgrind.out"
        out.unlink(missing_ok=True)
        server = start(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"])
        try:
            answers = drive(servers.tools, servers.scratch, server.port, turns, request)
        finally:
            server.close()
        if answers.refused:
            raise RuntimeError(f"{answers.refused} of {turns} answers under callgrind were refusals")
        found = re.search(r"^(?:totals|summary): (\d+)", out.read_text() if out.exists() else "", re.MULTILINE)
        if not found:
            raise RuntimeError("callgrind left no total (the server did not end by itself on SIGTERM)")
        totals.append(int(found[1]))
    return (totals[1] - totals[0]) / count


def stripped(binary: str, to: Path, *flags: str) -> Path:
    """A copy of the binary without its symbols (`-g`: without debugging information only)."""
    shutil.copy(binary, to)
    subprocess.run(["strip", *flags, str(to)], check=True)
    return to
