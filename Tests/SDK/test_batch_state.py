"""Batches in a world that begins from another: a snapshot put back, a fork, a reset of a fork, a restart with `--state`."""

import json

import pytest

from server import Sandbox, run, serving

NOON = "2026-11-21T10:00:00Z"
NOON_UNIX = 1795255200
MANUAL = {"mode": "manual"}


@pytest.fixture
def still(make_sandbox):
    return make_sandbox(time=NOON, clock=MANUAL)


def advance(sandbox, **how):
    answer = sandbox.http.post("/_ringback/clock/advance", json=how or {"until": "idle"})
    assert answer.status_code == 200, answer.text


def submit(sandbox, count=4, **wishes):
    answer = sandbox.http.post("/v1/convai/batch-calling/submit", json={
        "call_name": "Reminders", "agent_id": sandbox.agent, "agent_phone_number_id": sandbox.number,
        "recipients": [{"phone_number": "+1555556%04d" % index} for index in range(count)],
        "target_concurrency_limit": 2, **wishes})
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def batch(sandbox, identifier):
    answer = sandbox.http.get("/v1/convai/batch-calling/" + identifier)
    assert answer.status_code == 200, answer.text
    return answer.json()


def states(sandbox, identifier):
    return [recipient["status"] for recipient in batch(sandbox, identifier)["recipients"]]


def begun(sandbox):
    """A batch of four, two at once: the first is talked to, the second has been, two wait."""
    identifier = submit(sandbox)
    advance(sandbox, seconds=6)
    assert states(sandbox, identifier) == ["in_progress", "in_progress", "pending", "pending"]
    return identifier


def fork(sandbox, name):
    return Sandbox(sandbox.server, sandbox.server.admin("POST", "/sandboxes/%s/fork" % sandbox.name, json={"name": name}, status=201))


def ends(sandbox, identifier, failed=2):
    """Checks that it goes on from where it was cut off, and to its end."""
    cut = batch(sandbox, identifier)
    assert states(sandbox, identifier)[:failed] == ["failed"] * failed
    assert cut["status"] == "in_progress" and cut["total_calls_finished"] == failed
    advance(sandbox, seconds=1)
    assert states(sandbox, identifier) == ["failed", "failed", "initiated", "initiated"]
    advance(sandbox)
    done = batch(sandbox, identifier)
    assert (done["status"], done["total_calls_dispatched"], done["total_calls_finished"]) == ("completed", 4, 4)
    assert states(sandbox, identifier) == ["failed", "failed", "completed", "completed"]
    conversations = [
        sandbox.http.get("/v1/convai/conversations/" + one["conversation_id"]).json() for one in done["recipients"]]
    assert [one["status"] for one in conversations] == ["failed", "failed", "done", "done"]
    assert conversations[0]["metadata"]["error"]["reason"] == "Unexpected server error."
    return done


def test_a_fork_goes_on_and_so_does_its_source(still):
    identifier = begun(still)
    copy = fork(still, still.name + "-copy")
    ends(copy, identifier)
    advance(still)
    assert states(still, identifier) == ["completed"] * 4


def test_two_forks_go_on_alike_and_again_after_a_reset(still):
    identifier = begun(still)
    forks = [fork(still, "%s-%d" % (still.name, index)) for index in range(2)]
    told = [ends(one, identifier) for one in forks]
    still.server.admin("POST", "/sandboxes/%s/reset" % forks[0].name)
    told.append(ends(forks[0], identifier))
    assert told[0] == told[1] == told[2]


def test_two_forks_of_a_fork_go_on_alike(still):
    """Those whom the fork has dialled at once are cut off too; the last two are called."""
    identifier = submit(still, count=6)
    advance(still, seconds=6)
    first = fork(still, still.name + "-1")
    forks = [fork(first, "%s-1-%d" % (still.name, index)) for index in range(2)]
    for one in forks:
        advance(one)
    told = [batch(one, identifier) for one in forks]
    assert states(forks[0], identifier) == ["failed"] * 4 + ["completed"] * 2
    assert told[0] == told[1] and told[0]["status"] == "completed"
    still.server.admin("POST", "/sandboxes/%s/reset" % forks[1].name)
    advance(forks[1])
    assert batch(forks[1], identifier) == told[0]
    advance(first)
    assert states(first, identifier) == ["failed"] * 2 + ["completed"] * 4


def test_a_fork_in_mid_batch_of_a_fork(still):
    """What was cut off once is over; what the fork began is cut off in its turn."""
    identifier = begun(still)
    first = fork(still, still.name + "-1")
    advance(first, seconds=6)
    assert states(first, identifier) == ["failed", "failed", "in_progress", "in_progress"]
    second = fork(first, still.name + "-2")
    advance(second)
    assert states(second, identifier) == ["failed"] * 4
    assert batch(second, identifier)["status"] == "completed"
    answer = second.http.post("/v1/convai/batch-calling/%s/retry" % identifier)
    assert answer.json()["retry_count"] == 1
    advance(second)
    assert states(second, identifier) == ["completed"] * 4


def test_a_snapshot_that_is_put_back_goes_on(still):
    identifier = begun(still)
    taken = still.http.get("/_ringback/snapshot").json()
    advance(still)
    assert states(still, identifier) == ["completed"] * 4
    told = []
    for _ in range(2):
        still.http.put("/_ringback/snapshot", json=taken).raise_for_status()
        told.append(ends(still, identifier))
    assert told[0] == told[1]
    entries = still.http.get("/_ringback/journal").json()["entries"]
    cut = [entry for entry in entries if entry.get("event", {}).get("ended_by") == "restore" or "restore" in json.dumps(entry)]
    assert len(cut) == 4


def test_what_is_scheduled_waits_for_its_time(still):
    identifier = submit(still, scheduled_time_unix=NOON_UNIX + 60)
    copy = fork(still, still.name + "-copy")
    advance(copy, seconds=59)
    assert batch(copy, identifier)["status"] == "pending"
    advance(copy, seconds=1)
    assert batch(copy, identifier)["status"] == "in_progress"
    assert copy.http.post("/v1/convai/batch-calling/%s/cancel" % identifier).json()["status"] == "cancelled"
    advance(copy)
    assert states(copy, identifier) == ["completed", "completed", "cancelled", "cancelled"]
    assert batch(still, identifier)["status"] == "pending"


def test_one_that_was_cancelled_does_not_go_on(still):
    identifier = begun(still)
    still.http.post("/v1/convai/batch-calling/%s/cancel" % identifier)
    copy = fork(still, still.name + "-copy")
    advance(copy)
    done = batch(copy, identifier)
    assert (done["status"], done["total_calls_finished"]) == ("cancelled", 2)
    assert states(copy, identifier) == ["failed", "failed", "cancelled", "cancelled"]


def test_it_goes_on_after_a_restart(tmp_path):
    flags = "--state", str(tmp_path / "state.json"), "--time", NOON, "--quiet"
    with serving(*flags) as server:
        sandbox = server.sandbox(name="s", time=NOON, clock=MANUAL)
        identifier, default = begun(sandbox), server.default()
        default.http.put("/_ringback/clock", json=MANUAL).raise_for_status()
        later = submit(default, scheduled_time_unix=NOON_UNIX + 3600)
        server.signal()
        assert server.wait() == 0, server.complaints
    with serving(*flags) as server:
        ends(Sandbox(server, server.admin("GET", "/sandboxes/s")), identifier)
        default = server.default()
        advance(default)
        assert states(default, later) == ["completed"] * 4


def test_a_capsule_that_begins_in_mid_batch_is_repeated(still, tmp_path):
    identifier = begun(still)
    copy = fork(still, still.name + "-copy")
    ends(copy, identifier)
    file = tmp_path / "capsule.json"
    file.write_text(json.dumps(still.server.admin("GET", "/capsule?sandbox=" + copy.name)))
    finished = run("replay", str(file))
    assert finished.returncode == 0, finished.stdout + finished.stderr
