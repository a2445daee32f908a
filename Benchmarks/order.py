"""Renews scripts/start-order.txt: the functions that a start and its first requests run.

The linker puts them side by side (scripts/common.sh), so that a start maps two megabytes of code and not all of it. The
names are those of one build; one that is gone since then costs nothing, and a new function stands where it stood before.
Renew it where the idle memory of `make bench` has grown: python3 Benchmarks/order.py (after `make build`, with valgrind).
"""

import re
import subprocess
import tempfile
from pathlib import Path

from load import stripped
from servers import Servers
from world import Account

ROOT = Path(__file__).resolve().parent.parent
ORDER = ROOT / "scripts" / "start-order.txt"
# callgrind names a function once, where it meets it first, and its deeper calls 'name'2.
NAMED = re.compile(r"^c?fn=\(\d+\) (.+?)(?:'\d+)?$", re.MULTILINE)


def functions(binary: Path) -> set[str]:
    """The names that the linker knows."""
    lines = subprocess.run(["nm", str(binary)], capture_output=True, text=True, check=True).stdout.splitlines()
    fields = [line.split() for line in lines]
    return {field[2] for field in fields if len(field) == 3 and field[1] in "tTwW"}


def run(scratch: Path) -> set[str]:
    """What ran until a call was placed."""
    binary = stripped(str(ROOT / ".build/release/ringback"), scratch / "ringback-g", "-g")
    out = scratch / "callgrind.out"
    with Servers(str(binary), scratch, scratch) as servers:
        prefix = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"]
        server = servers.ringback("--clock", "manual", prefix=prefix, wait=120)
        account = Account.of(server)
        for method, path, body in (
            ("GET", "/v1/user", None), ("POST", "/v1/convai/twilio/outbound-call", account.call()),
        ):
            status, answer = server.ask(method, path, body, account.headers)
            if status != 200:
                raise RuntimeError(f"{method} {path} answered {status}: {answer!r:.200}")
    return set(NAMED.findall(out.read_text(errors="replace"))) & functions(binary)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        names = run(Path(folder))
    ORDER.write_text("".join(f"{name}\n" for name in sorted(names)))
    print(f"{len(names)} functions in {ORDER.relative_to(ROOT)}")
