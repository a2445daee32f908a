"""Builds Ringback with one small mistake at a time, and asks the contract suite whether it notices.

The mutants are data: catalogue.json and document.json edit the embedded files ("at" is a JSON pointer; "to" a new
value, "rename" another name for the member, "drop" takes it away), sources.json replaces a text that stands in its file
exactly once. Everything happens in a copy of the checkout, which is built incrementally.

A mutant is killed where `ringback contract --target fake` fails a case that the checkout meets, or cannot run; survived
where it does not; unbuilt where there is no program, which is a mistake in the list. Run with make mutants, or:
python3 Tests/Mutants/mutants.py [--only 'agents.*'] [--kind data] [--resume] -- swift build …
"""

import argparse
import fnmatch
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTS = pathlib.Path(__file__).resolve().parent
WORK = ROOT / ".build" / "mutants"
TREE = WORK / "tree"
GOAL = 0.95
PATIENCE = 120
# What the embedded files are compiled into; SwiftPM does not see that they changed.
RESOURCES = "Sources/CResources/resources.c"
UNFIT = 65


class Unfit(Exception):
    """A mutant does not fit the checkout."""


def mutants():
    """All mutants, those that rebuild little first; each names its file and its kind."""
    for name, kind in ("catalogue", "data"), ("document", "data"), ("sources", "source"):
        content = json.loads((LISTS / f"{name}.json").read_text())
        for mutant in content["mutants"]:
            yield {"file": content.get("file"), "kind": kind, **mutant}


def mutated(mutant, text):
    """The text of the file with the mistake in it."""
    if mutant["kind"] == "source":
        if text.count(mutant["old"]) != 1:
            raise Unfit(f"\"old\" stands in {mutant['file']} {text.count(mutant['old'])} times")
        return text.replace(mutant["old"], mutant["new"])
    value = json.loads(text)
    *path, last = (step.replace("~1", "/").replace("~0", "~") for step in mutant["at"].split("/")[1:])
    before = json.dumps(value)
    try:
        place = value
        for step in path:
            place = place[int(step) if isinstance(place, list) else step]
        change(place, int(last) if isinstance(place, list) else last, mutant)
    except (LookupError, ValueError, TypeError) as trouble:
        raise Unfit(f"nothing stands at {mutant['at']} of {mutant['file']}") from trouble
    if json.dumps(value) == before:
        raise Unfit("it changes nothing")
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def change(place, last, mutant):
    place[last]  # what is not there cannot be changed
    if "to" in mutant:
        place[last] = mutant["to"]
    elif "rename" in mutant:
        members = [(mutant["rename"] if name == last else name, value) for name, value in place.items()]
        place.clear()
        place.update(members)
    else:
        del place[last]


def copy_checkout():
    """Brings the copy up to date; files that are the same keep their times, so that little is built."""
    list_files = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(list_files, cwd=ROOT, check=True, capture_output=True).stdout
    wanted = {name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()}
    wanted |= {"Package.resolved"} if (ROOT / "Package.resolved").is_file() else set()
    for path in TREE.rglob("*"):
        name = str(path.relative_to(TREE))
        if not name.startswith(".build") and path.is_file() and name not in wanted:
            path.unlink()
    for name in wanted:
        source, target = ROOT / name, TREE / name
        if not target.is_file() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            shutil.copymode(source, target)
            touch_resources(name)
    # What the packages are has been fetched once already.
    for name in "repositories", "checkouts", "workspace-state.json":
        source, target = ROOT / ".build" / name, TREE / ".build" / name
        if not source.exists() or target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        else:
            shutil.copy2(source, target)


def touch_resources(name):
    if not name.endswith(".swift") and (TREE / RESOURCES).is_file():
        (TREE / RESOURCES).touch()


def write(name, text):
    (TREE / name).write_text(text)
    touch_resources(name)


def timed(command, patience=None):
    """Exit code (None: it ran out of patience), output, seconds."""
    began = time.monotonic()
    try:
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(command, cwd=TREE, timeout=patience, **streams)
        code, output = done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as late:
        code, output = None, (late.stdout or b"").decode(errors="replace")
    return code, output, time.monotonic() - began


def contract(known=()):
    """What the suite says: words for the table, the cases that fail beside the known ones, seconds.

    Where it did not come to an end, there are no cases but None.
    """
    report = WORK / "report.json"
    report.unlink(missing_ok=True)
    code, output, seconds = timed(
        [".build/release/ringback", "contract", "--target", "fake", "--report", "json", "--report-file", str(report)],
        PATIENCE,
    )
    if code in (0, 1) and report.is_file():
        cases = json.loads(report.read_text())["cases"]
        failed = [case["id"] for case in cases if case["outcome"] == "failed" and case["id"] not in known]
        return f"{len(failed)} failed: {failed[0]}" if failed else "every case is met", failed, seconds
    if code is None:
        return f"no end within {PATIENCE} s", None, seconds
    words = next((line for line in reversed(output.splitlines()) if line.strip()), "").strip()
    return f"could not run ({code}): {words[:110]}", None, seconds


def examine(mutant, build, known):
    """Builds and asks; leaves the copy as it was."""
    path = TREE / mutant["file"]
    whole = path.read_text()
    write(mutant["file"], mutated(mutant, whole))
    try:
        code, output, building = timed(build)
        if code != 0:
            errors = [line for line in output.splitlines() if "error:" in line] or output.splitlines()[-1:]
            return {"result": "unbuilt", "words": errors[0].strip()[-150:], "build": building, "run": 0.0}
        words, failed, running = contract(known)
        return {"result": "survived" if failed == [] else "killed", "words": words, "build": building, "run": running}
    finally:
        write(mutant["file"], whole)


def line(mutant, found):
    words = mutant["what"] if found["result"] == "survived" else found["words"]
    return f"{found['result']:<8}  {found['build']:5.0f} s  {found['run']:4.1f} s  {mutant['id']:<34} {words}"


def summary(wanted, results):
    """The closing lines, and whether the goal is met."""
    run = [mutant for mutant in wanted if mutant["id"] in results]
    seconds = sum(results[mutant["id"]]["build"] + results[mutant["id"]]["run"] for mutant in run)
    by = {kind: [m for m in run if results[m["id"]]["result"] == kind] for kind in ("killed", "survived", "unbuilt")}
    lines = []
    if by["survived"]:
        lines.append("\nSurvivors:")
        for mutant in by["survived"]:
            lines += [f"  {mutant['id']}: {mutant['what']}", f"      {mutant.get('survives', 'A CASE IS MISSING.')}"]
    wrong = [mutant["id"] for mutant in by["killed"] if "survives" in mutant]
    if wrong:
        lines.append("\nKilled although the list says they survive: " + ", ".join(wrong))
    built = len(by["killed"]) + len(by["survived"])
    score = len(by["killed"]) / built if built else 0.0
    shares = "; ".join(
        f"{kind}: {sum(m['kind'] == kind for m in by['killed'])} of "
        f"{sum(m['kind'] == kind for m in by['killed'] + by['survived'])}"
        for kind in ("data", "source")
    )
    lines.append(
        f"\n{len(run)} of {len(wanted)} mutants run in {seconds / 60:.1f} min: {len(by['killed'])} killed, "
        f"{len(by['survived'])} survived, {len(by['unbuilt'])} not built ({shares})"
    )
    lines.append(f"score {score:.1%}, goal {GOAL:.0%}")
    return "\n".join(lines), score >= GOAL and not by["unbuilt"] and len(run) == len(wanted)


def record(text):
    """The page with the survivors, written by the run itself."""
    day = time.strftime("%Y-%m-%d", time.gmtime())
    command = 'make mutants ARGS="--record Tests/Mutants/survivors.md"'
    head = f"Written by `{command}`, {day}, {os.cpu_count()} cores."
    return f"# What the contract suite does not notice\n\n{head}\n\n```text\n{text.strip()}\n```\n"


def arguments():
    parser = argparse.ArgumentParser(description="Ask the contract suite whether it notices small mistakes.")
    parser.add_argument("--only", action="append", default=[], metavar="GLOB", help="mutants whose id fits; repeatable")
    parser.add_argument("--kind", choices=("data", "source"), help="only edits to data, or only to sources")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth")
    parser.add_argument("--minutes", type=float, help="begin no mutant after so many minutes")
    parser.add_argument("--resume", action="store_true", help="keep what an earlier run found")
    parser.add_argument("--record", metavar="FILE", help="write the closing lines there")
    parser.add_argument("--check", action="store_true", help="only see whether every mutant fits the checkout")
    parser.add_argument("build", nargs="*", help="the command that builds .build/release/ringback")
    return parser.parse_args()


def unfit(wanted):
    troubles = []
    for mutant in wanted:
        try:
            mutated(mutant, (ROOT / mutant["file"]).read_text())
        except (Unfit, OSError) as trouble:
            troubles.append(f"{mutant['id']}: {trouble}")
    identifiers = [mutant["id"] for mutant in wanted]
    twice = sorted({one for one in identifiers if identifiers.count(one) > 1})
    return troubles + [f"{one}: twice in the lists" for one in twice]


def main():
    options = arguments()
    wanted = [
        mutant
        for mutant in mutants()
        if (not options.only or any(fnmatch.fnmatchcase(mutant["id"], glob) for glob in options.only))
        and options.kind in (None, mutant["kind"])
    ][:: options.every]
    troubles = unfit(wanted)
    if troubles:
        print(*troubles, sep="\n", file=sys.stderr)
        return UNFIT
    if options.check:
        print(f"{len(wanted)} mutants fit the checkout")
        return 0
    if not options.build:
        print("give the command that builds, behind --", file=sys.stderr)
        return 64
    began = time.monotonic()
    TREE.mkdir(parents=True, exist_ok=True)
    copy_checkout()
    code, output, seconds = timed(options.build)
    if code != 0:
        print(output[-2000:], "the checkout itself does not build", sep="\n", file=sys.stderr)
        return UNFIT
    words, known, running = contract()
    print(f"without a mistake: built in {seconds:.0f} s, run in {running:.1f} s: {words}", flush=True)
    if known is None:
        return UNFIT
    if known:
        # Counted for nothing, so that they do not kill every mutant.
        print(f"red already, and left out: {', '.join(known)}", flush=True)
    kept = WORK / "results.json"
    results = json.loads(kept.read_text()) if options.resume and kept.is_file() else {}
    print("result    build    run     mutant                             what came of it", flush=True)
    for mutant in wanted:
        if mutant["id"] not in results:
            if options.minutes and time.monotonic() - began > options.minutes * 60:
                continue
            results[mutant["id"]] = examine(mutant, options.build, known)
            kept.write_text(json.dumps(results, indent=1))
        print(line(mutant, results[mutant["id"]]), flush=True)
    text, isGood = summary(wanted, results)
    print(text)
    if options.record:
        pathlib.Path(options.record).write_text(record(text))
    return 0 if isGood else 1


if __name__ == "__main__":
    os.environ.pop("RINGBACK_ADMIN_TOKEN", None)
    sys.exit(main())
