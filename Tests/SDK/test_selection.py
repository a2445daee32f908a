"""How scenarios are chosen: inline, for a live sandbox, for one request, and from files that change under the server."""

import json
import os
import signal
import time

import pytest

from server import Server

REFUSING = {"title": "Busy.", "extends": ["default"],
            "rules": [{"when": {"operation": "get_user_info"}, "then": {"error": "system_busy"}}]}


def patiently(check, seconds=10):
    """Waits until the check holds; the server says nothing when it has read a file."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.02)


def test_a_scenario_can_stand_in_the_request(make_sandbox):
    sandbox = make_sandbox(scenario=REFUSING)
    assert sandbox.http.get("/v1/user").status_code == 429
    both = make_sandbox(scenario=["creator-account", {"title": "x", "rules": REFUSING["rules"]}])
    assert both.http.get("/v1/user").status_code == 429
    assert list(both.agents) == ["donna"]


@pytest.mark.parametrize("scenario, pointer, words", [
    ({"title": "x", "rulez": []}, "/rulez", 'Did you mean "rules"?'),
    ({"title": "x", "rules": [{"when": {"operation": "get_usr"}, "then": {"error": "system_busy"}}]},
     "/rules/0/when/operation", "get_usr"),
    ({"title": "x", "extends": ["./secret.json"]}, "/extends/0", "shipped scenario"),
    ("creator-acount", "/scenario", 'Did you mean "creator-account"?'),
    (["default", "/etc/hostname"], "/scenario/1", "no scenario named"),
    ([], "/scenario", ""),
    ([7], "/scenario/0", ""),
])
def test_a_wrong_scenario_is_refused_with_its_place(server, scenario, pointer, words):
    answer = server.http.post("/_ringback/sandboxes", json={"scenario": scenario})
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["pointer"] == pointer
    assert words in answer.json()["error"]["message"]


def test_a_live_sandbox_takes_another_scenario(make_sandbox):
    sandbox = make_sandbox()
    call = sandbox.http.post("/v1/convai/twilio/outbound-call", json={
        "agent_id": sandbox.agent, "agent_phone_number_id": sandbox.number, "to_number": "+15555550123"}).json()
    path = "/v1/convai/conversations/" + call["conversation_id"]
    changed = sandbox.http.put("/_ringback/scenario", json={"scenario": REFUSING})
    assert changed.status_code == 200 and changed.json()["scenario"] == ["default", "inline"]
    assert sandbox.http.get("/v1/user").status_code == 429
    assert sandbox.http.get(path).status_code == 200, "what exists stays"
    assert sandbox.http.put("/_ringback/scenario", json={"scenario": "nonsense"}).status_code == 422
    assert sandbox.http.get("/v1/user").status_code == 429, "a mistake changes nothing"
    sandbox.http.put("/_ringback/scenario", json={"scenario": "creator-account", "reset": True})
    assert sandbox.http.get("/v1/user").status_code == 200
    assert sandbox.http.get(path).status_code == 404, "with reset it is gone"


def test_keys_follow_the_scenario(make_sandbox):
    sandbox = make_sandbox()
    changed = sandbox.http.put("/_ringback/scenario", json={"scenario": {
        "title": "x", "extends": ["default"], "world": {"elevenlabs": {"keys": {"reader": {"permissions": []}}}}}}).json()
    reader = {"xi-api-key": changed["keys"]["reader"]}
    assert sandbox.server.http.get("/v1/user", headers=reader).json()["detail"]["status"] == "missing_permissions"
    sandbox.http.put("/_ringback/scenario", json={"scenario": "default"})
    assert sandbox.server.http.get("/v1/user", headers=reader).json()["detail"]["status"] == "invalid_api_key"


def test_one_request_alone(make_sandbox):
    sandbox = make_sandbox()
    body = {"call_name": "x", "agent_id": sandbox.agent, "recipients": [{"phone_number": "+15555550123"}],
            "agent_phone_number_id": sandbox.number}

    def submit(**headers):
        return sandbox.http.post("/v1/convai/batch-calling/submit", json=body, headers=headers)

    assert submit().status_code == 200
    refused = submit(**{"x-ringback-scenario": "terms-not-accepted"})
    assert refused.status_code == 403 and refused.headers["x-ringback-fidelity"] == "scenario"
    assert submit(**{"x-ringback-scenario": "system-busy, terms-not-accepted"}).status_code == 403
    assert submit(**{"x-ringback-scenario": "invalid-api-key"}).json()["detail"]["status"] == "invalid_api_key"
    assert submit(**{"x-ringback-scenario": "legacy-error-bodies, terms-not-accepted"}).json() == {"detail": {
        "status": "batch_calling_agreement_required",
        "message": "Please accept the batch calling Terms & Conditions in the application to use this feature."}}
    objects = submit(**{"x-ringback-scenario": "concurrency-limit"})
    assert objects.status_code == 422 and "choose it for the sandbox" in objects.json()["error"]["message"]
    assert submit().status_code == 200
    unknown = submit(**{"x-ringback-scenario": "terms-not-acepted"})
    assert unknown.status_code == 422 and 'Did you mean "terms-not-accepted"?' in unknown.json()["error"]["message"]


@pytest.fixture
def followed(tmp_path):
    """A server that follows `my.json`, which extends `base.json`."""
    running = []

    def start(*flags):
        (tmp_path / "base.json").write_text(json.dumps({"title": "base", "extends": ["default"]}))
        (tmp_path / "my.json").write_text(json.dumps({"title": "mine", "extends": ["./base.json"]}))
        running.append(Server("--scenario", str(tmp_path / "my.json"), *flags))
        return running[-1]

    yield start
    for each in running:
        each.kill()


def test_an_edit_is_in_force_at_once(followed, tmp_path):
    server = followed("--watch")
    sandbox = server.default()
    assert sandbox.http.get("/v1/user").status_code == 200
    (tmp_path / "base.json").write_text(json.dumps({**REFUSING, "title": "base"}))
    patiently(lambda: sandbox.http.get("/v1/user").status_code == 429)
    (tmp_path / "my.json").write_text('{"title": "mine",\n "extends": ["./base.json"],\n "rules": [{}]}')
    patiently(lambda: "my.json:3:12" in server.told())
    assert "The last good version stays." in server.told()
    assert sandbox.http.get("/v1/user").status_code == 429
    (tmp_path / "my.json").write_text(json.dumps({"title": "mine", "extends": ["default"]}))
    patiently(lambda: sandbox.http.get("/v1/user").status_code == 200)


def test_what_exists_outlives_an_edit_and_changed_objects_follow(followed, tmp_path):
    server = followed("--watch")
    sandbox = server.default()
    call = sandbox.http.post("/v1/convai/twilio/outbound-call", json={
        "agent_id": sandbox.agent, "agent_phone_number_id": sandbox.number, "to_number": "+15555550123"}).json()
    scenario = {"title": "mine", "extends": ["./base.json"],
                "world": {"elevenlabs": {"agents": {"clerk": {"agent_id": "agent_clerk", "name": "Clerk"}}}}}
    (tmp_path / "my.json").write_text(json.dumps(scenario))
    patiently(lambda: sandbox.http.get("/v1/convai/agents/agent_clerk").status_code == 200)
    scenario["world"]["elevenlabs"]["agents"]["clerk"]["name"] = "Other"
    (tmp_path / "my.json").write_text(json.dumps(scenario))
    patiently(lambda: sandbox.http.get("/v1/convai/agents/agent_clerk").json()["name"] == "Other")
    assert sandbox.http.get("/v1/convai/conversations/" + call["conversation_id"]).status_code == 200
    (tmp_path / "my.json").write_text(json.dumps({"title": "mine", "extends": ["./base.json"]}))
    patiently(lambda: sandbox.http.get("/v1/convai/agents/agent_clerk").status_code == 404)


def test_a_hang_up_reads_the_files_again(followed, tmp_path):
    server = followed()
    sandbox = server.default()
    (tmp_path / "base.json").write_text(json.dumps({**REFUSING, "title": "base"}))
    assert sandbox.http.get("/v1/user").status_code == 200
    os.kill(server.process.pid, signal.SIGHUP)
    patiently(lambda: sandbox.http.get("/v1/user").status_code == 429)
    # The answer may be there before the line is.
    patiently(lambda: "scenarios are read again: default" in server.told())
