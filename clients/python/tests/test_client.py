"""Server and sandbox from a script, without pytest's plugin."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from places import BINARY, PACKAGE
from ringback import Ringback, RingbackError, VerificationError, expect


def get(sandbox, path, key=None, body=None):
    """The answer's status and JSON."""
    request = urllib.request.Request(
        sandbox.base_url + path, data=None if body is None else json.dumps(body).encode(),
        headers={"xi-api-key": key or sandbox.key, "content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def is_over(process):
    """Waits until the process has ended."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if not is_running(process):
            return True
        time.sleep(0.01)
    return False


# ---- The server ----


def test_it_starts_and_stops():
    with Ringback(str(BINARY)) as server:
        assert server.is_own and is_running(server.pid)
        assert server.health()["status"] == "ok"
        process = server.pid
        server.stop()
        assert is_over(process)
        with pytest.raises(RingbackError) as caught:
            server.health()
        assert caught.value.code == "unreachable" and "the server has ended" in str(caught.value)


def test_it_finds_the_program(monkeypatch, tmp_path):
    with pytest.raises(RingbackError) as caught:
        monkeypatch.setenv("PATH", str(tmp_path))
        Ringback()
    assert caught.value.code == "not_started" and "RINGBACK_BINARY" in str(caught.value)
    (tmp_path / "ringback").symlink_to(BINARY)
    with Ringback() as server:
        assert server.is_own
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("RINGBACK_BINARY", str(BINARY))
    with Ringback() as server:
        assert server.is_own
    monkeypatch.setenv("RINGBACK_BINARY", "/no/such")
    with pytest.raises(RingbackError, match="no program /no/such"):
        Ringback()


def test_it_says_in_the_programs_words_why_it_does_not_start(tmp_path):
    with pytest.raises(RingbackError) as caught:
        Ringback(str(BINARY), arguments=["--scenario", "no-such"])
    assert caught.value.code == "not_started"
    assert "exit code 65" in str(caught.value) and "no-such" in str(caught.value).split("it said:")[1]
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\necho starting up >&2\nexec sleep 100\n")
    silent.chmod(0o755)
    with pytest.raises(RingbackError, match="is not ready after 0.5 s; it said:\nstarting up"):
        Ringback(str(silent), timeout=0.5)


def test_it_connects_to_one_that_runs(server, monkeypatch):
    other = Ringback(url=server.url)
    assert not other.is_own and other.pid is None
    other.stop()
    assert server.health()["status"] == "ok"
    monkeypatch.setenv("RINGBACK_URL", server.url)
    assert Ringback().url == server.url
    for url in ("127.0.0.1:8080", "ftp://127.0.0.1"):
        with pytest.raises(RingbackError) as caught:
            Ringback(url=url)
        assert caught.value.code == "bad_url"
    with pytest.raises(RingbackError) as caught:
        Ringback(url="http://127.0.0.1:1")
    assert caught.value.code == "unreachable" and "http://127.0.0.1:1" in str(caught.value)


def test_an_admin_token(monkeypatch):
    with Ringback(str(BINARY), admin_token="s3cret") as server:
        with pytest.raises(RingbackError) as caught:
            Ringback(url=server.url)
        assert caught.value.status == 401
        monkeypatch.setenv("RINGBACK_ADMIN_TOKEN", "s3cret")
        assert Ringback(url=server.url).health()["status"] == "ok"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_dies_with_its_parent(number):
    """However the parent ends, also where it has a child that lives on."""
    script = (
        "import sys, time; sys.path.insert(0, %r); from ringback import Ringback; server = Ringback(%r)\n"
        "print(server.pid, flush=True); time.sleep(100)" % (str(PACKAGE), str(BINARY)))
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    process = int(parent.stdout.readline())
    assert is_running(process)
    parent.send_signal(number)
    parent.wait(15)
    assert is_over(process)


def test_it_outlives_the_thread_that_started_it_and_a_forked_child():
    made = []
    thread = threading.Thread(target=lambda: made.append(Ringback(str(BINARY))))
    thread.start()
    thread.join()
    server = made[0]
    child = os.fork()
    if child == 0:
        try:
            server.health()  # On a connection of its own.
            server.stop()  # Not the child's to stop.
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert server.health()["status"] == "ok"
    server.stop()


# ---- A sandbox ----


def test_a_sandbox_has_what_an_app_needs(server):
    with server.sandbox("mine", scenario=["default"], seed=7, time="2026-11-21T10:00:00Z") as sandbox:
        assert sandbox.name == "mine" and sandbox.base_url == server.url + "/~mine"
        assert sandbox.key == sandbox.keys["main"] and list(sandbox.agents) and list(sandbox.phone_numbers)
        assert sandbox.description["seed"] == "7" and sandbox.description["clock"] == {"mode": "manual"}
        assert sandbox.environment == {
            "ELEVENLABS_API_KEY": sandbox.key, "ELEVENLABS_BASE_URL": sandbox.base_url,
            "TWILIO_ACCOUNT_SID": sandbox.twilio["account_sid"], "TWILIO_AUTH_TOKEN": sandbox.twilio["auth_token"]}
        assert get(sandbox, "/v1/user")[0] == 200
        with pytest.raises(RingbackError) as caught:
            server.sandbox("mine")
        assert (caught.value.code, caught.value.status, caught.value.pointer) == ("name_taken", 409, "/name")
        assert server.existing("mine").key == sandbox.key
    assert [each.name for each in server.sandboxes()] == ["default"]
    with pytest.raises(RingbackError) as caught:
        sandbox.reset()
    assert caught.value.code == "unknown_sandbox"


def test_the_world_is_patched_and_reset(sandbox):
    sandbox.patch_world({"elevenlabs": {"agents": {"donna": {"name": "Donna"}}}})
    assert get(sandbox, "/v1/convai/agents/" + sandbox.agents["donna"])[1]["name"] == "Donna"
    key = sandbox.key
    sandbox.reset()
    assert "donna" not in sandbox.agents and sandbox.key == key
    with pytest.raises(RingbackError) as caught:
        sandbox.patch_world({"elevenlabs": {"agents": {"x": {"name": 5}}}})
    assert caught.value.pointer and caught.value.status == 422


def test_scenarios_by_name_content_and_file(sandbox, tmp_path):
    own = {"title": "Mine.", "extends": ["default"], "world": {"elevenlabs": {"agents": {"extra": {"name": "Extra"}}}}}
    assert "extra" in sandbox.scenario(own).agents
    assert "extra" not in sandbox.scenario("default", reset=True).agents
    file = tmp_path / "own.json"
    file.write_text(json.dumps(own))
    assert {"extra", "donna"} <= set(sandbox.scenario("creator-account", file, reset=True).agents)
    with pytest.raises(RingbackError) as caught:
        sandbox.scenario("default", {"title": "x", "world": 5})
    assert caught.value.status == 422


def test_a_fork_goes_its_own_way(sandbox):
    sandbox.patch_world({"elevenlabs": {"agents": {"donna": {"name": "Donna"}}}})
    with sandbox.fork() as fork:
        assert fork.agents == sandbox.agents and fork.key != sandbox.key
        assert get(fork, "/v1/convai/agents/" + fork.agents["donna"])[1]["name"] == "Donna"
        fork.reset()
        sandbox.refresh()
        assert "donna" in sandbox.agents
    with sandbox.fork("a-name") as fork:
        assert fork.name == "a-name"
        with pytest.raises(RingbackError) as caught:
            sandbox.fork("a-name")
        assert caught.value.code == "name_taken"


def test_a_snapshot_is_put_back(server):
    with server.sandbox(time="2026-11-21T10:00:00Z") as sandbox:
        check_snapshot(sandbox)


def check_snapshot(sandbox):
    sandbox.patch_world({"elevenlabs": {"agents": {"donna": {"name": "Donna"}}}})
    snapshot = json.loads(json.dumps(sandbox.snapshot()))
    made = get(sandbox, "/v1/convai/agents/create", body={"conversation_config": {}})[1]["agent_id"]
    assert "donna" not in sandbox.reset().agents
    assert "donna" in sandbox.restore(snapshot).agents
    # The next ids are those of then.
    assert get(sandbox, "/v1/convai/agents/create", body={"conversation_config": {}})[1]["agent_id"] == made
    with pytest.raises(RingbackError) as caught:
        sandbox.restore({"ringback": "snapshot"})
    assert caught.value.status == 422


# ---- The journal ----


def test_the_journal(sandbox):
    assert sandbox.journal() == []
    get(sandbox, "/v1/user")
    get(sandbox, "/v1/convai/agents/agent_x")
    journal = sandbox.journal()
    assert [entry["response"]["status"] for entry in journal] == [200, 404]
    assert journal.dropped == 0
    assert [entry["error"] for entry in sandbox.journal({"status": 404})] == ["agent_not_found"]
    assert len(sandbox.journal(limit=1)) == 1
    assert sandbox.journal(after=journal.next) == []
    with pytest.raises(RingbackError) as caught:
        sandbox.journal({"oops": 1})
    assert "oops" in str(caught.value)


def test_more_than_a_page(sandbox):
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", int(sandbox.server.url.rsplit(":", 1)[1]))
    for _ in range(1050):
        connection.request("GET", "/~%s/v1/user" % sandbox.name, headers={"xi-api-key": sandbox.key})
        connection.getresponse().read()
    connection.close()
    assert [entry["sequence"] for entry in sandbox.journal()] == list(range(1, 1051))
    assert len(sandbox.journal(limit=1020)) == 1020


def test_waiting_for_an_entry(sandbox):
    found = []
    waiting = threading.Thread(target=lambda: found.extend(sandbox.journal({"operation": "get_user_info"}, wait=15)))
    waiting.start()
    get(sandbox, "/v1/models")
    get(sandbox, "/v1/user")
    waiting.join(15)
    assert [entry["operation"] for entry in found] == ["get_user_info"]


def test_the_hash_is_that_of_what_happened(server):
    hashes = []
    for paths in (["/v1/user", "/v1/models"], ["/v1/user", "/v1/models"], ["/v1/models", "/v1/user"]):
        with server.sandbox("same", seed=1, time="2026-11-21T10:00:00Z") as sandbox:
            for path in paths:
                get(sandbox, path)
            hashes.append(sandbox.journal_hash())
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_hash_that_says_nothing_is_refused():
    with Ringback(str(BINARY), arguments=["--journal-entries", "2"]) as server:
        sandbox = server.existing()
        for _ in range(4):
            get(sandbox, "/v1/user")
        assert sandbox.journal().dropped == 2
        with pytest.raises(RingbackError) as caught:
            sandbox.journal_hash()
        assert caught.value.code == "journal_incomplete"
        with pytest.raises(RingbackError) as caught:
            sandbox.verify(expect(operation="get_user_info"))
        assert caught.value.code == "journal_incomplete" and caught.value.status == 409


def test_a_capsule_has_what_happened_and_no_secrets(sandbox):
    get(sandbox, "/v1/user")
    capsule = sandbox.capsule()
    assert "/v1/user" in json.dumps(capsule) and sandbox.key not in json.dumps(capsule)


# ---- Verification ----


def test_what_happened_is_verified(sandbox):
    get(sandbox, "/v1/user")
    get(sandbox, "/v1/convai/agents/agent_x")
    found = sandbox.verify(
        expect(operation="get_user_info", exactly=1), expect(path="/v1/convai/agents/{id}", error="agent_not_found"),
        expect(method="POST", at_most=0), in_order=True, nothing_else=True, within=60)
    assert found.matched == [[1], [2], []] and found.next == 2
    with pytest.raises(VerificationError):
        sandbox.verify(expect(operation="get_user_info"), after=found.next)


def test_what_did_not_happen_is_explained(sandbox):
    get(sandbox, "/v1/convai/agents/agent_x")
    with pytest.raises(VerificationError) as caught:
        sandbox.verify(expect(name="the lookup", operation="get_agent_route", status=200))
    assert isinstance(caught.value, AssertionError)
    assert "the lookup" in str(caught.value) and "404" in str(caught.value)
    failure = caught.value.failures[0]
    assert failure["nearest"]["differences"][0]["field"] == "status"


def test_waiting_for_what_is_expected(sandbox):
    later = threading.Thread(target=lambda: get(sandbox, "/v1/user"))
    threading.Timer(0.05, later.start).start()
    assert sandbox.verify(expect(operation="get_user_info"), timeout=15).matched == [[1]]
    later.join(15)


def test_a_wrong_pattern_has_its_place(sandbox):
    with pytest.raises(RingbackError) as caught:
        sandbox.verify(expect(operation="no_such_operation"), expect(methods="GET"))
    assert caught.value.pointer.startswith("/expect/")


# ---- The package ----


def test_nothing_but_the_standard_library():
    script = (
        "import sys; sys.path.insert(0, %r); before = set(sys.modules); import ringback\n"
        "print([name for name in set(sys.modules) - before if name.split('.')[0] not in sys.stdlib_module_names\n"
        "       and name.split('.')[0] != 'ringback'])" % str(PACKAGE))
    if sys.version_info < (3, 10):
        pytest.skip("this Python does not list its standard library")
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "[]\n"


def test_the_readme_can_be_run(run_pytest):
    """Its app and its test, as they stand there."""
    text = (Path(PACKAGE) / "README.md").read_text()
    blocks = {}
    for block in text.split("```python\n")[1:]:
        code = block.split("```")[0]
        first = code.splitlines()[0]
        if first.startswith("# ") and first.endswith(".py"):
            blocks[first[2:]] = code
    assert set(blocks) == {"app.py", "test_app.py"}
    ran = run_pytest(blocks)
    assert ran.code == 0, ran.text


# ---- What time it is ----


def test_a_clock_is_moved_on(server):
    with server.sandbox(time="2026-11-21T10:00:00Z") as sandbox:
        assert sandbox.clock["mode"] == "manual" and sandbox.clock["scheduled_count"] == 0
        moved = sandbox.advance(90)
        assert moved["advanced_seconds"] == 90 and moved["now"].startswith("2026-11-21T10:01:30")
        assert sandbox.advance(until="2026-11-21T11:00:00Z")["now"].startswith("2026-11-21T11:00:00")
        assert sandbox.advance(until="idle", horizon=3600)["happened"] == []
        assert sandbox.set_clock("auto", quiet_milliseconds=0)["quiet_milliseconds"] == 0
        assert sandbox.set_clock("real", speed=60, time="2030-01-01T00:00:00Z")["now"].startswith("2030-01-01")
        with pytest.raises(RingbackError) as refusal:
            sandbox.advance(1)
        assert refusal.value.code == "clock_goes_by_itself"
    with server.sandbox(clock={"mode": "real", "speed": 2}) as sandbox:
        assert sandbox.clock["speed"] == 2
    with server.sandbox(clock="manual") as sandbox:
        assert sandbox.clock["mode"] == "manual"
