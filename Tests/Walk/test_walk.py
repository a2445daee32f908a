"""Sends extremes to every number and every text of the documents, the scenario schema and a snapshot, and lets time pass.

A short walk takes a few values for each place, the same ones each time; `WALK=all` takes all of them.
"""

import os

import pytest

from walking import cases
from walking.walk import Walk

WHOLE = os.environ.get("WALK") == "all"
PARTS = {
    "elevenlabs": lambda walk: cases.of_document("elevenlabs", walk.known, WHOLE),
    "twilio": lambda walk: cases.of_document("twilio", walk.known, WHOLE),
    "control": lambda walk: cases.of_document("admin", walk.known, WHOLE),
    "scenarios": lambda walk: cases.of_scenarios(walk.known, WHOLE),
    "snapshot": lambda walk: cases.of_snapshot(walk.snapshot, WHOLE),
}
# Fewer would mean that the walk no longer finds the places.
LEAST = {"elevenlabs": 4000, "twilio": 40, "control": 250, "scenarios": 600, "snapshot": 900}


@pytest.fixture
def walk():
    walk = Walk()
    walk.start()
    yield walk
    walk.end()


@pytest.mark.parametrize("part", PARTS)
def test_no_value_kills_or_holds_the_server(walk, part):
    walk.run(cases.shuffled(PARTS[part](walk), seed=1))
    assert walk.findings == [], "\n".join(["%d findings in %d requests" % (len(walk.findings), walk.count), *map(str, walk.findings)])
    assert walk.count >= LEAST[part]


def test_the_walk_can_fail(walk):
    """A rule that answers with 503, and one that waits, are found."""
    rules = [{"when": {"operation": "get_user_info"}, "then": {"response": {"status": 503}}}]
    walk.control("PUT", "/scenario", {"scenario": ["default", {"title": "t", "rules": rules}]})
    walk.run([cases.Case("get_user_info", "GET", "/v1/user")])
    assert [str(finding) for finding in walk.findings] == ["answered with 503: get_user_info (nothing) = None"]


def test_a_death_is_told_and_the_walk_goes_on(walk):
    walk.server.process.kill()
    walk.run([cases.Case("get_user_info", "GET", "/v1/user"), cases.Case("get_models", "GET", "/v1/models")])
    assert walk.deaths == 1 and "died" in walk.findings[0].symptom and walk.count == 2


def test_every_operation_and_every_kind_of_place_is_walked(walk):
    found = list(cases.of_document("elevenlabs", walk.known, False)) + list(cases.of_document("twilio", walk.known, False))
    places = {(case.operation, case.place) for case in found}
    for wanted in (
        ("create_agent_route", "/conversation_config/turn/turn_timeout"), ("ListCall", "query Page"),
        ("create_batch_call", "/scheduled_time_unix"), ("get_agent_route", "path agent_id"),
        ("create_file_document_route", "/file"), ("handle_twilio_outbound_call", "/conversation_initiation_client_data/dynamic_variables/?"),
    ):
        assert wanted in places
