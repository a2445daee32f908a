"""The scenarios of troubled times, met by the real SDK: what an app sees, and what it may conclude."""

import json
import re

import httpx
import pytest
from elevenlabs import ElevenLabs
from elevenlabs.core.api_error import ApiError

from server import ROOT, client

ONCE = {"max_retries": 0}


@pytest.fixture
def app(make_sandbox):
    """`app("system-busy")`: the SDK on a sandbox of that scenario, and the sandbox."""
    opened = []

    def start(scenario, **options):
        sandbox = make_sandbox(scenario=scenario)
        opened.append(client(follow_redirects=True))
        return ElevenLabs(
            base_url=sandbox.base_url, api_key=sandbox.key, httpx_client=opened[-1], **options), sandbox

    yield start
    for each in opened:
        each.close()


def call(sdk, sandbox, **options):
    return sdk.conversational_ai.twilio.outbound_call(
        agent_id=sandbox.agent, agent_phone_number_id=sandbox.number, to_number="+15555550123",
        request_options=options or None)


def journal(sandbox):
    entries = sandbox.http.get("/_ringback/journal").json()["entries"]
    return [entry for entry in entries if entry["kind"] == "request"]


def conversations(sandbox):
    # A look from outside must not count as a request of the app.
    return [entry for entry in journal(sandbox) if entry["operation"] == "handle_twilio_outbound_call"
            and (entry["response"]["body"] or {}).get("success")]


@pytest.mark.parametrize("scenario, status", [("rate-limited-then-ok", 429), ("server-error-then-ok", 500)])
def test_the_sdk_survives_two_refusals(app, scenario, status):
    sdk, sandbox = app(scenario)
    assert call(sdk, sandbox).conversation_id.startswith("conv_")
    assert [entry["response"]["status"] for entry in journal(sandbox)] == [status, status, 200]


def test_a_busy_platform_is_told_from_a_rate_limit(app):
    sdk, sandbox = app("system-busy")
    with pytest.raises(ApiError) as refused:
        call(sdk, sandbox, **ONCE)
    assert refused.value.status_code == 429
    assert refused.value.body["detail"]["status"] == "system_busy"
    assert sdk.user.get().user_id


def test_a_call_that_timed_out_was_placed(app):
    sdk, sandbox = app("slow-api", timeout=0.05)
    with pytest.raises(httpx.ReadTimeout):
        call(sdk, sandbox, **ONCE)
    assert len(conversations(sandbox)) == 1
    patient, other = app("slow-api")
    assert call(patient, other).call_sid.startswith("CA")


def test_a_call_whose_answer_broke_was_placed(app):
    sdk, sandbox = app("flaky-network")
    for _ in range(3):
        assert call(sdk, sandbox, **ONCE).success
    with pytest.raises(httpx.TransportError):
        call(sdk, sandbox, **ONCE)
    assert len(conversations(sandbox)) == 4
    assert sdk.user.get().user_id
    with pytest.raises(httpx.RemoteProtocolError):
        sdk.user.get()


def test_older_error_bodies_have_status_and_message_alone(app):
    sdk, _ = app("legacy-error-bodies")
    with pytest.raises(ApiError) as refused:
        sdk.conversational_ai.agents.get("agent_none")
    assert refused.value.body == {
        "detail": {"status": "document_not_found", "message": "Document with id agent_none not found."}}


def test_a_key_of_another_address(app):
    sdk, sandbox = app("ip-not-allowed")
    with pytest.raises(ApiError) as refused:
        sdk.user.get()
    assert refused.value.status_code == 403 and "x-ringback-hint" in refused.value.headers
    elsewhere = ElevenLabs(
        base_url=sandbox.base_url, api_key=sandbox.keys["elsewhere"], httpx_client=client(follow_redirects=True))
    assert elsewhere.user.get().user_id


def test_a_key_that_expires_in_the_middle(app):
    sdk, sandbox = app("key-expires-mid-test")
    outcomes = []
    for _ in range(5):
        try:
            call(sdk, sandbox, **ONCE)
            outcomes.append(200)
        except ApiError as error:
            outcomes.append(error.status_code)
    assert outcomes == [200, 200, 200, 401, 401]


CATALOGUE = json.loads((ROOT / "openapi/elevenlabs-errors.json").read_text())["errors"]


@pytest.mark.parametrize("name", CATALOGUE)
def test_no_error_that_a_rule_names_is_left_with_braces(make_sandbox, name):
    sandbox = make_sandbox(scenario={
        "title": "One error.", "extends": ["default"],
        "rules": [{"when": {"path": "/v1/convai/agents/{agent_id}"}, "then": {"error": name}}]})
    answer = sandbox.http.get("/v1/convai/agents/agent_x")
    assert answer.status_code == CATALOGUE[name]["status"]
    told = answer.text + answer.headers.get("location", "") + answer.headers.get("x-ringback-hint", "")
    assert not re.search(r"\{[a-z_]+\}", told), told
