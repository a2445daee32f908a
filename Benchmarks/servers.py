"""Starts and stops the servers that are measured, each alone on one core."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = CORES[0]
LOAD_CORE = CORES[-1]


class Server:
    """One running server process; `close` ends it, at the latest when `Servers` does."""

    def __init__(self, name: str, process: subprocess.Popen, port: int) -> None:
        self.name, self.process, self.port = name, process, port

    def ask(self, method: str, path: str, body: object = None, headers: dict | None = None) -> tuple[int, object]:
        """One request on a connection of its own; answers with status and parsed body (text where it is not JSON)."""
        status, _, raw = self.exchange(method, path, body, headers)
        try:
            return status, json.loads(raw)
        except ValueError:
            return status, raw.decode(errors="replace")

    def exchange(
        self, method: str, path: str, body: object = None, headers: dict | None = None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """As `ask`, but with the header fields and the body as it came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        fields = dict(headers or {})
        raw = None
        if body is not None:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            fields.setdefault("content-type", "application/json")
        try:
            connection.request(method, path, raw, fields)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def resident(self) -> int:
        """Resident memory in bytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError(f"{self.name} is gone")

    def close(self) -> None:
        """Asks the process to end, and insists after 5 s."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Servers:
    """Starts servers and ends every one of them on leaving the `with`."""

    def __init__(self, binary: str, tools: Path, scratch: Path) -> None:
        self.binary, self.tools, self.scratch = binary, tools, scratch
        self.running: list[Server] = []
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("RINGBACK_")}
        self.flags = self.quiet_flags()
        self.nginx_binary = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")

    def __enter__(self) -> "Servers":
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.running:
            server.close()

    def quiet_flags(self) -> list[str]:
        """A line a request is for people: it is turned off where the binary can."""
        words = subprocess.run(
            [self.binary, "serve", "--help"], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        ).stdout
        return ["--quiet"] if "--quiet" in words else []

    def spawn(self, name: str, argv: list[str], port: int = 0, prefix: list[str] | None = None) -> Server:
        """Starts a process on the server's core; it inherits the core from this one for the moment of the start."""
        os.sched_setaffinity(0, {SERVER_CORE})
        try:
            process = subprocess.Popen(
                [*(prefix or []), *argv],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if port < 0 else subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        finally:
            os.sched_setaffinity(0, {LOAD_CORE})
        server = Server(name, process, port)
        self.running.append(server)
        return server

    def ringback(self, *more: str, binary: str | None = None, prefix: list[str] | None = None, wait: float = 10) -> Server:
        """Starts Ringback on a free port and waits until it serves."""
        port_file = self.scratch / f"port-{len(self.running)}"
        argv = [binary or self.binary, "serve", "--port", "0", "--port-file", str(port_file), *self.flags, *more]
        server = self.spawn("ringback", argv, prefix=prefix)
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline and server.process.poll() is None:
            text = port_file.read_text().strip() if port_file.exists() else ""
            if text.isdigit():
                server.port = int(text)
                return server
            time.sleep(0.002)
        ended = server.process.poll()
        server.close()
        why = f"did not serve within {wait:g} s" if ended is None else f"ended with {ended} before it served"
        raise RuntimeError(f"`{' '.join(['ringback', *argv[1:]])}` {why}")

    def ringback_at(self, port: int) -> Server:
        """Starts Ringback on that port and does not wait."""
        return self.spawn("ringback", [self.binary, "serve", "--port", str(port), *self.flags], port)

    def limit(self, head: Path, page: Path, prefix: list[str] | None = None) -> Server:
        """Starts the plain C server; it prints its port once it listens."""
        server = self.spawn("limit", [str(self.tools / "limit"), str(head), str(page)], -1, prefix)
        server.port = int(server.process.stdout.readline() or 0)
        if server.port == 0:
            raise RuntimeError("the plain C server did not start")
        return server

    def nginx(self, size: int, port: int | None = None, wait: bool = True) -> Server:
        """Starts nginx, one process, with a constant body of `size` bytes."""
        port = port or free_port()
        home = self.scratch / f"nginx-{port}"
        home.mkdir(exist_ok=True)
        pieces = [min(2000, size - at) for at in range(0, size, 2000)]
        sets = "".join(f'set $b{i} "{"x" * count}"; ' for i, count in enumerate(pieces))
        temporary = "".join(f"{kind}_temp_path {home}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (home / "nginx.conf").write_text(
            f"daemon off; master_process off; worker_processes 1; error_log stderr crit; pid {home}/pid;\n"
            f"events {{ worker_connections 1024; }}\n"
            f"http {{ access_log off; keepalive_requests 1000000000; tcp_nodelay on; {temporary}\n"
            f"server {{ listen 127.0.0.1:{port}; location / {{ default_type application/json; "
            f"{sets}return 200 \"{''.join(f'$b{i}' for i in range(len(pieces)))}\"; }} }} }}\n"
        )
        server = self.spawn("nginx", [self.nginx_binary, "-p", str(home), "-c", str(home / "nginx.conf"), "-e", "stderr"], port)
        if wait:
            wait_until_listening(server)
        return server


def wait_until_listening(server: Server, limit: float = 5) -> None:
    """Returns once the port accepts a connection."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
            return
        except OSError:
            time.sleep(0.001)
    raise RuntimeError(f"{server.name} does not listen on {server.port}")


def first_answer(start, request: bytes) -> float:
    """Seconds from the start of a process until it has answered `request` with 200; `start` spawns it."""
    begun = time.perf_counter()
    server = start()
    try:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", server.port), 2) as connection:
                    connection.sendall(request)
                    answer = connection.recv(64)
            except OSError:
                answer = b""
            if answer.startswith(b"HTTP/1.1 200"):
                return time.perf_counter() - begun
            if time.perf_counter() - begun > 10:
                raise RuntimeError(f"{server.name} gave no 200 within 10 s of its start")
            time.sleep(0.0001)
    finally:
        server.close()
