"""The bug capsule: what one sandbox saw, repeated elsewhere without any of its secrets."""

import base64
import json

import httpx
import pytest

from server import Sandbox, run, serving

INSTANT = "2026-11-21T10:00:00Z"
DATA_ERROR, NO_INPUT = 65, 66
LITERAL = "sk_a_literal_value_that_is_a_secret"


@pytest.fixture(scope="module")
def home():
    with serving("--quiet", "--time", INSTANT) as running:
        yield running


@pytest.fixture
def replay(tmp_path):
    def replay(capsule):
        file = tmp_path / "capsule.json"
        file.write_text(json.dumps(capsule, indent=1))
        return run("replay", str(file))

    return replay


def capsule(server, name):
    return server.admin("GET", "/capsule?sandbox=" + name)


def live(sandbox):
    """A life with good answers, refusals of each kind, ids and cursors that later requests use."""
    get, post = sandbox.http.get, sandbox.http.post
    made = post("/v1/convai/agents/create", json={"name": "mine", "conversation_config": {}}).json()["agent_id"]
    sandbox.http.patch("/v1/convai/agents/" + made, json={"name": "still mine", "tags": ["ä", "b&c=d"]})
    number = post("/v1/convai/phone-numbers", json={
        "phone_number": "+15555550177", "label": "own", "provider": "twilio", "sid": sandbox.twilio["account_sid"],
        "token": sandbox.twilio["auth_token"]}).json()["phone_number_id"]
    post("/v1/convai/phone-numbers", json={
        "phone_number": "+15555550178", "label": "foreign", "provider": "twilio", "sid": "AC1", "token": "a-real-secret"})
    for target in ("+15555550123", "+15005550001", "no number"):
        sandbox.call(agent_id=made, agent_phone_number_id=number, to_number=target)
    page = get("/v1/convai/conversations", params={"page_size": 1}).json()
    get("/v1/convai/conversations", params={"page_size": 1, "cursor": page["next_cursor"]})
    conversation = get("/v1/convai/conversations/" + page["conversations"][0]["conversation_id"]).json()
    assert conversation["agent_id"] == made
    get("/v1/convai/conversation/get-signed-url", params={"agent_id": made})
    get("/v1/convai/agents", params={"search": "b&c=d ä"})
    get("/v1/convai/agents/none")
    get("/v1/nonsense")
    post("/v1/convai/agents/create", content=b"{not json", headers={"content-type": "application/json"})
    post("/v1/convai/agents/create", content=b"\xff\xfe", headers={"content-type": "application/octet-stream"})
    get("/v1/convai/agents", headers={"xi-api-key": "sk_a_key_that_nobody_has"})
    basic = base64.b64encode((sandbox.key + ":").encode()).decode()
    sandbox.http.get("/v1/user", headers={"xi-api-key": "", "authorization": "Basic " + basic})
    sandbox.http.request("DELETE", "/v1/convai/agents/" + made)


@pytest.mark.parametrize("wishes", [
    {"name": "plain"}, {"name": "seeded", "seed": 2**62, "time": "2031-05-05T05:05:05.125Z"},
    {"name": "strict", "scenario": ["default", "missing-permissions"]},
    {"name": "inline", "scenario": ["default", {"title": "t", "extends": ["creator-account"]}]},
    {"name": "own-key", "world": {"elevenlabs": {"keys": {"main": {"value": LITERAL}}}}}], ids=lambda wishes: wishes["name"])
def test_everything_agrees_elsewhere(home, replay, wishes):
    sandbox = home.sandbox(**wishes)
    live(sandbox)
    taken = capsule(home, sandbox.name)
    text = json.dumps(taken)
    for secret in [*sandbox.keys.values(), sandbox.twilio["auth_token"], "a-real-secret", LITERAL]:
        assert secret not in text
    assert (taken["earlier"], taken["dropped"]) == (0, 0) and len(taken["entries"]) >= 18
    finished = replay(taken)
    assert (finished.returncode, finished.stderr) == (0, ""), finished.stdout + finished.stderr
    assert finished.stdout == "%d entries: all answers agree.\n" % len(taken["entries"])


def test_the_default_sandbox_and_its_prefixless_address(replay):
    with serving("--quiet", "--seed", "9", "--scenario", "creator-account", "--accept-any-key") as server:
        live(server.default())
        taken = capsule(server, "default")
    assert taken["clock"] == {"mode": "real", "speed": 1.0}
    finished = replay(taken)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_scenario_files_travel_with_it(tmp_path, replay):
    (tmp_path / "base.json").write_text(json.dumps({"title": "Base.", "extends": ["default"], "world": {"elevenlabs": {
        "keys": {"main": {"value": LITERAL}}, "agents": {"rare": {"agent_id": "agent_rare", "name": "Rare"}}}}}))
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"title": "Mine.", "extends": ["base.json"], "rules": [
        {"when": {"operation": "get_agent_route"}, "then": {"error": "agent_not_found", "with": {"id": "gone"}}}]}))
    with serving("--quiet", "--scenario", str(file)) as server:
        sandbox = server.default()
        answer = sandbox.http.get("/v1/convai/agents/agent_rare")
        assert answer.status_code == 404
        assert "agent_rare" in sandbox.http.get("/v1/convai/agents").text
        taken = capsule(server, "default")
    for each in tmp_path.glob("*.json"):
        each.unlink()
    assert [each["name"] for each in taken["scenario"]] == ["default", "base", "mine"]
    assert LITERAL not in json.dumps(taken)
    finished = replay(taken)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_rules_count_as_they_did(home, replay):
    sandbox = home.sandbox(name="rules", time=INSTANT, scenario=["default", {"title": "Rules.", "rules": [
        {"when": {"operation": "get_user_info", "nth": {"every": 2}}, "then": {"response": {"status": 500}}},
        {"when": {"operation": "get_models"}, "times": 1, "then": {"response": {
            "status": 418, "json": {"made": "{{random.hex 16}}", "path": "{{request.path}}", "key": "{{request.key}}"}}}},
        {"when": {"operation": "get_voices"}, "then": {"rate_limit": {"requests": 2, "seconds": 60}, "delay": 1}},
        {"when": {"operation": "get_agents_route"}, "then": {"fault": {"type": "truncated_body", "bytes": 5}}}]}])
    for _ in range(4):
        for path in ("/v1/user", "/v1/models", "/v1/voices"):
            sandbox.http.get(path)
    with pytest.raises(httpx.HTTPError):
        sandbox.http.get("/v1/convai/agents")
    taken = capsule(home, "rules")
    statuses = [entry["response"]["status"] for entry in taken["entries"]]
    assert statuses[:12] == [200, 418, 200, 500, 200, 200, 200, 200, 429, 500, 200, 429] and len(statuses) == 13
    finished = replay(taken)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    # Begun in the middle, after a change of the world, it counts on from there.
    sandbox.patch(conversations={"patched": {"agent": sandbox.agent, "status": "done"}})
    for path in ("/v1/user", "/v1/models", "/v1/voices", "/v1/user"):
        sandbox.http.get(path)
    finished = replay(capsule(home, "rules"))
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_forks_and_what_the_control_api_changed(home, replay):
    source = home.sandbox(name="source", time=INSTANT, scenario=["default", "missing-permissions"])
    live(source)
    fork = Sandbox(home, home.admin("POST", "/sandboxes/source/fork", json={"name": "fork"}, status=201))
    live(fork)
    taken = capsule(home, "fork")
    assert taken["fork"]["keys"]["no-read"]["permissions"] and taken["snapshot"]["tables"]["conversations"]
    finished = replay(taken)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    # A patched world is where the record begins anew; so is a restored one.
    fork.patch(conversations={"patched": {"agent": fork.agent, "status": "done"}})
    count = taken["earlier"] + len(taken["entries"])
    live(fork)
    taken = capsule(home, "fork")
    assert (taken["earlier"], taken["dropped"]) == (count, 0)
    assert replay(taken).returncode == 0
    home.admin("PUT", "/snapshot?sandbox=fork", json=home.admin("GET", "/snapshot?sandbox=source"))
    live(fork)
    finished = replay(capsule(home, "fork"))
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.mark.parametrize("place, value, words", [
    (["status"], 404, "status: recorded 404, now 200"),
    (["body", "name"], "x", '/name: recorded "x", now "mine"'),
    (["body", "metadata", "created_at_unix_secs"], 1, "/metadata/created_at_unix_secs: recorded 1, now 1795255200"),
    (["body", "tags"], ["a"], '/tags/0: recorded "a", now nothing'),
    (["body", "extra"], None, "/extra: recorded null, now nothing"),
    (["headers", "x-extra"], "y", 'header x-extra: recorded "y", now nothing'),
    (["headers", "content-type"], "text/html", 'header content-type: recorded "text/html", now "application/json"')],
    ids=lambda value: "/".join(value) if isinstance(value, list) else None)
def test_a_difference_is_told_by_its_place(home, replay, place, value, words):
    sandbox = home.sandbox(time=INSTANT)
    made = sandbox.http.post("/v1/convai/agents/create", json={"name": "mine", "conversation_config": {}}).json()
    sandbox.http.get("/v1/convai/agents/" + made["agent_id"])
    taken = capsule(home, sandbox.name)
    target = taken["entries"][1]["response"]
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    finished = replay(taken)
    assert finished.returncode == 1
    assert finished.stdout.splitlines() == [
        "entry 2 GET /v1/convai/agents/%s: %s" % (made["agent_id"], words), "2 entries: 1 difference."]
    sandbox.delete()


def test_ids_that_come_out_otherwise_are_followed(home, replay):
    sandbox = home.sandbox(name="other-ids", seed=1)
    live(sandbox)
    taken = capsule(home, "other-ids")
    # As if another version drew its ids in another order.
    taken["seed"] = "2"
    finished = replay(taken)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    # But an id that is not the one that was made before is a difference.
    entry = next(each for each in taken["entries"] if each["kind"] == "request" and each["request"]["path"].startswith("/v1/convai/conversations/conv_"))
    entry["response"]["body"]["agent_id"] = entry["response"]["body"]["conversation_id"]
    finished = replay(taken)
    assert finished.returncode == 1 and "/agent_id: recorded" in finished.stdout


def test_what_the_journal_lost_is_told(replay):
    with serving("--quiet", "--journal-entries", "3", "--time", INSTANT) as server:
        sandbox = server.default()
        for _ in range(5):
            sandbox.http.get("/v1/user")
        taken = capsule(server, "default")
        server.admin("DELETE", "/journal", status=204)
        sandbox.http.get("/v1/user")
        assert capsule(server, "default")["dropped"] == 5
    assert taken["dropped"] == 2 and len(taken["entries"]) == 3
    assert "lost 2 entries" in replay(taken).stderr


def test_a_body_of_which_only_the_start_is_kept(home, replay):
    sandbox = home.sandbox(name="long")
    sandbox.http.post("/v1/convai/agents/create", json={"name": "x" * 70_000, "conversation_config": {}})
    sandbox.http.get("/v1/user")
    finished = replay(capsule(home, "long"))
    assert finished.returncode == 1
    assert finished.stdout.splitlines()[0].endswith("it is not repeated")


BAD = {
    "empty": (b"", ":1:1: expected a capsule of Ringback: empty text."),
    "torn": (b'{"ringback":"capsule",', ":1:23: expected a capsule of Ringback"),
    "foreign": (b'{"log": {}}', ":1:1: /ringback: this is no capsule of Ringback"),
    "newer": (b'{"ringback":"capsule",\n "version":2}', ":2:12: /version: expected at most 1; found 2"),
    "no entries": (None, ":1:1: /entries: this member is required."),
    "bad entry": (None, ": /entries/0/request: expected an object; found 1."),
    "bad scenario": (None, ": the capsule's sandbox cannot be made: "),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_is_no_capsule(home, tmp_path, case):
    content, words = BAD[case]
    if content is None:
        home.default().http.get("/v1/user")
        taken = capsule(home, "default")
        if case == "no entries":
            del taken["entries"]
        elif case == "bad entry":
            taken["entries"][0]["request"] = 1
        else:
            taken["scenario"][0]["content"]["rules"] = 1
        content = json.dumps(taken).encode()
    file = tmp_path / "file.json"
    file.write_bytes(content)
    finished = run("replay", str(file))
    assert (finished.returncode, finished.stdout) == (DATA_ERROR, "")
    assert finished.stderr.startswith("ringback: %s:" % file) and words in finished.stderr, finished.stderr


def test_a_file_that_is_not_there(tmp_path):
    finished = run("replay", str(tmp_path / "none"))
    assert finished.returncode == NO_INPUT and "cannot be read" in finished.stderr


def test_a_call_that_is_answered_late_is_repeated_too(home, replay):
    """The journal has such a request at the time of its answer; its call has to ring once more."""
    sandbox = home.sandbox(name="late", clock={"mode": "auto"})
    answer = sandbox.http.post("/v1/convai/sip-trunk/outbound-call", json=sandbox.call_body(
        agent_phone_number_id=sandbox.phone_numbers["trunk"]))
    assert answer.json()["success"] is True
    told = replay(capsule(home, "late"))
    assert (told.returncode, told.stderr) == (0, ""), told.stdout + told.stderr
