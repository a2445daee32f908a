"""Two hundred calls to people of every kind, by the real SDK, in no time: everything as scripted, twice the same."""

from collections import Counter

import pytest
from elevenlabs import ElevenLabs

from conftest import connect
from test_webhooks import NOON, receiver  # noqa: F401  a fixture

CALLS = 200
CRITERIA = "polite"
QUESTIONS = ["When were you born?", "Which medicine do you take?"]
# By the last digit of the number: what the scenario says, and what has to come of it.
KINDS = {
    0: ("answers", {"says": ["Yes, this is me.", "In 1980.", "Goodbye."]}),
    1: ("busy", {"reaction": "busy"}),
    2: ("no answer", {"reaction": "no_answer"}),
    3: ("voicemail", {"reaction": "voicemail"}),
    4: ("rejects", {"reaction": "rejects"}),
    5: ("unreachable", {"reaction": "unreachable", "sip_status": 404}),
    6: ("hangs up", {"hangs_up": {"mid_sentence": 1}}),
    7: ("refused", {"refused": {"code": 21211, "message": "The phone number you are attempting to call is not valid."}}),
    8: ("late", {"answers_after": 40, "says": ["Sorry, I had to run.", "That is all."]}),
    9: ("polite", None),
}
STATUS = {"answers": "done", "busy": "failed", "no answer": "failed", "voicemail": "done", "rejects": "failed",
          "unreachable": "failed", "hangs up": "done", "late": "done", "polite": "done"}
RESULT = {"answers": "answered", "busy": "busy", "no answer": "no_answer", "voicemail": "voicemail", "hangs up": "answered",
          "late": "answered", "polite": "answered", "unreachable": "failed"}
REASON = {"busy": "busy", "no answer": "no-answer", "rejects": "busy", "unreachable": "unknown"}


def number(place):
    return "+1555012%03d%d" % (place // 10, place % 10)


def scenario(url):
    people = {"+1555*%d" % digit: person for digit, (_, person) in KINDS.items() if person}
    return {
        "title": "people of every kind", "extends": ["default"],
        "people": people,
        "world": {"elevenlabs": {
            "webhooks": {"calls": {"webhook_id": "calls", "webhook_url": url}},
            "workspace_settings": {"webhooks": {
                "post_call_webhook_id": "calls", "events": ["transcript", "call_initiation_failure"]}}}}}


def story(make_sandbox, recorder, receiver, url):  # noqa: F811
    """Places all calls, lets time pass to the end; answers the sandbox, what was placed, and what the app heard."""
    sandbox = make_sandbox(scenario=scenario(url), time=NOON, seed=7)
    sdk = connect(sandbox, recorder)
    placed = []
    for place in range(CALLS):
        placed.append(sdk.conversational_ai.twilio.outbound_call(
            agent_id=sandbox.agent, agent_phone_number_id=sandbox.number, to_number=number(place),
            conversation_initiation_client_data={"dynamic_variables": {"customer_name": "Guest %d" % place}}))
        if place == CALLS // 2:
            sandbox.http.post("/_ringback/clock/advance", json={"seconds": 15}).raise_for_status()
    moved = sandbox.http.post("/_ringback/clock/advance", json={"until": "idle"}, timeout=60).json()
    assert moved["scheduled_count"] == 0
    return sandbox, sdk, placed, receiver.came(url)


@pytest.fixture
def stories(make_sandbox, recorder, receiver):  # noqa: F811
    return lambda url: story(make_sandbox, recorder, receiver, url)


def heard(came, secret):
    """What the SDK accepts of what came: its payloads by conversation."""
    events = {}
    for one in came:
        headers = {name.lower(): value for name, value in one["headers"]}
        event = ElevenLabs(api_key="x").webhooks.construct_event(one["body"], headers["elevenlabs-signature"], secret)
        assert event["data"]["conversation_id"] not in events, "a webhook came twice"
        events[event["data"]["conversation_id"]] = event
    return events


def test_two_hundred_calls(stories, receiver):  # noqa: F811
    sandbox, sdk, placed, came = stories(receiver.hook("200"))
    secret = sandbox.webhooks["calls"]["secret"]
    events = heard(came, secret)
    kinds = Counter()
    for place, answer in enumerate(placed):
        kind = KINDS[place % 10][0]
        kinds[kind] += 1
        assert answer.success is (kind != "refused")
        if kind == "refused":
            assert answer.conversation_id is None and answer.call_sid is None
            continue
        record = sdk.conversational_ai.conversations.get(answer.conversation_id)
        call = record.metadata.phone_call
        assert record.status == STATUS[kind], (kind, record.status)
        assert call.external_number == number(place) and call.call_sid == answer.call_sid
        if kind in RESULT:
            assert call.call_result == RESULT[kind], (kind, call.call_result)
        event = events.pop(answer.conversation_id)
        if record.status == "failed":
            assert event["type"] == "call_initiation_failure"
            assert event["data"]["failure_reason"] == REASON[kind], (kind, event["data"])
            assert event["data"]["metadata"]["body"]["CallSid"] == answer.call_sid
            assert record.transcript == [] and record.analysis is None and record.metadata.call_duration_secs == 0
            continue
        assert event["type"] == "post_call_transcription"
        assert event["data"]["transcript"] == sandbox.http.get("/v1/convai/conversations/" + answer.conversation_id).json()["transcript"]
        assert record.analysis.transcript_summary and record.metadata.call_duration_secs > 0
        said = [turn.message for turn in record.transcript if turn.role == "user"]
        if kind in ("answers", "late"):
            assert said == KINDS[place % 10][1]["says"], said
        if kind == "hangs up":
            assert record.transcript[-1].interrupted and said == []
        if kind != "voicemail":
            assert "Guest %d" % place in record.transcript[0].message or kind == "hangs up"
        times = [turn.time_in_call_secs for turn in record.transcript]
        assert times == sorted(times) and times[-1] <= record.metadata.call_duration_secs
    assert events == {} and set(kinds.values()) == {CALLS // 10}


def test_two_runs_have_one_hash(stories, receiver):  # noqa: F811
    hashes = set()
    url = receiver.hook("200")
    for _ in range(2):
        sandbox, *_ = stories(url)
        hashes.add(sandbox.http.get("/_ringback/journal/hash").json()["hash"])
    assert len(hashes) == 1
