"""The contract suite on two targets side by side: what was planted in one of them is found, and nothing besides."""

import json
import subprocess
from datetime import date, timedelta

import pytest

from server import BINARY, environment, serving

MET, DIFFERS, NOT_RUN = 0, 1, 2
PATIENCE = 120
UNKNOWN_AGENT = "/v1/convai/agents/agent_0001hk153x00e008000000000000"
VOICE = "cjVigY5qzO86Huf0OWal"


def planted(when, **patch):
    return {"when": {"key": "main", **when}, "then": {"patch": patch}}


def replaced(path, value):
    return [{"op": "replace", "path": path, "value": value}]


def given(*names):
    """The query parameters are there."""
    return {name: {"absent": False} for name in names}


# What is planted, and how it is told: (operation or request, place, kind) and what the other has.
DIFFERENCES = {
    "a status": (
        planted({"operation": "get_signed_url_deprecated", "query": given("agent_id")}, status=201),
        ("get_signed_url_deprecated", "/status", "value"), "201"),
    "a header that is missing": (
        planted({"operation": "get_models"}, headers={"x-region": None}),
        ("get_models", "/headers/x-region", "missing"), "nothing"),
    "a member that is missing": (
        planted({"operation": "get_user_subscription_info"}, edits=[{"op": "remove", "path": "/currency"}]),
        ("get_user_subscription_info", "/body/currency", "missing"), "nothing"),
    "a member too much": (
        planted({"operation": "get_voice_by_id", "path": "/v1/voices/" + VOICE}, merge={"rank": 7}),
        ("get_voice_by_id", "/body/rank", "extra"), "7"),
    "a type": (
        planted({"operation": "get_user_info"}, merge={"is_new_user": "false"}),
        ("get_user_info", "/body/is_new_user", "type"), '"false"'),
    "a value": (
        planted({"operation": "get_user_voices_v2", "query": given("search")}, merge={"has_more": True}),
        ("get_user_voices_v2", "/body/has_more", "value"), "true"),
    "an error's code": (
        planted({"method": "GET", "path": UNKNOWN_AGENT}, edits=replaced("/detail/code", "agent_gone")),
        ("get_agent_route", "/body/detail/code", "value"), '"agent_gone"'),
    "the order of a list": (
        planted({"operation": "get_models"}, edits=[
            {"op": "remove", "path": "/1/languages/0"},
            {"op": "add", "path": "/1/languages/-", "value": {"language_id": "en", "name": "English"}}]),
        ("get_models", "/body/1/languages", "value"), "the same in another order: "),
    "the spelling of a message": (
        planted({"path": "/v1/voices/alloy"}, edits=replaced("/detail/message", "A voice with that ID was not found")),
        ("get_voice_by_id", "/body/detail/message", "value"), '"A voice with that ID was not found"'),
    "an error's status": (
        planted({"operation": "get_conversation_signed_link", "query": {"agent_id": {"absent": True}}}, status=400),
        ("get_conversation_signed_link", "/status", "value"), "400"),
}
# What is no difference: how long it takes, a moment, a trace, what Ringback says of itself.
HARMLESS = [
    {"when": {"operation": "list_phone_numbers_route"}, "then": {"delay": 30}},
    {"when": {"operation": "get_phone_number_route"}, "then": {"patch": {"headers": {"x-ringback-hint": "Look elsewhere."}}}},
]


def contract(*arguments, **variables):
    return subprocess.run(
        [str(BINARY), "contract", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=PATIENCE, env=environment(**variables))


def told(ran):
    """The differences of a JSON report as (operation, place, kind), each with what the other has."""
    report = json.loads(ran.stdout)
    found = {}
    for one in report["differences"]:
        name = one["operation"], one["place"], one["kind"]
        assert name not in found, "told twice: %r" % (one,)
        found[name] = one
    return found


def expected(names=DIFFERENCES):
    return {DIFFERENCES[name][1] for name in names}


@pytest.fixture(scope="module")
def straight():
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def crooked(tmp_path_factory):
    file = tmp_path_factory.mktemp("crooked") / "crooked.json"
    file.write_text(json.dumps({
        "title": "Ten planted differences.", "extends": ["default"],
        "rules": [rule for rule, _, _ in DIFFERENCES.values()] + HARMLESS}))
    with serving("--scenario", str(file)) as server:
        yield server


def test_ten_planted_differences_are_found_and_no_others(straight, crooked):
    ran = contract("--target", "both", straight.url, crooked.url, "--report", "json")
    assert ran.returncode == DIFFERS, ran.stderr
    found = told(ran)
    assert len(expected()) == len(DIFFERENCES) == 10
    assert set(found) == expected()
    for _, name, words in DIFFERENCES.values():
        assert found[name]["found"].startswith(words), found[name]
    report = json.loads(ran.stdout)
    assert report["compared"] > 300 and report["accepted"] == [] and report["parity"] is False
    assert (report["reference"]["target"], report["found"]["target"]) == (straight.url, crooked.url)


def test_the_other_way_round_missing_is_extra(straight, crooked):
    ran = contract("--target", "both", crooked.url, straight.url, "--report", "json", "--operation", "get_voice_by_id",
                   "--operation", "get_user_subscription_info")
    kinds = {(operation, place): kind for operation, place, kind in told(ran)}
    assert kinds["get_voice_by_id", "/body/rank"] == "missing"
    assert kinds["get_user_subscription_info", "/body/currency"] == "extra"


def test_two_of_a_kind_do_not_differ(straight):
    with serving() as other:
        ran = contract("--target", "both", straight.url, other.url)
    assert ran.returncode == MET, ran.stdout[-4000:]
    assert " 0 differences, 0 accepted" in ran.stdout


def test_a_person_reads_what_differs_and_where(straight, crooked):
    ran = contract("--target", "both", straight.url, crooked.url, "--id", "models.list")
    assert ran.returncode == DIFFERS
    assert "get_models /headers/x-region: missing in %s" % crooked.url in ran.stdout
    assert "seen in models.list" in ran.stdout
    assert "Neither of the two is the real service: this shows no parity." in ran.stdout


@pytest.fixture(scope="module")
def recorded(straight, tmp_path_factory):
    """What the straight one answered, in a folder."""
    folder = tmp_path_factory.mktemp("recorded") / "snapshot"
    ran = contract("--target", straight.url, "--record", folder, "--report", "json")
    assert ran.returncode == MET, ran.stdout[-4000:] + ran.stderr
    return folder


def test_a_recording_says_where_it_comes_from(straight, recorded):
    head = json.loads((recorded / "snapshot.json").read_text())
    assert head["target"] == straight.url and head["kind"] == "fake" and head["parity"] is False
    assert head["version"] and head["date"].startswith(str(date.today().year))
    assert len(list(recorded.iterdir())) > 300


def test_a_recording_is_compared_with(recorded, straight, crooked):
    same = contract("--target", straight.url, "--compare", recorded)
    assert same.returncode == MET, same.stdout[-4000:]
    ran = contract("--target", crooked.url, "--compare", recorded, "--report", "json")
    assert ran.returncode == DIFFERS and set(told(ran)) == expected()


def accepted(folder, day, *places):
    file = folder / "accepted.json"
    file.write_text(json.dumps([
        {"case": "*", "path": "/*" + place, "reason": "known for years", "expires": str(day)} for place in places]))
    return file


def test_what_is_accepted_is_no_difference_until_it_expires(recorded, crooked, tmp_path):
    options = ("--target", crooked.url, "--compare", recorded, "--report", "json", "--accepted")
    today, places = date.today(), [name[1] for _, name, _ in DIFFERENCES.values()]
    # A day ahead: the other's midnight may have come.
    ran = contract(*options, accepted(tmp_path, today + timedelta(days=1), *places))
    assert ran.returncode == MET, ran.stdout[-4000:]
    report = json.loads(ran.stdout)
    assert report["differences"] == [] and {one["place"] for one in report["accepted"]} == set(places)
    assert {one["reason"] for one in report["accepted"]} == {"known for years"}
    some = contract(*options, accepted(tmp_path, today + timedelta(days=1), "/headers/x-region", "/body/rank"))
    assert some.returncode == DIFFERS
    assert set(told(some)) == expected(set(DIFFERENCES) - {"a header that is missing", "a member too much"})
    late = contract(*options, accepted(tmp_path, today - timedelta(days=2), *places))
    assert late.returncode == DIFFERS and set(told(late)) == expected()
    words = contract("--target", crooked.url, "--compare", recorded, "--accepted", tmp_path / "accepted.json").stdout
    assert words.count("was accepted until %s" % (today - timedelta(days=2))) == len(DIFFERENCES)


@pytest.mark.parametrize("entry, words", [
    ({"case": "*", "path": "/*", "reason": "", "expires": "2099-01-01"}, "has case, path, reason and expires"),
    ({"case": "*", "path": "/*", "reason": "known"}, "has case, path, reason and expires"),
    ({"case": "*", "path": "/*", "reason": "known", "expires": "next year"}, "expected YYYY-MM-DD"),
])
def test_nothing_is_accepted_without_reason_and_end(recorded, crooked, tmp_path, entry, words):
    file = tmp_path / "accepted.json"
    file.write_text(json.dumps([entry]))
    ran = contract("--target", crooked.url, "--id", "models.list", "--compare", recorded, "--accepted", file)
    assert ran.returncode == NOT_RUN and words in ran.stderr


@pytest.fixture
def offline(tmp_path):
    """Flags with which nothing can be reached, wherever it is: no host is where it was, and nobody is trusted."""
    authorities = tmp_path / "nobody.pem"
    authorities.write_text("")
    return [flag for host in ("api.elevenlabs.io", "127.0.0.1", "localhost")
            for flag in ("--map-host", host + "=127.0.0.1:9")] + ["--ca", str(authorities)]


def test_a_recording_replays_without_network(straight, recorded, offline):
    """All cases are met by their answers; a server is not asked, even where one is there."""
    straight.admin("DELETE", "/journal", status=204)
    ran = contract("--target", "recording", recorded, "--report", "json", *offline)
    report = json.loads(ran.stdout)
    assert ran.returncode == MET, {case["id"]: case["failures"] for case in report["cases"] if "failures" in case}
    assert report["passed"] > 300 and report["failed"] == report["skipped"] == 0
    assert straight.admin("GET", "/journal")["entries"] == []
    there = contract("--target", straight.url, "--id", "models.list", *offline)
    assert there.returncode == NOT_RUN, "the flags take the network away"


def test_a_recording_is_one_of_two(recorded, crooked):
    ran = contract("--target", "both", recorded, crooked.url, "--report", "json")
    assert ran.returncode == DIFFERS and set(told(ran)) == expected()


def test_a_folder_keeps_one_target_only(recorded, crooked):
    ran = contract("--target", crooked.url, "--record", recorded, "--id", "models.list")
    assert ran.returncode == NOT_RUN and "record into another folder" in ran.stderr
