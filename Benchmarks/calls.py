"""The rows about calls that live: one of ten minutes in no time, and a hundred thousand of them fast-forwarded."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from load import Request, drive
from servers import Server
from table import Goal, Table, duration
from world import Account

LONG_CALL = Goal("at_most", 0.050, "≤ 50 ms")
FORWARDED = Goal("at_most", 5.0, "≤ 5 s")
CALL_MEMORY = Goal("at_most", 4096, "≤ 4 KB")
NEIGHBOUR = Goal("at_most", 0.025, "≤ 25 ms")
CALLS = 100_000
LONG_CALLS = 21
AS_JSON = {"content-type": "application/json"}
CALLED = "+15551234567"


class Receiver:
    """The app's side of webhooks: notes when each one came."""

    def __init__(self) -> None:
        self.came = threading.Semaphore(0)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:  # the name that the library asks for
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()
                receiver.came.release()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where webhooks go."""
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def close(self) -> None:
        """Listens no more."""
        self.server.shutdown()
        self.server.server_close()


def ten_minutes(url: str) -> dict:
    """A scenario in which a call lasts ten minutes and the app hears of its end."""
    return {
        "title": "a call of ten minutes", "extends": ["default"],
        "people": {CALLED: {"says": [{"say": "Let me tell you more about it.", "after": 8} for _ in range(70)]}},
        "world": {"elevenlabs": {
            "agents": {"receptionist": {
                "agent_id": "agent_8301ky28r4tbfwn9jh69rck9w39q",
                "conversation_config": {
                    "agent": {"first_message": "Hello, how can I help you?"},
                    "conversation": {"max_duration_seconds": 600}}}},
            "webhooks": {"bench": {"webhook_url": url}},
            "workspace_settings": {"webhooks": {"post_call_webhook_id": "bench", "events": ["transcript"]}},
        }},
    }


def long_call(server: Server, receiver: Receiver, table: Table) -> None:
    """From the request to the delivered webhook of a ten-minute call, on a clock that jumps from event to event."""
    account = Account.of(server)
    server.ask("PUT", "/_ringback/clock", {"mode": "auto", "quiet_milliseconds": 0})
    times, lasted = [], set()
    for _ in range(LONG_CALLS):
        begun = time.perf_counter()
        status, answer = server.ask("POST", "/v1/convai/twilio/outbound-call", account.call(), {**account.headers, **AS_JSON})
        if status != 200 or not receiver.came.acquire(timeout=10):
            table.missing("a ten-minute call with webhook, auto", LONG_CALL, f"{status} {answer!r:.200}, or no webhook came")
            return
        times.append(time.perf_counter() - begun)
        path = f"/v1/convai/conversations/{answer['conversation_id']}"
        lasted.add(server.ask("GET", path, headers=account.headers)[1]["metadata"]["call_duration_secs"])
    times.sort()
    median = times[len(times) // 2]
    table.add("a ten-minute call with webhook, auto", duration(median), f"it lasts {min(lasted)} s", "", LONG_CALL, median)


def fast_forward(server: Server, tools, scratch, table: Table, call: Request, calls: int = CALLS) -> None:
    """Many calls from dialling to done on one core; meanwhile another sandbox is asked again and again."""
    server.ask("POST", "/_ringback/sandboxes", {"name": "neighbour"})
    neighbour = Account.of(server, "neighbour")

    def place(count: int) -> None:
        placed = drive(tools, scratch, server.port, count, call)
        if placed.refused:
            table.note(f"{placed.refused} of {count:,} calls were refused")

    place(calls)
    waits, over = [], threading.Event()

    def ask() -> None:
        while not over.is_set():
            begun = time.perf_counter()
            server.ask("GET", "/v1/user", headers=neighbour.headers)
            waits.append(time.perf_counter() - begun)

    asking = threading.Thread(target=ask)
    asking.start()
    begun = time.perf_counter()
    status, answer = server.ask("POST", "/_ringback/clock/advance", {"until": "idle"})
    took = time.perf_counter() - begun
    over.set()
    asking.join()
    if status != 200 or answer["scheduled_count"]:
        table.missing(f"{calls:,} calls fast-forwarded", FORWARDED, f"{status} {json.dumps(answer)[:200]}")
        return
    table.add(f"{calls:,} calls fast-forwarded", duration(took), f"{took / calls * 1e6:.1f} µs a call", "", FORWARDED,
              took * CALLS / calls)
    waits.sort()
    tail = waits[int(len(waits) * 0.99)]
    table.add("GET in another sandbox meanwhile, p99", duration(tail), f"{len(waits):,} asked, median {duration(waits[len(waits) // 2])}",
              "", NEIGHBOUR, tail)


def call_memory(server: Server, tools, scratch, table: Table, call: Request, calls: int = CALLS // 10) -> None:
    """What more calls leave behind that are over, once what running ones take has been taken and given back."""
    sizes = []
    for _ in range(4):
        drive(tools, scratch, server.port, calls, call)
        server.ask("POST", "/_ringback/clock/advance", {"until": "idle"})
        sizes.append(server.resident())
    each = (sizes[-1] - sizes[1]) / (2 * calls)
    table.add("memory of a finished call", f"{each / 1024:.2f} KB", "", "", CALL_MEMORY, each)
