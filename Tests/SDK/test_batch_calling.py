"""Batches and SIP-trunk calls by the real SDK, on a clock that the test moves."""

import csv
import io
import threading
import time

import pytest
from elevenlabs.core.api_error import ApiError
from elevenlabs.types import ConversationInitiationClientDataRequestInput as ClientData
from elevenlabs.types import OutboundCallRecipient, TelephonyCallConfigInput

from conftest import connect

NOON = "2026-11-21T10:00:00Z"
NOON_UNIX = 1795255200


@pytest.fixture
def still(make_sandbox):
    """A sandbox whose clock stands."""
    return make_sandbox(time=NOON, clock={"mode": "manual"})


def advance(sandbox, **how):
    answer = sandbox.http.post("/_ringback/clock/advance", json=how or {"until": "idle"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def number(index):
    return "+1555556%04d" % index


def submit(calls, sandbox, count, **wishes):
    recipients = wishes.pop("recipients", None) or [OutboundCallRecipient(phone_number=number(i)) for i in range(count)]
    return calls.create(call_name="Reminders", agent_id=sandbox.agent, recipients=recipients, **{
        "agent_phone_number_id": sandbox.number, **wishes})


def test_a_batch_from_its_plan_to_its_export(still, recorder):
    sdk = connect(still, recorder)
    calls = sdk.conversational_ai.batch_calls
    batch = submit(calls, still, 0, scheduled_time_unix=NOON_UNIX + 3600, recipients=[
        OutboundCallRecipient(id="ada", phone_number=number(0), conversation_initiation_client_data=ClientData(
            dynamic_variables={"customer_name": "Ada"})),
        OutboundCallRecipient(phone_number="nobody")])
    assert (batch.status, batch.total_calls_scheduled, batch.phone_provider) == ("pending", 2, "twilio")
    advance(still, seconds=3599)
    assert [one.status for one in calls.get(batch.id).recipients] == ["pending", "pending"]
    advance(still, seconds=1)
    running = calls.get(batch.id)
    assert running.status == "in_progress" and running.total_calls_dispatched == 2
    assert [one.status for one in running.recipients] == ["dispatched", "failed"]
    advance(still, seconds=5)
    assert calls.get(batch.id).recipients[0].status == "in_progress"
    advance(still)
    done = calls.get(batch.id)
    assert (done.status, done.total_calls_finished) == ("completed", 2)
    assert [one.status for one in done.recipients] == ["completed", "failed"]

    conversation = sdk.conversational_ai.conversations.get(done.recipients[0].conversation_id)
    assert conversation.status == "done"
    assert conversation.transcript[0].message == "Hello Ada, how can I help you?"
    assert conversation.metadata.batch_call.batch_call_id == batch.id
    assert conversation.metadata.batch_call.batch_call_recipient_id == "ada"

    lines = list(csv.DictReader(io.StringIO(b"".join(calls.export(batch.id)).decode())))
    assert [line["recipient_id"] for line in lines] == ["ada", done.recipients[1].id]
    assert [line["status"] for line in lines] == ["completed", "failed"]
    assert lines[0]["conversation_id"] == conversation.conversation_id
    assert lines[1]["error"].startswith("HTTP 400 error")
    assert len(b"".join(calls.export(batch.id, limit=1)).splitlines()) == 2

    calls.delete(batch.id)
    with pytest.raises(ApiError) as raised:
        calls.get(batch.id)
    assert raised.value.status_code == 404
    assert sdk.conversational_ai.conversations.get(conversation.conversation_id).status == "done"


def test_cancel_and_retry(still, recorder):
    calls = connect(still, recorder).conversational_ai.batch_calls
    batch = submit(calls, still, 5, target_concurrency_limit=2)
    advance(still, seconds=6)
    assert calls.cancel(batch.id).status == "cancelled"
    advance(still)
    cancelled = calls.get(batch.id)
    assert cancelled.status == "cancelled"
    assert [one.status for one in cancelled.recipients] == ["completed"] * 2 + ["cancelled"] * 3

    unanswered = submit(calls, still, 2, telephony_call_config=TelephonyCallConfigInput(ringing_timeout_secs=1))
    advance(still)
    before = calls.get(unanswered.id).recipients
    assert [one.status for one in before] == ["failed", "failed"]
    retried = calls.retry(unanswered.id)
    assert (retried.status, retried.retry_count, retried.total_calls_finished) == ("in_progress", 1, 0)
    advance(still)
    again = calls.get(unanswered.id)
    assert (again.status, again.total_calls_finished) == ("completed", 2)
    assert {one.conversation_id for one in before}.isdisjoint(one.conversation_id for one in again.recipients)


def test_batches_are_paged(still, recorder):
    calls = connect(still, recorder).conversational_ai.batch_calls
    made = [submit(calls, still, 1).id for _ in range(5)]
    found, last = [], None
    while True:
        page = calls.list(limit=2, last_doc=last, agent_id=still.agent)
        found += [batch.id for batch in page.batch_calls]
        if not page.has_more:
            break
        last = page.next_doc
    assert found == made[::-1] and page.next_doc is None
    assert calls.list(agent_id="agent_x").batch_calls == []


def test_ten_thousand_recipients(make_sandbox, recorder):
    box = make_sandbox(time=NOON, clock={"mode": "manual"})
    calls = connect(box, recorder).conversational_ai.batch_calls
    batch = submit(calls, box, 10_000, target_concurrency_limit=300)
    advance(box)
    done = calls.get(batch.id)
    assert (done.status, done.total_calls_finished) == ("completed", 10_000)
    assert {one.status for one in done.recipients} == {"completed"}
    assert len({one.conversation_id for one in done.recipients}) == 10_000


def test_a_trunk_call_is_answered_when_the_invite_is_resolved(still, recorder):
    sdk = connect(still, recorder)
    told = []
    call = threading.Thread(target=lambda: told.append(sdk.conversational_ai.sip_trunk.outbound_call(
        **still.call_body(agent_phone_number_id=still.phone_numbers["trunk"]))))
    call.start()
    while still.http.get("/_ringback/clock").json()["scheduled_count"] == 0:
        time.sleep(0.01)
    assert told == []
    advance(still, seconds=5)
    call.join(15)
    assert (told[0].success, told[0].message) == (True, "Outbound call initiated")
    conversation = sdk.conversational_ai.conversations.get(told[0].conversation_id)
    assert conversation.metadata.phone_call.call_sid == told[0].sip_call_id
    assert conversation.metadata.phone_call.call_id.startswith("otb_")


def test_a_client_that_goes_away_leaves_the_call_alone(still, recorder):
    with pytest.raises(Exception):
        still.http.post("/v1/convai/sip-trunk/outbound-call", timeout=0.3, json=still.call_body(
            agent_phone_number_id=still.phone_numbers["trunk"]))
    advance(still)
    conversations = connect(still, recorder).conversational_ai.conversations
    assert [one.status for one in conversations.list().conversations] == ["done"]


def test_a_reset_answers_who_waits(still):
    told = []
    call = threading.Thread(target=lambda: told.append(still.http.post(
        "/v1/convai/sip-trunk/outbound-call", json=still.call_body(agent_phone_number_id=still.phone_numbers["trunk"]))))
    call.start()
    while still.http.get("/_ringback/clock").json()["scheduled_count"] == 0:
        time.sleep(0.01)
    still.server.admin("POST", "/sandboxes/%s/reset" % still.name)
    call.join(15)
    assert told[0].status_code == 200 and told[0].json()["success"] is False
    assert still.http.get("/v1/convai/conversations").json()["conversations"] == []
