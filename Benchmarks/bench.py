"""Measures Ringback beside nginx and a plain C server, and prints one table. Run it with `make bench`.

usage: bench.py [--binary FILE] [--tools DIR] [--seconds N] [--rounds N]
"""

import argparse
import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from calls import Receiver, call_memory, fast_forward, long_call, ten_minutes
from load import CONNECTIONS, Request, Throughput, drive, instructions, stripped, wrk
from servers import CORES, LOAD_CORE, SERVER_CORE, Server, Servers, first_answer, free_port
from table import Goal, Table, duration, megabytes, percent, rate
from world import Account, crowd, objects, scenario

LIMIT_SECONDS = 300
OBJECTS = 10_000
CALLS = 100_000
RULES = 10_000
STARTS = 15
COUNTED = 1000

START = Goal("at_most", 0.010, "≤ 10 ms")
MEMORY = Goal("at_most", 15e6, "≤ 15 MB")
GET_RATE = Goal("at_least", 0.75, "≥ 75 % of nginx")
GET_COST = Goal("at_most", 3, "≤ 3 × limit")
POST_RATE = Goal("at_least", 25_000, "≥ 25,000/s")
POST_NGINX = Goal("at_least", 0.40, "≥ 40 % of nginx")
POST_COST = Goal("at_most", 2, "≤ 2 × limit")
POST_TAIL = Goal("at_most", 0.003, "≤ 3 ms")
SANDBOX_TIME = Goal("at_most", 100e-6, "≤ 100 µs")
CROWDED = Goal("at_least", 0.90, "≥ 90 % of the empty one")
PAGE = Goal("at_most", 0.001, "≤ 1 ms")
FILTERED_PAGE = Goal("at_most", 0.020, "≤ 20 ms")
SANDBOX_MEMORY = Goal("at_most", 64 * 1024, "≤ 64 KB")
SIZE = Goal("at_most", 15e6, "≤ 15 MB")


class Bench:
    """One run: what is served, where the tools are, and the table so far."""

    def __init__(self, servers: Servers, table: Table, options: argparse.Namespace) -> None:
        self.servers, self.table, self.options = servers, table, options
        self.scratch, self.tools = servers.scratch, servers.tools
        self.head, self.page = self.scratch / "head", self.scratch / "page"

    def learn(self) -> None:
        """Asks a running Ringback for its credentials and its answers, which the yardsticks then imitate."""
        server = self.servers.ringback()
        self.account = Account.of(server)
        status, fields, body = server.exchange("GET", "/v1/user", headers=self.account.headers)
        if status != 200:
            raise RuntimeError(f"GET /v1/user answered {status}: {body.decode(errors='replace')[:200]}")
        self.get = Request("GET", "/v1/user", self.account.headers)
        self.call = Request(
            "POST", "/v1/convai/twilio/outbound-call",
            {**self.account.headers, "content-type": "application/json"}, self.account.call(),
        )
        self.check_call(server)
        own = ("content-length", "connection", "transfer-encoding")
        self.head.write_text("".join(f"{k}: {v}\r\n" for k, v in fields if k.lower() not in own), newline="")
        self.page.write_bytes(body)
        self.page_size = len(body)
        self.call_size = len(server.exchange("POST", self.call.path, self.call.body, self.call.headers)[2])
        server.close()

    def check_call(self, server: Server) -> bool:
        """True where an outbound call is taken and not refused, which is what the POST rows are about."""
        status, answer = server.ask("POST", self.call.path, self.call.body, self.call.headers)
        taken = status == 200 and isinstance(answer, dict) and answer.get("success") is True
        if not taken:
            self.table.note(f"an outbound call was refused: {status} {json.dumps(answer)[:160]}")
        return taken

    def start_and_memory(self) -> None:
        """Start to the first 200, and what is resident half a second later."""
        def median_start(spawn) -> float:
            return statistics.median(first_answer(spawn, self.get.raw()) for _ in range(STARTS))

        def ours() -> Server:
            return self.servers.ringback_at(free_port())

        started = median_start(ours)
        beside, ratio = [], ""
        if self.servers.nginx_binary:
            other = median_start(lambda: self.servers.nginx(self.page_size, wait=False))
            beside.append(f"nginx {duration(other)}")
            ratio = f"{started / other:.2f} × nginx"
        beside.append(f"limit {duration(median_start(lambda: self.servers.limit(self.head, self.page)))}")
        self.table.add("start to first 200", duration(started), ", ".join(beside), ratio, START, started)

        def idle(server: Server) -> int:
            server.exchange("GET", "/v1/user", headers=self.account.headers)
            time.sleep(0.5)
            size = server.resident()
            server.close()
            return size

        size = idle(self.servers.ringback())
        plain = idle(self.servers.limit(self.head, self.page))
        beside = [f"limit {megabytes(plain)}"]
        if self.servers.nginx_binary:
            beside.insert(0, f"nginx {megabytes(idle(self.servers.nginx(self.page_size)))}")
        self.table.add("resident memory, idle", megabytes(size), ", ".join(beside), f"{size / plain:.1f} × limit", MEMORY, size)

    def throughput(self, request: Request, size: int) -> dict[str, list[Throughput]]:
        """Rounds of wrk, the servers taking turns so that a noisy moment hits all of them."""
        # On a clock that stands: the rows are about the request, and calls that were placed have rows of their own.
        running = [self.servers.ringback("--clock", "manual"), self.servers.limit(self.head, self.page)]
        if self.servers.nginx_binary:
            running.append(self.servers.nginx(size))
        results: dict[str, list[Throughput]] = {server.name: [] for server in running}
        for turn in range(self.options.rounds):
            for server in running:
                measured = wrk(server, request, self.options.seconds, self.scratch)
                results[server.name].append(measured)
                if measured.refused:
                    self.table.note(f"{server.name} refused {measured.refused:,} answers to {request.method} {request.path}")
            if request is self.call:
                if not self.check_call(running[0]):
                    self.table.note(f"so the POST figures count refusals too (found after round {turn + 1})")
                running[0].ask("POST", "/_ringback/sandboxes/default/reset")
        for server in running:
            server.close()
        return results

    def loaded(self) -> None:
        """GET and POST under load: rates, ratios, the tail; then their instruction counts."""
        if not shutil.which("wrk"):
            for what, goal in (("GET /v1/user", GET_RATE), ("POST outbound-call", POST_RATE)):
                self.table.missing(what, goal, "wrk is not installed")
        else:
            got = self.throughput(self.get, self.page_size)
            self.add_rate("GET /v1/user, keep-alive", got, GET_RATE)
        self.count("GET /v1/user, instructions", self.get, GET_COST)
        if shutil.which("wrk"):
            got = self.throughput(self.call, self.call_size)
            ours = middle(got["ringback"], "rate")
            self.table.add("POST outbound-call", rate(ours), f"limit {rate(middle(got['limit'], 'rate'))}",
                           f"{percent(share(got, 'limit'))} of limit", POST_RATE, ours)
            self.add_rate("POST outbound-call, beside nginx", got, POST_NGINX)
            tail = middle(got["ringback"], "p99")
            beside = [f"{name} {duration(middle(rounds, 'p99'))}" for name, rounds in got.items() if name != "ringback"]
            self.table.add(f"POST outbound-call, p99 at {CONNECTIONS}", duration(tail), ", ".join(reversed(beside)), "",
                           POST_TAIL, tail)
            if middle(got["limit"], "p99") > POST_TAIL.bound:
                self.table.note("the plain C server misses the p99 as well: the machine is busy, run it again")
        self.count("POST outbound-call, instructions", self.call, POST_COST)

    def add_rate(self, what: str, got: dict[str, list[Throughput]], goal: Goal) -> None:
        """A row whose goal is a share of nginx's rate."""
        beside = [f"{name} {rate(middle(got[name], 'rate'))}" for name in ("nginx", "limit") if name in got]
        part = share(got, "nginx") if "nginx" in got else None
        self.table.add(what, rate(middle(got["ringback"], "rate")), ", ".join(beside),
                       "" if part is None else f"{percent(part)} of nginx", goal, part)

    def count(self, what: str, request: Request, goal: Goal) -> None:
        """A row of instructions a request, ours and the plain C server's."""
        if not shutil.which("valgrind"):
            self.table.missing(what, goal, "valgrind is not installed")
            return
        try:
            binary = stripped(self.servers.binary, self.scratch / "ringback-g", "-g")
            ours = instructions(
                self.servers, lambda prefix: self.servers.ringback("--clock", "manual", binary=str(binary), prefix=prefix, wait=60),
                request, COUNTED)
            plain = instructions(
                self.servers, lambda prefix: self.servers.limit(self.head, self.page, prefix), request, COUNTED)
        except (RuntimeError, subprocess.SubprocessError) as error:
            self.table.missing(what, goal, str(error))
            return
        self.table.add(what, f"{ours:,.0f}", f"limit {plain:,.0f}", f"{ours / plain:.2f} × limit", goal, ours / plain)

    def crowded(self) -> None:
        """The same call in a world of many calls and rules as in an empty one, in turns; then pages of the long list."""
        file = self.scratch / "crowded.json"
        file.write_text(json.dumps(crowd(RULES)))
        full = self.servers.ringback("--clock", "manual", "--scenario", str(file), wait=20)
        drive(self.tools, self.scratch, full.port, CALLS, self.call)
        if shutil.which("wrk"):
            rates = []
            for _ in range(self.options.rounds):
                # A new one each time: one that was reset still frees what it held, on the core of the other, and then has
                # memory at hand that the other has to ask the system for.
                empty = self.servers.ringback("--clock", "manual")
                measured = [wrk(server, self.call, self.options.seconds, self.scratch) for server in (full, empty)]
                empty.close()
                if any(one.refused for one in measured):
                    self.table.note("calls were refused in the comparison of a crowded world with an empty one")
                rates.append((measured[0].rate, measured[0].rate / measured[1].rate))
            part = statistics.median(one[1] for one in rates)
            self.table.add(f"POST among {CALLS:,} calls, {RULES:,} rules", rate(statistics.median(one[0] for one in rates)),
                           "", f"{percent(part)} of empty", CROWDED, part)
        else:
            self.table.missing("POST in a crowded world", CROWDED, "wrk is not installed")
        list_path = "/v1/convai/conversations?page_size=30"
        for what, query, goal in (
            ("default order", "", PAGE), ("by agent", f"&agent_id={self.account.agent}", PAGE),
            ("by call success", "&call_successful=failure", FILTERED_PAGE),
        ):
            answers = drive(self.tools, self.scratch, full.port, 50, Request("GET", list_path + query, self.account.headers))
            if answers.refused:
                self.table.missing(f"list of {CALLS:,}+, {what}", goal, f"{answers.refused} of 50 were refused")
            else:
                self.table.add(f"list of {CALLS:,}+, {what}", duration(answers.median), "", "", goal, answers.median)
        full.close()

    def sandboxes(self) -> None:
        """Create, reset and delete with 10,000 objects, and what an idle sandbox holds."""
        server = self.servers.limit(self.head, self.page)
        floor = drive(self.tools, self.scratch, server.port, 2000, self.get).median
        server.close()

        def row(what: str, goal: Goal, server: Server, count: int, *requests: Request) -> None:
            answers = drive(self.tools, self.scratch, server.port, count, *requests)
            if answers.refused:
                self.table.missing(what, goal, f"{answers.refused} of {count} were refused")
                return
            self.table.add(what, duration(answers.median), f"one limit GET {duration(floor)}",
                           f"{answers.median / floor:.1f} × limit", goal, answers.median)

        as_json = {"content-type": "application/json"}
        create = Request("POST", "/_ringback/sandboxes", as_json, b'{"name":"bench-@@@@@@"}')
        fill = Request("PATCH", "/_ringback/sandboxes/bench-@@@@@@/world", as_json, json.dumps(objects(OBJECTS)).encode())
        reset = Request("POST", "/_ringback/sandboxes/bench-@@@@@@/reset", {})
        delete = Request("DELETE", "/_ringback/sandboxes/bench-@@@@@@", {})

        what = f"sandbox: create, {OBJECTS:,} objects"
        file = self.scratch / "bench.json"
        file.write_text(json.dumps(scenario(OBJECTS)))
        try:
            server = self.servers.ringback("--scenario", str(file), wait=5)
        except RuntimeError:
            what = "sandbox: create, default world"
            self.table.note(f"a scenario of {OBJECTS:,} objects did not load: create is measured on the default one")
            server = self.servers.ringback()
        row(what, SANDBOX_TIME, server, 300, create)
        server.close()

        server = self.servers.ringback()
        drive(self.tools, self.scratch, server.port, 1, create)
        drive(self.tools, self.scratch, server.port, 1, fill)
        self.check_objects(server)
        drive(self.tools, self.scratch, server.port, 1, delete)
        row(f"sandbox: reset, {OBJECTS:,} objects", SANDBOX_TIME, server, 15, reset, create, fill)
        server.close()
        server = self.servers.ringback()
        drive(self.tools, self.scratch, server.port, 1, create)
        drive(self.tools, self.scratch, server.port, 1, fill)
        fork = Request("POST", "/_ringback/sandboxes/bench-000000/fork", as_json, b'{"name":"fork-@@@@@@"}')
        row(f"sandbox: fork, {OBJECTS:,} objects", SANDBOX_TIME, server, 300, fork)
        server.close()
        server = self.servers.ringback()
        row(f"sandbox: delete, {OBJECTS:,} objects", SANDBOX_TIME, server, 15, delete, create, fill)
        server.close()

        server = self.servers.ringback()
        drive(self.tools, self.scratch, server.port, 1, Request("POST", "/_ringback/sandboxes", as_json, b"{}"))
        before = server.resident()
        drive(self.tools, self.scratch, server.port, 1000, create)
        each = (server.resident() - before) / 1000
        server.close()
        self.table.add("sandbox: idle memory each", f"{each / 1024:.1f} KB", "", "", SANDBOX_MEMORY, each)

    def check_objects(self, server: Server) -> None:
        """Notes where the objects that were put into a sandbox are not there."""
        status, answer = server.ask("GET", "/_ringback/sandboxes/bench-000000")
        key = answer.get("keys", {}).get("main", "") if isinstance(answer, dict) else ""
        status, answer = server.ask("GET", "/v1/convai/conversations?page_size=100", headers={"xi-api-key": key})
        if status != 200 or len(answer.get("conversations", [])) < 100 or answer.get("has_more") is not True:
            self.table.note(f"PATCH …/world did not put {OBJECTS:,} conversations there: reset and delete are of a small world")

    def calls(self) -> None:
        """One call of ten minutes in no time, and very many fast-forwarded."""
        receiver = Receiver()
        file = self.scratch / "ten-minutes.json"
        file.write_text(json.dumps(ten_minutes(receiver.url)))
        server = self.servers.ringback("--scenario", str(file))
        long_call(server, receiver, self.table)
        server.close()
        receiver.close()
        server = self.servers.ringback("--clock", "manual", "--journal-entries", "1000")
        fast_forward(server, self.tools, self.scratch, self.table, self.call)
        server.close()
        server = self.servers.ringback("--clock", "manual", "--journal-entries", "1000")
        call_memory(server, self.tools, self.scratch, self.table, self.call)
        server.close()

    def size(self) -> None:
        """The stripped binary."""
        size = stripped(self.servers.binary, self.scratch / "ringback-stripped").stat().st_size
        self.table.add("binary, stripped", megabytes(size), "", "", SIZE, size)


def middle(rounds: list[Throughput], name: str) -> float:
    """The median of one figure over the rounds."""
    return statistics.median(getattr(one, name) for one in rounds)


def share(got: dict[str, list[Throughput]], other: str) -> float:
    """The median over the rounds of our rate in parts of the other's."""
    return statistics.median(a.rate / b.rate for a, b in zip(got["ringback"], got[other]))


def give_up(number: int, _: object) -> None:
    """A signal ends the run through the `finally`s, so that no server is left behind."""
    raise SystemExit(f"bench: {'took too long' if number == signal.SIGALRM else 'interrupted'}")


def main() -> None:
    """Runs every part and prints what there is, also where a part failed."""
    parser = argparse.ArgumentParser(description="Measure Ringback beside nginx and a plain C server.")
    parser.add_argument("--binary", default=".build/release/ringback")
    parser.add_argument("--tools", default=".build/bench", type=Path, help="where limit and driver are")
    parser.add_argument("--seconds", default=3, type=int, help="length of one round of wrk")
    parser.add_argument("--rounds", default=3, type=int)
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, give_up)
    signal.alarm(LIMIT_SECONDS)
    table, failed, begun = Table(), False, time.monotonic()
    table.note(f"server on core {SERVER_CORE}, load on core {LOAD_CORE} of {len(CORES)}; medians; limit: Benchmarks/limit/limit.c")
    if SERVER_CORE == LOAD_CORE:
        table.note("only one core: server and load share it, so take the ratios and not the rates")
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as scratch:
        try:
            with Servers(str(Path(options.binary).resolve()), options.tools.resolve(), Path(scratch)) as servers:
                if not servers.nginx_binary:
                    table.note("nginx is not installed: its column is empty")
                bench = Bench(servers, table, options)
                bench.learn()
                for part in (bench.start_and_memory, bench.loaded, bench.crowded, bench.sandboxes, bench.calls, bench.size):
                    try:
                        part()
                    except Exception as error:  # the rest is measured all the same, and the table says what is not
                        failed = True
                        table.note(f"{part.__name__}: {type(error).__name__}: {error}")
        except (Exception, SystemExit) as error:
            failed = True
            table.note(str(error))
    print(table)
    print(f"\n{time.monotonic() - begun:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
