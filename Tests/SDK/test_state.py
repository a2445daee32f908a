"""`--state`: sandboxes outlive the process, whatever ends it and whenever."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server import BINARY, PATIENCE, Sandbox, run, serving

DATA_ERROR, UNAVAILABLE, CANNOT_CREATE, IO_ERROR = 65, 69, 73, 74
INSTANT = "2026-11-21T10:00:00Z"
HERE = Path(__file__).resolve().parent


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state.json"


def keeping(file, *flags, **options):
    return serving("--state", str(file), "--time", INSTANT, "--quiet", *flags, **options)


def snapshot(server, name="default"):
    return server.admin("GET", "/snapshot?sandbox=" + name)


def find(server, name):
    return Sandbox(server, server.admin("GET", "/sandboxes/" + name))


def stop(server):
    server.signal()
    assert server.wait() == 0, server.complaints


def wait_until(seen):
    """Waits for what happens within a second or two, without a fixed pause."""
    deadline = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# ---- What comes back ----


def furnish(server):
    """Sandboxes of every making, each with something in it that its scenario does not tell."""
    made = server.sandbox(
        name="made", seed=7, time="2027-01-01T00:00:00.5Z", scenario=["default", "missing-permissions"],
        world={"elevenlabs": {"keys": {"own": {"value": "sk_a_literal_value_of_mine", "permissions": ["convai_read"]}}}})
    assert made.call().status_code == 200
    made.patch(conversations={"old": {"agent": made.agent, "status": "done"}})
    fork = Sandbox(server, server.admin("POST", "/sandboxes/made/fork", json={"name": "forked"}, status=201))
    assert fork.call(to_number="+15555550124").status_code == 200
    assert find(server, "default").call().status_code == 200
    # Calls that are under way end where nobody goes on with them: these are over.
    for name in ("made", "forked", "default"):
        server.http.post("/~%s/_ringback/clock/advance" % name, json={"until": "idle"}).raise_for_status()


def change(server):
    """Something that is there at once, and stays."""
    answer = find(server, "default").http.post("/v1/convai/agents/create", json={"name": "n", "conversation_config": {}})
    assert answer.status_code == 200


def lists(server, name):
    """What a client sees, ids of the answer included, so that the stream of ids is seen as well."""
    sandbox = find(server, name)
    answers = [sandbox.http.get("/v1/convai/" + path) for path in ("agents", "phone-numbers", "conversations?page_size=1")]
    answers.append(sandbox.call())
    return [(answer.status_code, dict(answer.headers), answer.content) for answer in answers]


def test_everything_is_there_again(file):
    names = ["default", "made", "forked"]
    with keeping(file) as server:
        furnish(server)
        before = [snapshot(server, name) for name in names]
        described = server.admin("GET", "/sandboxes")["sandboxes"]
        stop(server)
    with keeping(file) as server:
        assert [snapshot(server, name) for name in names] == before
        # The port is another one.
        for old, new in zip(described, server.admin("GET", "/sandboxes")["sandboxes"]):
            assert {**old, "base_url": ""} == {**new, "base_url": ""}
        assert server.http.get("/v1/convai/agents", headers={"xi-api-key": "sk_a_literal_value_of_mine"}).status_code == 200
        for name in names:
            server.admin("POST", "/sandboxes/%s/reset" % name)
        assert [len(snapshot(server, name)["tables"]["conversations"]) for name in names] == [0, 0, 2]


def test_what_follows_is_what_would_have_followed(file, tmp_path):
    with keeping(tmp_path / "undisturbed.json") as server:
        furnish(server)
        wanted = [lists(server, name) for name in ("made", "forked", "default")]
    with keeping(file) as server:
        furnish(server)
        stop(server)
    with keeping(file) as server:
        assert [lists(server, name) for name in ("made", "forked", "default")] == wanted


COUNTING = {"title": "Counts.", "extends": ["default"], "rules": [
    {"when": {"operation": "get_user_info", "nth": [2, 4]}, "then": {"response": {"status": 500}}},
    {"when": {"operation": "get_models"}, "times": 2, "then": {"response": {"status": 500}}},
    {"when": {"operation": "get_voices"}, "then": {"rate_limit": {"requests": 2, "seconds": 60}}}]}


def counted(sandbox):
    paths = ["/v1/user", "/v1/models", "/v1/voices"]
    return [sandbox.http.get(path).status_code // 100 for path in paths]


def test_rules_go_on_counting(file):
    with keeping(file) as server:
        sandbox = server.sandbox(name="counts", scenario=[COUNTING], time=INSTANT)
        fork = Sandbox(server, server.admin("POST", "/sandboxes/counts/fork", json={"name": "fork"}, status=201))
        assert counted(sandbox) == [2, 5, 2]
        later = Sandbox(server, server.admin("POST", "/sandboxes/counts/fork", json={"name": "later"}, status=201))
        assert counted(fork) == [2, 5, 2] and counted(later) == [5, 5, 2]
        stop(server)
    with keeping(file) as server:
        sandbox, later = find(server, "counts"), find(server, "later")
        assert [counted(sandbox) for _ in range(3)] == [[5, 5, 2], [2, 2, 4], [5, 2, 4]]
        assert [counted(later) for _ in range(2)] == [[2, 2, 4], [5, 2, 4]]
        server.admin("POST", "/sandboxes/later/reset")
        assert counted(later) == [5, 5, 2]


def test_a_change_is_kept_though_nobody_stops_the_server(file):
    with keeping(file, variables={"RINGBACK_SEED": "3"}) as server:
        first = file.read_bytes()
        change(server)
        wait_until(lambda: file.read_bytes() != first)
        before = snapshot(server)
        server.kill()
    with serving("--time", INSTANT, variables={"RINGBACK_STATE": str(file)}) as server:
        assert snapshot(server)["tables"] == before["tables"]


def test_what_is_removed_stays_removed(file):
    with keeping(file) as server:
        server.sandbox(name="gone").delete()
        server.sandbox(name="stays")
        stop(server)
    with keeping(file) as server:
        assert [each["name"] for each in server.admin("GET", "/sandboxes")["sandboxes"]] == ["default", "stays"]
        assert server.sandbox()


def test_the_command_line_says_what_default_is_made_of(file):
    with keeping(file) as server:
        assert find(server, "default").call().status_code == 200
        stop(server)
    with serving("--state", str(file), "--time", "2028-01-01T00:00:00Z", "--scenario", "quota-exceeded") as server:
        sandbox = server.admin("GET", "/sandboxes/default")
        assert (sandbox["now"], sandbox["scenario"]) == ("2028-01-01T00:00:00Z", ["default", "quota-exceeded"])
        assert len(snapshot(server)["tables"]["conversations"]) == 1


def test_the_file_is_for_its_owner_alone(file):
    with keeping(file) as server:
        assert file.stat().st_mode & 0o777 == 0o600
        assert server.is_healthy()


def test_a_link_stays_a_link(file, tmp_path):
    real = tmp_path / "elsewhere" / "real.json"
    real.parent.mkdir()
    with keeping(real) as server:
        stop(server)
    file.symlink_to(real)
    with keeping(file) as server:
        assert find(server, "default").call().status_code == 200
        stop(server)
    assert file.is_symlink() and b"+15555550123" in real.read_bytes()


# ---- What is refused ----


def refused(file, code, *flags):
    port = () if "--port" in flags else ("--port", "0")
    finished = run("serve", *port, "--state", str(file), *flags)
    assert finished.returncode == code, finished.stderr
    lines = finished.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("ringback: "), finished.stderr
    assert finished.stdout == ""
    return lines[0]


BAD = {
    "empty": (b"", ":1:1: expected a state file of Ringback; found nothing."),
    "foreign text": (b"hello\n", ":1:1: not a whole JSON text"),
    "foreign json": (b'{\n  "name": "x"\n}\n', ':1:1: /ringback: this is no state of Ringback'),
    "a list": (b"[]", ':1:1: expected an object with "ringback": "state".'),
    "a snapshot": (b'{"ringback":"snapshot","version":1}', ':1:13: /ringback: expected "state"; found "snapshot".'),
    "newer": (b'{"ringback":"state",\n"version":3}', ":2:11: /version: expected at most 2; found 3"),
    "no sandboxes": (b'{"ringback":"state","version":1}', ":1:1: /sandboxes: this member is required."),
    "no digest": (b'{"ringback":"state","version":2,"sandboxes":[]}\n', ":1:1: a state file of this version ends with the digest"),
    "another digest": (b'{"ringback":"state","version":2,"sandboxes":[\n],\n"sha256":"' + b"0" * 64 + b'"}\n',
                       ":3:1: this digest is not that of the text above"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_foreign_or_newer_file(file, case):
    content, words = BAD[case]
    file.write_bytes(content)
    line = refused(file, DATA_ERROR)
    assert str(file) + words in line, line
    assert file.read_bytes() == content


def sealed(content):
    """The text with the digest that fits it."""
    text = content[: content.rindex(b',\n"sha256"')]
    return text + b',\n"sha256":"' + hashlib.sha256(text).hexdigest().encode() + b'"}\n'


def test_a_flipped_bit_wherever_it_is(file):
    with keeping(file) as server:
        furnish(server)
        stop(server)
    whole = file.read_bytes()
    assert sealed(whole) == whole
    # Also in the digest itself, in the version and in the last bytes.
    places = [len(whole) * part // 24 for part in range(24)] + [whole.index(b"2,"), *range(len(whole) - 4, len(whole))]
    for place in places:
        content = whole[:place] + bytes([whole[place] ^ 1 << place % 7]) + whole[place + 1:]
        file.write_bytes(content)
        assert "%s:" % file in refused(file, DATA_ERROR), place
        assert file.read_bytes() == content


def test_a_file_without_a_digest_is_read_as_before(file):
    with keeping(file) as server:
        assert find(server, "default").call().status_code == 200
        before = snapshot(server)
        stop(server)
    text = file.read_bytes().replace(b'"version":2', b'"version":1', 1)
    file.write_bytes(text[: text.rindex(b',\n"sha256"')] + b"}\n")
    with keeping(file) as server:
        after = snapshot(server)["tables"]
        # A call that was under way ends at the restart.
        assert {kind: rows for kind, rows in after.items() if kind not in ("calls", "conversations")} == {
            kind: rows for kind, rows in before["tables"].items() if kind not in ("calls", "conversations")}
        assert len(after["conversations"]) == len(before["tables"]["conversations"])
        stop(server)
    assert sealed(file.read_bytes()) == file.read_bytes()


def test_a_torn_file_wherever_it_is_torn(file):
    with keeping(file) as server:
        furnish(server)
        stop(server)
    whole = file.read_bytes()
    for part in range(1, 8):
        content = whole[: len(whole) * part // 8]
        file.write_bytes(content)
        line = refused(file, DATA_ERROR)
        assert "not a whole JSON text" in line and "%s:%d:" % (file, content.count(b"\n") + 1) in line, line
        assert file.read_bytes() == content
    for old, new, words in [
        (b'"arrival":1,', b'"arrival":0,', "/sandboxes/0/present/tables/agents/0/arrival: expected a whole number"),
        (b'"conversations":[', b'"songs":[', "/sandboxes/0/present/tables/songs: nothing here is called"),
        (b'"name":"made"', b'"name":"/"', "/sandboxes/1/name"),
        (b'"missing-permissions"]', b'"no-such"]', "/sandboxes/1/recipe/scenario: the sandbox \"made\": no-such"),
    ]:
        assert old in whole
        content = sealed(whole.replace(old, new, 1))
        file.write_bytes(content)
        line = refused(file, DATA_ERROR)
        assert words in line and "%s:%d:" % (file, 2 + int(words[11])) in line, line
        assert file.read_bytes() == content


def test_a_place_that_cannot_be_written(tmp_path):
    for path in (tmp_path / "none" / "state.json", tmp_path):
        assert "cannot keep the state in %s" % path in refused(path, CANNOT_CREATE)


def test_a_second_server_is_refused_and_the_first_goes_on(file):
    with keeping(file) as server:
        content = file.read_bytes()
        assert "another running ringback" in refused(file, UNAVAILABLE)
        assert file.read_bytes() == content
        assert find(server, "default").call().status_code == 200
        stop(server)
    with keeping(file) as server:
        assert len(snapshot(server)["tables"]["conversations"]) == 1


def test_no_other_name_and_no_removal_leads_around_the_lock(file, tmp_path):
    other, link = tmp_path / "other.json", tmp_path / "link.json"
    with keeping(file) as server:
        other.hardlink_to(file)
        link.symlink_to(file)
        for name in (file, other, link):
            assert "another running ringback" in refused(name, UNAVAILABLE)
        for left in tmp_path.glob("*.lock"):
            left.unlink()
        assert "another running ringback" in refused(file, UNAVAILABLE)
        # Still after the file was replaced by the next version of itself.
        first = file.read_bytes()
        change(server)
        wait_until(lambda: file.read_bytes() != first)
        assert "another running ringback" in refused(file, UNAVAILABLE)
        stop(server)


def test_a_file_that_another_program_put_there_is_left_alone(file, tmp_path):
    with keeping(file) as server:
        foreign = tmp_path / "foreign.json"
        foreign.write_text("mine")
        foreign.replace(file)
        change(server)
        wait_until(lambda: "Another program has put a file there" in server.told())
        assert file.read_text() == "mine" and server.is_healthy()
        server.signal()
        assert server.wait() == IO_ERROR
    assert file.read_text() == "mine"


def test_a_file_that_was_removed_is_written_again(file):
    with keeping(file) as server:
        file.unlink()
        change(server)
        wait_until(file.exists)
        stop(server)
    with keeping(file) as server:
        assert len(snapshot(server)["tables"]["agents"]) == 2


def test_nothing_is_written_where_the_port_is_taken(file, tmp_path):
    port_file = tmp_path / "port"
    with keeping(file) as server:
        stop(server)
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    left = tmp_path / "state.json.1.tmp"
    left.write_text("of one that died")
    with serving("--quiet") as server:
        for state in (file, tmp_path / "new.json"):
            flags = ("--port", str(server.port), "--port-file", str(port_file))
            assert "address already in use" in refused(state, UNAVAILABLE, *flags)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["state.json", "state.json.1.tmp"]


# ---- Dying while the file is written ----


# A library that is loaded in front of others is a matter of Linux; the code that is tested is the same elsewhere.
@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    if sys.platform != "linux":
        pytest.skip("LD_PRELOAD is Linux's")
    compiler = next(filter(shutil.which, [os.environ.get("CC", ""), "cc", "clang", "gcc"]), None)
    assert compiler, "a C compiler is needed, which building Ringback needs too"
    library = tmp_path_factory.mktemp("shim") / "kill_at.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(HERE / "kill_at.c"), "-ldl"], check=True)
    return library


def dying(shim, file, arm, at, how):
    return {"LD_PRELOAD": str(shim), "KILL_FILE": str(file), "KILL_ARM": str(arm), "KILL_AT": str(at), "KILL_HOW": how}


@pytest.mark.parametrize("how", ["before", "torn"])
def test_dying_at_every_point_of_a_write(file, tmp_path, shim, how):
    arm = tmp_path / "arm"
    with keeping(file) as server:
        server.sandbox(name="other")
        stop(server)
    outcomes = []
    while not outcomes or outcomes[-1] != "whole":
        arm.unlink(missing_ok=True)
        with keeping(file, variables=dying(shim, file, arm, len(outcomes) + 1, how)) as server:
            old = snapshot(server)
            arm.touch()
            change(server)
            new = snapshot(server)
            server.signal()
            code = server.wait()
        assert code in (0, -9)
        with keeping(file) as server:
            found = snapshot(server)
            assert found in (old, new), "a third world, killed at call %d" % (len(outcomes) + 1)
            assert server.admin("GET", "/sandboxes")["sandboxes"][1]["name"] == "other"
            server.kill()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["arm", "state.json"]
        outcomes.append("whole" if code == 0 else "old" if found == old else "new")
        assert len(outcomes) < 200
    # Opening, a write, a sync and the renaming come before the new world is there; the folder's sync behind.
    assert outcomes.count("old") >= 3 and "new" in outcomes, outcomes
    assert outcomes == sorted(outcomes, key=["old", "new", "whole"].index)


@pytest.mark.parametrize("how", ["before", "torn"])
def test_dying_at_every_point_of_the_first_write(file, tmp_path, shim, how):
    arm = tmp_path / "arm"
    arm.touch()
    deaths = 0
    while True:
        finished = subprocess.Popen(
            [str(BINARY), "serve", "--port", "0", "--state", str(file), "--quiet"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, **dying(shim, file, arm, deaths + 1, how)})
        line = finished.stdout.readline()
        if line:
            finished.kill()
        finished.communicate()
        if line:
            break
        assert finished.returncode == -9
        deaths += 1
        # Nothing, or a whole first world.
        if file.exists():
            json.loads(file.read_bytes())
            file.unlink()
        with keeping(file) as server:
            assert len(snapshot(server)["tables"]["agents"]) == 1
        file.unlink()
    assert deaths >= 5
