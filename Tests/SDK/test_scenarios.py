"""The examples that scenario files carry are played: each shipped scenario does what it says."""

import json

import pytest

from server import ROOT, run
from stories import departures, play

FILES = {file.stem: json.loads(file.read_text()) for file in sorted((ROOT / "scenarios").glob("*.json"))
         if file.name != "scenario.schema.json"}
SHIPPED = [
    "default", "creator-account", "missing-permissions", "terms-not-accepted", "invalid-api-key", "agent-not-found",
    "phone-number-instead-of-id", "phone-number-not-linked", "wrong-endpoint", "quota-exceeded", "concurrency-limit",
]


def test_the_comparison_can_fail():
    assert list(departures({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}], "d": 3})) == []
    assert len(list(departures({"a": [1, 2], "b": 1, "c": None}, {"a": [1], "b": True}))) == 3


def test_every_scenario_is_there():
    assert set(SHIPPED) <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_scenario_says_what_it_reproduces_and_what_mends_it(name):
    assert all(FILES[name].get(member) for member in ("title", "report", "fix", "examples"))
    printed = run("scenarios", "show", name)
    assert printed.returncode == 0
    for member in ("title", "report", "fix"):
        assert FILES[name][member] in printed.stdout


@pytest.mark.parametrize("name", FILES)
def test_the_examples_of_a_scenario(make_sandbox, name):
    play(make_sandbox(scenario=name), FILES[name]["examples"])


def test_scenarios_are_joined_in_order(make_sandbox):
    sandbox = make_sandbox(scenario=["creator-account", "terms-not-accepted"])
    assert sandbox.http.get("/v1/user/subscription").json()["tier"] == "creator"
    assert list(sandbox.agents) == ["donna"]
    submitted = sandbox.http.post("/v1/convai/batch-calling/submit", json={
        "call_name": "x", "agent_id": sandbox.agent, "recipients": []})
    assert submitted.status_code == 403


def test_an_invalid_key_is_invalid_everywhere(make_sandbox):
    sandbox = make_sandbox(scenario="invalid-api-key")
    for path in ("/v1/user", "/v1/models", "/v1/convai/agents", "/v1/convai/phone-numbers"):
        assert sandbox.http.get(path).json()["detail"]["status"] == "invalid_api_key"
