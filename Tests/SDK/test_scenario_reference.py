"""The examples of docs/scenarios.md: each is a whole scenario that does what its own examples say."""

import json
import re

import pytest

from server import ROOT
from stories import play

TEXT = (ROOT / "docs" / "scenarios.md").read_text()
SECTION = TEXT[TEXT.index("\n## Rules\n"):TEXT.index("\n## Settings\n")]
BLOCKS = dict(re.findall(r"^#### (.+?)\n.*?^```json\n(.*?)^```$", SECTION, re.M | re.S))
SCHEMA = json.loads((ROOT / "scenarios" / "scenario.schema.json").read_text())["$defs"]


def members(name):
    return set(SCHEMA[name]["properties"])


def test_the_reference_has_every_matcher_and_every_outcome():
    told = set(re.findall(r"`([a-z_]+)`", " ".join(BLOCKS)))
    assert told == members("When") | members("Conditions") | members("Then") | {"times", "priority"}


def test_the_reference_names_every_fault():
    for fault in SCHEMA["Fault"]["properties"]["type"]["enum"]:
        assert "`%s`" % fault in SECTION, fault


@pytest.mark.parametrize("name", BLOCKS)
def test_an_example_of_the_reference(make_sandbox, name):
    scenario = json.loads(BLOCKS[name])
    assert scenario["examples"]
    play(make_sandbox(scenario=scenario), scenario["examples"])


def test_the_journal_says_which_rules_fired_and_why_others_did_not(make_sandbox):
    sandbox = make_sandbox(scenario={"title": "t", "extends": ["default"], "rules": [
        {"name": "other number", "when": {"operation": "get_user_info", "query": {"x": "1"}}, "then": {"delay": 1}},
        {"name": "late", "when": {"operation": "get_user_info", "nth": 2}, "then": {"delay": 1}},
        {"name": "busy", "when": {}, "then": {"error": "rate_limit_exceeded"}}]})
    assert sandbox.http.get("/v1/user").status_code == 429
    entry = sandbox.http.get("/_ringback/journal").json()["entries"][-1]
    assert entry["rules"] == ["busy"] and entry["fidelity"] == "scenario"
    assert entry["passed_over"] == [
        {"rule": "other number", "why": 'query x should be "1" and is not there'},
        {"rule": "late", "why": "nth should be 2 and this is request 1"}]
