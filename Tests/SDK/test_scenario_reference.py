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
