"""The examples that scenario files carry are played: each shipped scenario does what it says."""

import json

import pytest

from server import ROOT, run

FILES = {file.stem: json.loads(file.read_text()) for file in sorted((ROOT / "scenarios").glob("*.json"))
         if file.name != "scenario.schema.json"}
SHIPPED = [
    "default", "creator-account", "missing-permissions", "terms-not-accepted", "invalid-api-key", "agent-not-found",
    "phone-number-instead-of-id", "phone-number-not-linked", "wrong-endpoint", "quota-exceeded", "concurrency-limit",
]


def departures(expected, found, place="$"):
    """Where `found` lacks a member of `expected`; arrays are compared element by element."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, member in expected.items():
            if name in found:
                yield from departures(member, found[name], "%s.%s" % (place, name))
            else:
                yield "%s has no %s" % (place, name)
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            yield "%s has %d elements instead of %d" % (place, len(found), len(expected))
        for index, pair in enumerate(zip(expected, found)):
            yield from departures(*pair, "%s[%d]" % (place, index))
    elif expected != found or type(expected) is not type(found):
        yield "%s is %r instead of %r" % (place, found, expected)


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
    """They are one story: each finds what those before it left."""
    sandbox = make_sandbox(scenario=name)
    del sandbox.http.headers["xi-api-key"]
    for example in FILES[name]["examples"]:
        request, expected = example["request"], example["answer"]
        headers = dict(request.get("headers", {}))
        key = request.get("key", "main")
        if key is not None:
            headers["xi-api-key"] = sandbox.keys[key]
        options = {"json": request["json"]} if "json" in request else {}
        answer = sandbox.http.request(request["method"], request["path"], headers=headers, **options)
        assert answer.status_code == expected["status"], "%s: %s" % (example["title"], answer.text)
        if "json" in expected:
            assert list(departures(expected["json"], answer.json())) == [], example["title"]
        if "hint" in expected:
            assert expected["hint"] in answer.headers.get("x-ringback-hint", ""), example["title"]


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
