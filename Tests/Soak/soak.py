"""Uses one server in mixed ways for some minutes and reports its memory, its descriptors and how long its loop was held.

Ends with 0 where all three stay flat and nothing went wrong, with 1 where not. Everything stays on this machine.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Walk" / "walking"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import serving  # noqa: E402
from clients import Leaver, Writer  # noqa: E402
from receiver import Receiver  # noqa: E402

WRITERS, LEAVERS = 3, 2
# What may be more in the last quarter than in the second: pages the allocator keeps, connections that are just open.
MORE_MEMORY, MORE_DESCRIPTORS = 8.0, 40
# Of a hundred requests of somebody else the slowest, and the slowest of all, in milliseconds.
SLOWEST_PERCENT, SLOWEST = 100, 1_000
ROW = "%8s %10s %12s %9s %9s %9s %10s"


class Soak:
    """One run."""

    def __init__(self):
        self.ended = False
        self.troubles = {}
        self.server = serving.Server("--accept-any-key", memory=None)
        self.receiver = Receiver()
        self.process = Path("/proc/%d" % self.server.process.pid)

    def note(self, trouble):
        self.troubles[trouble] = self.troubles.get(trouble, 0) + 1

    def sample(self):
        """Resident megabytes and open descriptors."""
        pages = int((self.process / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, len(os.listdir(self.process / "fd"))

    def run(self, seconds):
        clients = [Writer(self, number) for number in range(WRITERS)] + [Leaver(self, number) for number in range(LEAVERS)]
        for client in clients:
            client.start()
        print(ROW % ("seconds", "requests", "memory MB", "open", "p50 ms", "p99 ms", "most ms"), flush=True)
        rows, wire, began = [], serving.Wire(self.server.port), time.monotonic()
        # At least sixteen rows, so that a quarter is more than one figure.
        length = min(10.0, seconds / 16)
        while time.monotonic() - began < seconds and self.server.is_alive():
            waits, until = [], time.monotonic() + length
            while time.monotonic() < until:
                try:
                    waits.append(serving.health(wire) * 1000)
                except OSError as error:
                    self.note("health check: %r" % error)
                    break
                time.sleep(0.02)
            if not self.server.is_alive():
                break
            waits = sorted(waits) or [float("inf")]
            memory, descriptors = self.sample()
            row = (memory, descriptors, statistics.median(waits), waits[int(len(waits) * 0.99)], waits[-1])
            rows.append(row)
            print(ROW % ("%.0f" % (time.monotonic() - began), sum(client.requests for client in clients), "%.1f" % memory,
                         descriptors, "%.1f" % row[2], "%.1f" % row[3], "%.1f" % row[4]), flush=True)
        self.ended = True
        for client in clients:
            client.join(10)
        return rows, sum(client.requests for client in clients)

    def end(self):
        """Whether the server was still there, and what it holds once nobody uses it."""
        alive = self.server.is_alive()
        time.sleep(2)
        left = self.sample() if alive else None
        self.receiver.end()
        self.server.end()
        return alive, left


def complaints(rows, alive, troubles):
    """What is not as it should be."""
    if not alive:
        yield "the server died"
    quarter = len(rows) // 4
    if quarter:
        for column, name, more in ((0, "memory (MB)", MORE_MEMORY), (1, "descriptors", MORE_DESCRIPTORS)):
            early = statistics.median(row[column] for row in rows[quarter:2 * quarter])
            late = statistics.median(row[column] for row in rows[-quarter:])
            if late > early + max(more, early * 0.1 if column == 0 else 0):
                yield "%s grew from %.1f to %.1f" % (name, early, late)
    if statistics.median(row[3] for row in rows) > SLOWEST_PERCENT:
        yield "the loop is often held: p99 %.0f ms" % statistics.median(row[3] for row in rows)
    if max(row[4] for row in rows) > SLOWEST:
        yield "the loop was held for %.0f ms" % max(row[4] for row in rows)
    for trouble, count in sorted(troubles.items(), key=lambda item: -item[1])[:20]:
        yield "%d times: %s" % (count, trouble)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    soak = Soak()
    rows, requests = soak.run(parser.parse_args().minutes * 60)
    alive, left = soak.end()
    print("%d requests; webhooks met %s" % (requests, soak.receiver.counts))
    if left:
        print("left with nobody there: %.1f MB, %d descriptors" % left)
    wrong = list(complaints(rows, alive, soak.troubles)) if rows else ["nothing was measured"]
    print("\n".join(["Not flat:", *wrong]) if wrong else "Flat.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
