"""Checks openapi/twilio.json against the service's own document, and openapi/twilio-errors.json against its own rules.

Run with pytest, or directly: python3 Tests/Documents/check_twilio.py
"""

import json
import re

import pytest

from check_errors import LONGEST_HINT, PROVENANCE
from document import DOCUMENT, UPSTREAM
from running import run

OURS = DOCUMENT.with_name("twilio.json")
ERRORS = DOCUMENT.with_name("twilio-errors.json")
THEIRS = UPSTREAM.with_name("twilio_api_v2010.openapi.json")
METHODS = ("get", "post", "delete")
# On the wire in 2024 and 2026, and in no published document.
UNPUBLISHED = {"annotation"}
PLACEHOLDER = re.compile(r"{(\w+)}")


def load(path):
    return json.loads(path.read_text())


def ours():
    document = load(OURS)
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method], document


def test_operations_are_those_of_the_service():
    if not THEIRS.exists():
        pytest.skip("the service's document is not here")
    theirs = load(THEIRS)
    for path, method, operation, _ in ours():
        other = theirs["paths"][path][method]
        assert operation["operationId"] == other["operationId"]
        assert {each["name"] for each in operation.get("parameters", [])} <= {
            each["name"] for each in other.get("parameters", [])}, operation["operationId"]
        assert set(operation["responses"]) <= set(other["responses"])
        assert PROVENANCE.match(operation["x-ringback-provenance"]), operation["operationId"]


def test_a_call_has_the_members_and_words_of_the_service():
    if not THEIRS.exists():
        pytest.skip("the service's document is not here")
    theirs = load(THEIRS)["components"]["schemas"]
    call = load(OURS)["components"]["schemas"]["Call"]["properties"]
    published = theirs["api.v2010.account.call"]["properties"]
    assert set(call) == set(published) | UNPUBLISHED
    assert list(call) == sorted(call)
    assert sorted(call["status"]["enum"]) == sorted(theirs["call_enum_status"]["enum"])


def test_errors_say_what_they_are():
    file = load(ERRORS)
    known = set(file["about"]["placeholders"])
    for name, entry in file["errors"].items():
        texts = [value for value in entry.values() if isinstance(value, str)]
        used = {word for text in texts for word in PLACEHOLDER.findall(text)}
        assert used <= known | {"what"}, name
        assert PROVENANCE.match(entry["provenance"]), name
        assert entry["hint"] and len(entry["hint"]) <= LONGEST_HINT, name
        assert entry["kind"] in file["about"]["kinds"], name
        if entry["kind"] == "error":
            assert re.fullmatch(r"twilio\.%d(_\w+)?" % entry["code"], name)
            assert entry["source"] and 400 <= entry["status"] <= 599


def test_every_error_that_is_named_in_the_sources_is_there():
    names = set(load(ERRORS)["errors"])
    sources = (DOCUMENT.parents[1] / "Sources" / "Twilio").rglob("*.swift")
    named = {name for source in sources for name in re.findall(r'"(twilio\.\w+)"', source.read_text())}
    assert named <= names and named


if __name__ == "__main__":
    run(globals())
