"""The workspace through the SDK: webhooks and their secrets, settings, tags, users, tokens."""

import base64
import json
import re

import pytest
from elevenlabs.core.api_error import ApiError
from elevenlabs.types import ConvAiWebhooks, ConversationInitiationClientDataWebhook, WebhookHmacSettings

from conftest import Recorder, connect

SECRET = re.compile("wsec_[0-9a-f]{64}")


def make(sdk, name="CRM", url="https://example.com/crm", **wishes):
    return sdk.webhooks.create(settings=WebhookHmacSettings(name=name, webhook_url=url, **wishes))


def hears(sdk, webhook_id):
    """Lets a webhook hear of all calls."""
    return sdk.conversational_ai.settings.update(
        webhooks=ConvAiWebhooks(post_call_webhook_id=webhook_id, events=["transcript"]))


# ---- Webhooks ----


def test_a_secret_is_shown_once(sdk, recorder):
    made = make(sdk)
    assert re.fullmatch("[0-9a-f]{32}", made.webhook_id) and SECRET.fullmatch(made.webhook_secret)
    listed = sdk.webhooks.list(include_usages=True).webhooks
    assert [(one.webhook_id, one.name, one.webhook_url, one.auth_type) for one in listed] == [
        (made.webhook_id, "CRM", "https://example.com/crm", "hmac")]
    assert "wsec_" not in recorder.last.text and "secret" not in recorder.last.text


def test_a_changed_webhook_keeps_its_url(sdk):
    made = make(sdk, request_headers={"x-a": "1"})
    assert sdk.webhooks.update(made.webhook_id, is_disabled=True, name="Other", retry_enabled=True).status
    one = sdk.webhooks.list().webhooks[0]
    assert (one.name, one.is_disabled, one.is_auto_disabled, one.webhook_url) == (
        "Other", True, False, "https://example.com/crm")


def test_a_webhook_in_use_stays(sdk, sandbox):
    made = make(sdk)
    hears(sdk, made.webhook_id)
    assert [usage.usage_type for usage in sdk.webhooks.list(include_usages=True).webhooks[0].usage] == ["ConvAI Settings"]
    with pytest.raises(ApiError) as refusal:
        sdk.webhooks.delete(made.webhook_id)
    assert refusal.value.status_code == 409
    assert "settings" in refusal.value.headers["x-ringback-hint"]
    sandbox.http.patch("/v1/convai/settings", json={"webhooks": {"post_call_webhook_id": None}})
    sdk.webhooks.delete(made.webhook_id)
    assert sdk.webhooks.list().webhooks == []


def test_http_is_taken_nearby_with_a_hint(sdk, recorder):
    make(sdk, url="http://localhost:3000/hook")
    assert "https" in recorder.last.headers["x-ringback-hint"]
    with pytest.raises(ApiError) as refusal:
        make(sdk, url="http://example.com/hook")
    assert refusal.value.status_code == 400


# ---- Webhooks of a scenario ----

WORLD = {
    "webhooks": {
        "crm": {"webhook_url": "https://example.com/crm"},
        "old": {"webhook_url": "https://example.com/old", "secret": "wsec_test_secret", "name": "Old", "is_disabled": True},
    },
    "workspace_settings": {"webhooks": {"post_call_webhook_id": "crm", "events": ["transcript"]}},
    "agents": {"receptionist": {"platform_settings": {
        "workspace_overrides": {"webhooks": {"post_call_webhook_id": "old"}}}}},
}


def test_a_sandbox_tells_the_secrets_of_its_webhooks(make_sandbox):
    one, two = (make_sandbox(world={"elevenlabs": WORLD}) for _ in range(2))
    assert one.webhooks["old"]["secret"] == two.webhooks["old"]["secret"] == "wsec_test_secret"
    assert one.webhooks["crm"]["webhook_id"] == two.webhooks["crm"]["webhook_id"]
    assert SECRET.fullmatch(one.webhooks["crm"]["secret"]) and one.webhooks["crm"]["secret"] != two.webhooks["crm"]["secret"]


def test_a_scenario_names_webhooks_where_the_api_wants_ids(make_sandbox):
    sandbox, recorder = make_sandbox(world={"elevenlabs": WORLD}), Recorder()
    sdk = connect(sandbox, recorder)
    assert sdk.conversational_ai.settings.get().webhooks.post_call_webhook_id == sandbox.webhooks["crm"]["webhook_id"]
    agent = sdk.conversational_ai.agents.get(sandbox.agent)
    assert agent.platform_settings.workspace_overrides.webhooks.post_call_webhook_id == sandbox.webhooks["old"]["webhook_id"]
    usages = {one.name: [usage.usage_type for usage in one.usage] for one in sdk.webhooks.list(include_usages=True).webhooks}
    assert usages == {"crm": ["ConvAI Settings"], "Old": ["ConvAI Agent Settings"]}
    recorder.client.close()


@pytest.mark.parametrize("world, pointer", [
    ({"webhooks": {"crm": {"webhook_url": "http://example.com"}}}, "/webhooks/crm/webhook_url"),
    ({"webhooks": {"crm": {}}}, "/webhooks/crm/webhook_url"),
    ({"workspace_settings": {"webhooks": {"post_call_webhook_id": "cmr"}}},
     "/workspace_settings/webhooks/post_call_webhook_id"),
    ({"workspace_settings": {"rag_retention_period_days": 31}}, "/workspace_settings/rag_retention_period_days"),
    ({"agents": {"receptionist": {"platform_settings": {
        "workspace_overrides": {"webhooks": {"post_call_webhook_id": "cmr"}}}}}},
     "/agents/receptionist/platform_settings/workspace_overrides/webhooks/post_call_webhook_id"),
])
def test_a_mistake_in_the_workspace_is_pointed_at(server, sandbox, world, pointer):
    refused = server.admin("PATCH", "/sandboxes/%s/world" % sandbox.name, json={"elevenlabs": world}, status=422)["error"]
    assert (refused["code"], refused["pointer"]) == ("invalid_world", "/elevenlabs" + pointer)


def test_a_webhook_that_a_world_takes_away_is_used_no_more(make_sandbox):
    sandbox = make_sandbox(world={"elevenlabs": WORLD})
    sandbox.patch(webhooks={"crm": None, "old": None})
    settings = sandbox.http.get("/v1/convai/settings").json()
    agent = sandbox.http.get("/v1/convai/agents/" + sandbox.agent).json()
    assert settings["webhooks"]["post_call_webhook_id"] is None
    assert agent["platform_settings"]["workspace_overrides"]["webhooks"]["post_call_webhook_id"] is None
    assert sandbox.http.get("/v1/workspace/webhooks").json() == {"webhooks": []}


# ---- Secrets that must not be told ----


def test_no_secret_stands_in_journal_snapshot_or_capsule(make_sandbox, server):
    sandbox, recorder = make_sandbox(world={"elevenlabs": WORLD}, time="2026-11-21T10:00:00Z"), Recorder()
    own = make(connect(sandbox, recorder)).webhook_secret
    recorder.client.close()
    secrets = [own, "wsec_test_secret", sandbox.webhooks["crm"]["secret"]]
    for path in ("/journal", "/capsule"):
        text = sandbox.http.get("/_ringback" + path).text
        assert not [secret for secret in secrets if secret in text], path
    assert "<webhook:" in sandbox.http.get("/_ringback/journal").text
    snapshot = sandbox.http.get("/_ringback/snapshot").text
    assert own not in snapshot and sandbox.webhooks["crm"]["secret"] not in snapshot


def test_equal_runs_have_one_hash_whatever_the_secrets(make_sandbox):
    hashes, secrets = set(), set()
    for _ in range(2):
        sandbox, recorder = make_sandbox(time="2026-11-21T10:00:00Z", seed=7), Recorder()
        made = make(connect(sandbox, recorder))
        secrets.add(made.webhook_secret)
        connect(sandbox, recorder).webhooks.delete(made.webhook_id)
        hashes.add(sandbox.http.get("/_ringback/journal/hash").json()["hash"])
        recorder.client.close()
    assert (len(hashes), len(secrets)) == (1, 2)


# ---- Settings ----


def test_settings_are_changed_member_by_member(sdk):
    made = make(sdk)
    hears(sdk, made.webhook_id)
    sdk.conversational_ai.settings.update(
        conversation_initiation_client_data_webhook=ConversationInitiationClientDataWebhook(
            url="https://example.com/start", request_headers={"x-a": "1"}))
    settings = sdk.conversational_ai.settings.update(webhooks=ConvAiWebhooks(transcript_format="opentelemetry"))
    assert (settings.webhooks.post_call_webhook_id, settings.webhooks.events) == (made.webhook_id, ["transcript"])
    assert settings.webhooks.transcript_format == "opentelemetry"
    assert settings.conversation_initiation_client_data_webhook.url == "https://example.com/start"


def test_settings_name_no_webhook_that_is_not_there(sdk):
    make(sdk)
    with pytest.raises(ApiError) as refusal:
        hears(sdk, "CRM")
    assert refusal.value.status_code == 404 and "name or the URL" in refusal.value.headers["x-ringback-hint"]


# ---- Tags, users, live count, tokens ----


def test_tags_find_conversations(sdk, sandbox):
    tags, conversations = sdk.conversational_ai.conversations.tags, sdk.conversational_ai.conversations
    one, two = (sandbox.call().json()["conversation_id"] for _ in range(2))
    tag = tags.create(title="vip", description="Call back.")
    tags.assign(one, tag_ids=[tag.tag_id])
    assert conversations.get(one).tag_ids == [tag.tag_id] and conversations.get(two).tag_ids == []
    assert [found.conversation_id for found in conversations.list(tag_ids=[tag.tag_id]).conversations] == [one]
    tags.delete(tag.tag_id)
    assert conversations.get(one).tag_ids == [] and tags.list().conversation_tags == []


def test_a_scenario_tags_conversations(make_sandbox):
    sandbox = make_sandbox(world={"elevenlabs": {
        "tags": {"vip": {"description": "Call back."}},
        "conversations": {"one": {"agent": "receptionist", "tags": ["vip"]}}}})
    listed = sandbox.http.get("/v1/convai/conversations", params={"tag_ids": sandbox.tags["vip"]}).json()
    assert [one["tag_ids"] for one in listed["conversations"]] == [[sandbox.tags["vip"]]]


def test_users_are_those_of_conversations(sdk, sandbox):
    ids = [sandbox.call(conversation_initiation_client_data={"user_id": user}).json()["conversation_id"]
           for user in ("ada", "grace", "ada")]
    sandbox.call()
    users = {user.user_id: user for user in sdk.conversational_ai.users.list().users}
    assert {name: user.conversation_count for name, user in users.items()} == {"ada": 2, "grace": 1}
    assert users["ada"].last_contact_conversation_id == ids[2]


def test_a_token_names_the_conversation_that_it_opens(sdk, sandbox):
    made = sdk.conversational_ai.conversations.get_webrtc_token(agent_id=sandbox.agent, participant_name="Ada")
    header, claims, signature = (base64.urlsafe_b64decode(part + "==") for part in made.token.split("."))
    assert json.loads(header)["alg"] == "HS256" and len(signature) == 32
    claims = json.loads(claims)
    assert made.conversation_id in claims["video"]["room"] and claims["name"] == "Ada"
    assert claims["exp"] > claims["nbf"]


def test_a_private_agents_token_needs_a_key(sdk, sandbox):
    path, query = "/v1/convai/conversation/token", {"agent_id": sandbox.agent}
    url, prefixed = sandbox.server.url, sandbox.prefix + path
    assert sandbox.server.http.get(url + prefixed, params=query).status_code == 200
    sandbox.http.patch("/v1/convai/agents/" + sandbox.agent, json={"platform_settings": {"auth": {"enable_auth": True}}})
    assert sandbox.server.http.get(url + prefixed, params=query).status_code == 401
    assert sdk.conversational_ai.conversations.get_webrtc_token(agent_id=sandbox.agent).token
