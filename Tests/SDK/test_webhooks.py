"""Webhooks to an app in another process: what comes, how often and when, whatever the app does with it."""

import base64
import itertools
import json
import re
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from elevenlabs.core.api_error import ApiError
from elevenlabs.types import ConvAiWebhooks, WebhookHmacSettings

import mp3
from conftest import connect
from server import PATIENCE, client

NOON = "2026-11-21T10:00:00Z"
NUMBERS = itertools.count(1)
# From each attempt to the next: the documented pause, and up to a tenth of it more.
PAUSES = [(30, 33), (120, 132), (480, 528), (1800, 1980)]


class Receiver:
    """The app."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("receiver.py"))], stdout=subprocess.PIPE, text=True)
        self.url = "http://127.0.0.1:%d" % int(self.process.stdout.readline())
        self.http = client()

    def hook(self, way):
        """A URL of its own that is answered in this way."""
        return "%s/%d/%s" % (self.url, next(NUMBERS), way)

    def came(self, url):
        path = url[len(self.url):]
        return [one for one in self.http.get(self.url).json() if one["path"] == path]

    def close(self):
        self.http.close()
        self.process.kill()
        self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def receiver():
    running = Receiver()
    yield running
    running.close()


def nobody():
    """A URL at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return "http://127.0.0.1:%d/hook" % taken.getsockname()[1]


@pytest.fixture
def hear(make_sandbox):
    """`hear(url)`: a sandbox whose clock stands, with a webhook called "calls" that hears of its calls."""

    def make(url, events=("transcript", "call_initiation_failure"), settings=None, people=None, seed=None, **webhook):
        scenario = {
            "title": "webhooks", "extends": ["default"],
            "settings": {"elevenlabs": {"webhook_timeout_seconds": 0.3, **(settings or {})}},
            "world": {"elevenlabs": {
                "webhooks": {"calls": {"webhook_id": "hook", "webhook_url": url, **webhook}},
                "workspace_settings": {"webhooks": {"post_call_webhook_id": "calls", "events": list(events)}}}},
            "people": people or {}}
        sandbox = make_sandbox(scenario=scenario, time=NOON, **({"seed": seed} if seed is not None else {}))
        sandbox.http.put("/_ringback/clock", json={"mode": "manual"}).raise_for_status()
        return sandbox

    return make


def idle(sandbox):
    return sandbox.http.post("/_ringback/clock/advance", json={"until": "idle"}).raise_for_status().json()


def live(sandbox, **changes):
    """Places a call and lets everything happen that follows from it; answers its conversation."""
    placed = sandbox.call(**changes).json()
    idle(sandbox)
    return sandbox.http.get("/v1/convai/conversations/%s" % placed["conversation_id"]).json()


def deliveries(sandbox):
    entries = sandbox.http.get("/_ringback/journal?limit=1000").json()["entries"]
    return [entry for entry in entries if entry["kind"] == "outgoing"]


def arrived(sandbox, count):
    """The deliveries, as soon as there are so many."""
    entries, cursor = [], 0
    while len(entries) < count:
        page = sandbox.http.get("/_ringback/journal?after=%d&wait=%d" % (cursor, PATIENCE - 5)).json()["entries"]
        assert page, "nothing more happened; came: %r" % entries
        cursor = page[-1]["sequence"]
        entries += [entry for entry in page if entry["kind"] == "outgoing"]
    return entries


def webhook(sandbox):
    return sandbox.http.get("/v1/workspace/webhooks").json()["webhooks"][0]


def moments(entries):
    """When each happened on the sandbox's clock, from the first on; beyond microseconds nothing counts."""
    times = [datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", entry["time"])) for entry in entries]
    return [(time - times[0]).total_seconds() for time in times]


def assert_documented(times):
    assert len(times) == 5
    for (least, most), before, after in zip(PAUSES, times, times[1:]):
        assert least <= after - before <= most, times


# ---- What goes wrong ----

TROUBLE = {
    "slow": ("timed_out", 0, "webhook_timeout_seconds"),
    "reset": ("broken_off", 0, "did the app crash"),
    "204": (None, 204, "counts 200 only"),
    "404": (None, 404, "does the path match"),
    "thrice": (None, 500, "its own log"),
}


@pytest.mark.parametrize("way", [*TROUBLE, "refused"])
def test_by_default_there_is_one_delivery_and_one_recorded_failure(hear, receiver, way):
    error, status, hint = TROUBLE.get(way, ("unreachable", 0, "is the app running"))
    url = nobody() if way == "refused" else receiver.hook(way)
    sandbox = hear(url)
    conversation = live(sandbox)
    assert conversation["status"] == "done" and conversation["metadata"]["termination_reason"]
    if way != "refused":
        assert len(receiver.came(url)) == 1
    (entry,) = deliveries(sandbox)
    assert (entry["operation"], entry["error"], entry["response"]["status"]) == ("post_call_transcription", error, status)
    assert hint in entry["hint"] and "retry_enabled of the webhook is off" in entry["hint"]
    shown = webhook(sandbox)
    assert shown["most_recent_failure_timestamp"] is not None and shown["is_auto_disabled"] is False
    assert shown["most_recent_failure_error_code"] == (status or None)
    assert idle(sandbox)["happened"] == []


@pytest.mark.parametrize("way, attempts", [("slow", 5), ("reset", 5), ("204", 1), ("404", 1), ("503", 5), ("refused", 5)])
def test_retries_come_at_the_documented_times(hear, receiver, way, attempts):
    url = nobody() if way == "refused" else receiver.hook(way)
    sandbox = hear(url, retry_enabled=True)
    assert live(sandbox)["status"] == "done"
    entries = deliveries(sandbox)
    assert len(entries) == attempts
    if way != "refused":
        came = receiver.came(url)
        assert len(came) == attempts and len({one["body"] for one in came}) == 1
    if attempts == 5:
        assert_documented(moments(entries))


def test_the_fourth_attempt_arrives(hear, receiver):
    url = receiver.hook("thrice")
    sandbox = hear(url, retry_enabled=True)
    conversation = live(sandbox)
    entries = deliveries(sandbox)
    assert [entry["response"]["status"] for entry in entries] == [500, 500, 500, 200]
    for (least, most), before, after in zip(PAUSES, moments(entries), moments(entries)[1:]):
        assert least <= after - before <= most
    assert entries[-1]["hint"] is None
    assert json.loads(receiver.came(url)[-1]["body"])["data"]["conversation_id"] == conversation["conversation_id"]


def test_retries_are_switched_on_by_a_patch(hear, receiver):
    url = receiver.hook("500")
    sandbox = hear(url)
    live(sandbox)
    with_retries = {"name": "calls", "is_disabled": False, "retry_enabled": True}
    sandbox.http.patch("/v1/workspace/webhooks/hook", json=with_retries).raise_for_status()
    live(sandbox)
    assert len(receiver.came(url)) == 1 + 5


def test_a_slow_app_delays_neither_its_own_call_nor_another_webhook(hear, receiver):
    """In real time: the other call ends while the app of the first still thinks."""
    slow, quick = receiver.hook("slow"), receiver.hook("200")
    sandbox = hear(slow, settings={"webhook_timeout_seconds": 10})
    sandbox.patch(webhooks={"quick": {"webhook_id": "quick", "webhook_url": quick}})
    other = sandbox.http.post("/v1/convai/agents/create", json={
        "name": "Other", "conversation_config": {}, "platform_settings": {"workspace_overrides": {"webhooks": {
            "post_call_webhook_id": "quick", "events": ["transcript"]}}}}).json()["agent_id"]
    sandbox.http.put("/_ringback/clock", json={"mode": "real", "speed": 10_000}).raise_for_status()
    first = sandbox.call().json()
    second = sandbox.call(agent_id=other).json()
    entries = arrived(sandbox, 2)
    assert [entry["request"]["url"] for entry in entries] == [quick, slow]
    for placed in (first, second):
        conversation = sandbox.http.get("/v1/convai/conversations/%s" % placed["conversation_id"]).json()
        assert conversation["status"] == "done"


# ---- What comes ----


@pytest.fixture
def sdk_of(recorder):
    return lambda sandbox: connect(sandbox, recorder)


def test_the_sdk_takes_the_signatures(hear, receiver, sdk_of):
    url = receiver.hook("200")
    sandbox = hear(url, events=["transcript", "audio"])
    sdk = sdk_of(sandbox)
    made = sdk.webhooks.create(settings=WebhookHmacSettings(name="own", webhook_url=url))
    sdk.conversational_ai.settings.update(webhooks=ConvAiWebhooks(
        post_call_webhook_id=made.webhook_id, events=["transcript", "audio"]))
    conversation = live(sandbox)
    came = receiver.came(url)
    events = []
    for one in came:
        headers = dict(one["headers"])
        assert "elevenlabs-signature" in headers and headers["content-type"] == "application/json"
        assert re.fullmatch("t=[0-9]{10},v0=[0-9a-f]{64}", headers["elevenlabs-signature"])
        event = sdk.webhooks.construct_event(one["body"], headers["elevenlabs-signature"], made.webhook_secret)
        events.append(event)
        with pytest.raises(ApiError):
            sdk.webhooks.construct_event(one["body"] + " ", headers["elevenlabs-signature"], made.webhook_secret)
    assert [event["type"] for event in events] == ["post_call_transcription", "post_call_audio"]
    assert events[0]["data"] == conversation
    assert [dict(one["headers"]).get("transfer-encoding") for one in came] == [None, "chunked"]
    recording = base64.b64decode(events[1]["data"]["full_audio"])
    assert abs(mp3.seconds(recording) - conversation["metadata"]["call_duration_secs"]) < 0.1


def test_a_call_that_never_was_is_told_where_a_setting_says_so(hear, receiver, sdk_of):
    url = receiver.hook("200")
    sandbox = hear(url, settings={"webhook_of_refused_dial": "call_initiation_failure"}, secret="wsec_own")
    assert sandbox.call(to_number="+15005550001").json()["success"] is False
    idle(sandbox)
    (one,) = receiver.came(url)
    event = sdk_of(sandbox).webhooks.construct_event(
        one["body"], dict(one["headers"])["elevenlabs-signature"], "wsec_own")
    assert event["type"] == "call_initiation_failure" and event["data"]["failure_reason"] == "unknown"
    assert event["data"]["metadata"]["body"]["CallStatus"] == "failed"


def test_headers_of_the_webhook_come_along(hear, receiver):
    url = receiver.hook("200")
    sandbox = hear(url, request_headers={"X-Tenant": "t1"})
    live(sandbox)
    (one,) = receiver.came(url)
    assert [name for name, _ in one["headers"] if name != "Host" and name != "host"][:3] == [
        "content-type", "elevenlabs-signature", "x-tenant"]


def test_ten_failures_switch_the_webhook_off_and_that_is_told(hear, receiver):
    url = receiver.hook("500")
    sandbox = hear(url)
    for _ in range(11):
        assert live(sandbox)["status"] == "done"
    assert len(receiver.came(url)) == 10 and webhook(sandbox)["is_auto_disabled"] is True
    told = [entry["event"] for entry in sandbox.http.get("/_ringback/journal?limit=1000").json()["entries"]
            if entry["kind"] == "call" and entry["operation"].startswith("webhook_")]
    assert [event["event"] for event in told] == ["webhook_auto_disabled", "webhook_not_sent"]
    assert "is_disabled false" in told[1]["hint"]


def test_fifty_calls_that_end_at_one_instant(hear, receiver):
    """Two runs with one seed, scenario and time: the same order, the same bytes, one hash."""
    url = receiver.hook("200")
    runs = []
    for _ in range(2):
        sandbox = hear(url, seed=7)
        # Whoever is told first is called first.
        placed = [sandbox.call(to_number="+155555502%02d" % number).json()["conversation_id"] for number in range(50)]
        before = len(receiver.came(url))
        idle(sandbox)
        came = receiver.came(url)[before:]
        assert [json.loads(one["body"])["data"]["conversation_id"] for one in came] == placed
        assert len({json.loads(one["body"])["event_timestamp"] for one in came}) == 1
        entries = deliveries(sandbox)
        assert len(entries) == 50 and len({entry["time"] for entry in entries}) == 1
        runs.append(([one["body"] for one in came], sandbox.http.get("/_ringback/journal/hash").json()["hash"]))
    assert runs[0] == runs[1]


# ---- The scenarios ----


def test_a_webhook_that_is_down(make_sandbox):
    sandbox = make_sandbox(scenario="webhook-down")
    sandbox.http.put("/_ringback/clock", json={"mode": "manual"}).raise_for_status()
    assert live(sandbox)["status"] == "done"
    (entry,) = deliveries(sandbox)
    assert entry["error"] == "unreachable" and "is the app running" in entry["hint"]
    assert webhook(sandbox)["most_recent_failure_timestamp"] is not None


def test_a_webhook_with_the_wrong_secret(make_sandbox, receiver, sdk_of):
    secret = "wsec_the_secret_that_the_app_has"
    url = receiver.hook("signed/" + secret)
    sandbox = make_sandbox(scenario="webhook-wrong-secret")
    sandbox.http.put("/_ringback/clock", json={"mode": "manual"}).raise_for_status()
    signs_with = "wsec_the_secret_that_the_webhook_has"
    sandbox.patch(webhooks={"calls": {"webhook_url": url, "secret": secret, "signs_with": signs_with}})
    assert live(sandbox)["status"] == "done"
    (one,) = receiver.came(url)
    header = dict(one["headers"])["elevenlabs-signature"]
    sdk = sdk_of(sandbox)
    with pytest.raises(ApiError) as refused:
        sdk.webhooks.construct_event(one["body"], header, secret)
    assert "Signature hash does not match" in str(refused.value.body)
    assert sdk.webhooks.construct_event(one["body"], header, signs_with)["type"] == "post_call_transcription"
    (entry,) = deliveries(sandbox)
    assert entry["response"]["status"] == 400 and "ringback signature" in entry["hint"]
    assert "wsec_the_secret_that_the_webhook_has" not in json.dumps(entry)
