"""Every operation of the document through the SDK: what it answers, and what is different afterwards."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from elevenlabs.conversational_ai.phone_numbers.types import (
    PhoneNumbersCreateRequestBody_SipTrunk as SipTrunkNumber,
    PhoneNumbersCreateRequestBody_Twilio as TwilioNumber,
)
from elevenlabs.types import (
    AgentConfig, AgentPlatformSettingsRequestModel, ConversationalConfig, InboundSipTrunkConfigRequestModel, OutboundCallRecipient,
    OutboundSipTrunkConfigRequestModel, PromptAgentApiModelOutput, WebhookHmacSettings,
)

import resources
import strict
from conftest import connect
from operations import ANSWERS, OPERATIONS
from server import ROOT
from test_main_job import RESOURCE_ID

# What real answers carry and the SDK does not declare: the captures of Tests/Documents/samples show it, and these.
UNDECLARED = {"user.subscription_extras", "subscription_extras"}
CAPTURES = [json.loads(file.read_text()) for file in (ROOT / "Tests/Documents/samples").glob("*.json")]


def captured_extras(name):
    return UNDECLARED.union(*(
        strict.undeclared(ANSWERS[name], json.dumps(capture["body"]))
        for capture in CAPTURES
        if ANSWERS.get(capture["operation"]) is ANSWERS[name]
        and not strict.complaints(ANSWERS[name], json.dumps(capture["body"]))))


def configuration(first_message="Hello.", **agent):
    return ConversationalConfig(agent=AgentConfig(first_message=first_message, **agent))


def create(sdk, name, **wishes):
    return sdk.conversational_ai.agents.create(name=name, conversation_config=configuration(), **wishes).agent_id


def import_number(sdk, phone_number="+15555550199", **wishes):
    return sdk.conversational_ai.phone_numbers.create(request=TwilioNumber(
        phone_number=phone_number, label="Line", sid="AC" + "0" * 32, token="t" * 32, **wishes)).phone_number_id


def call(sdk, sandbox, **changes):
    return sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body(**changes)).conversation_id


def webhook(sdk):
    return sdk.webhooks.create(settings=WebhookHmacSettings(name="CRM", webhook_url="https://example.com/crm")).webhook_id


def tag(sdk):
    return sdk.conversational_ai.conversations.tags.create(title="vip").tag_id


def tagged(sdk, sandbox):
    """A conversation and the tag that is on it."""
    ids = {"conversation_id": call(sdk, sandbox), "tag_id": tag(sdk)}
    sdk.conversational_ai.conversations.tags.assign(ids["conversation_id"], tag_ids=[ids["tag_id"]])
    return ids


def recorded(sandbox, seconds=12):
    """The id of a call that is over and was recorded."""
    sandbox.patch(conversations={"recorded": {
        "agent": "receptionist", "conversation_id": RECORDED, "status": "done", "call_duration_secs": seconds,
        "transcript": [
            {"role": "agent", "message": "Hello, this is the clinic calling."},
            {"role": "user", "message": "Yes, speaking. What is it?", "time_in_call_secs": 4},
            {"role": "agent", "message": "Great. I only wanted to confirm.", "time_in_call_secs": 8},
        ]}})
    return RECORDED


def batch(sdk, sandbox):
    return sdk.conversational_ai.batch_calls.create(
        call_name="Reminders", agent_id=sandbox.agent, agent_phone_number_id=sandbox.number,
        recipients=[OutboundCallRecipient(phone_number="+15555550123")])


RECORDED = "conv_0101hk153x00e008000000000000"
CALLS = {
    "get_user_info": lambda sdk, box: sdk.user.get(),
    "get_user_subscription_info": lambda sdk, box: sdk.user.subscription.get(),
    "get_models": lambda sdk, box: sdk.models.list(),
    "get_voices": lambda sdk, box: sdk.voices.get_all(),
    "get_voice_by_id": lambda sdk, box: sdk.voices.get("21m00Tcm4TlvDq8ikWAM"),
    "get_user_voices_v2": lambda sdk, box: sdk.voices.search(),
    "get_settings_route": lambda sdk, box: sdk.conversational_ai.settings.get(),
    "update_settings_route": lambda sdk, box: sdk.conversational_ai.settings.update(rag_retention_period_days=20),
    "get_workspace_webhooks_route": lambda sdk, box: (webhook(sdk), sdk.webhooks.list(include_usages=True)),
    "create_workspace_webhook_route": lambda sdk, box: webhook(sdk),
    "edit_workspace_webhook_route": lambda sdk, box: sdk.webhooks.update(webhook(sdk), is_disabled=True, name="Other"),
    "delete_workspace_webhook_route": lambda sdk, box: sdk.webhooks.delete(webhook(sdk)),
    "create_agent_route": lambda sdk, box: create(sdk, "Fresh"),
    "get_agents_route": lambda sdk, box: sdk.conversational_ai.agents.list(),
    "get_agent_route": lambda sdk, box: sdk.conversational_ai.agents.get(box.agent),
    "patch_agent_settings_route": lambda sdk, box: sdk.conversational_ai.agents.update(box.agent, name="Other"),
    "delete_agent_route": lambda sdk, box: sdk.conversational_ai.agents.delete(box.agent),
    "create_phone_number_route": lambda sdk, box: import_number(sdk),
    "list_phone_numbers_route": lambda sdk, box: sdk.conversational_ai.phone_numbers.list(),
    "list_phone_numbers_v2_route": lambda sdk, box: sdk.conversational_ai.phone_numbers.list_v_2(),
    "get_phone_number_route": lambda sdk, box: sdk.conversational_ai.phone_numbers.get(box.number),
    "update_phone_number_route": lambda sdk, box: sdk.conversational_ai.phone_numbers.update(box.number, label="Other"),
    "delete_phone_number_route": lambda sdk, box: sdk.conversational_ai.phone_numbers.delete(box.number),
    "get_conversation_histories_route": lambda sdk, box: sdk.conversational_ai.conversations.list(),
    "get_conversation_history_route": lambda sdk, box: sdk.conversational_ai.conversations.get(call(sdk, box)),
    "get_conversation_audio_route":
        lambda sdk, box: b"".join(sdk.conversational_ai.conversations.audio.get(recorded(box))),
    "delete_conversation_route": lambda sdk, box: sdk.conversational_ai.conversations.delete(call(sdk, box)),
    "post_conversation_feedback_route":
        lambda sdk, box: sdk.conversational_ai.conversations.feedback.create(call(sdk, box), feedback="like"),
    "assign_conversation_tags_route": tagged,
    "unassign_conversation_tag_route":
        lambda sdk, box: sdk.conversational_ai.conversations.tags.unassign(**tagged(sdk, box)),
    "list_conversation_tags_route": lambda sdk, box: (tag(sdk), sdk.conversational_ai.conversations.tags.list()),
    "create_conversation_tag_route": lambda sdk, box: tag(sdk),
    "get_conversation_tag_route": lambda sdk, box: sdk.conversational_ai.conversations.tags.get(tag(sdk)),
    "update_conversation_tag_route":
        lambda sdk, box: sdk.conversational_ai.conversations.tags.update(tag(sdk), title="Other"),
    "delete_conversation_tag_route": lambda sdk, box: sdk.conversational_ai.conversations.tags.delete(tag(sdk)),
    "get_conversation_users_route": lambda sdk, box: (
        call(sdk, box, conversation_initiation_client_data={"user_id": "ada"}), sdk.conversational_ai.users.list()),
    "get_live_count": lambda sdk, box: sdk.conversational_ai.analytics.live_count.get(),
    "get_livekit_token":
        lambda sdk, box: sdk.conversational_ai.conversations.get_webrtc_token(agent_id=box.agent),
    "get_conversation_signed_link":
        lambda sdk, box: sdk.conversational_ai.conversations.get_signed_url(agent_id=box.agent),
    "get_signed_url_deprecated": lambda sdk, box: sdk._client_wrapper.httpx_client.request(
        "v1/convai/conversation/get_signed_url", method="GET", params={"agent_id": box.agent}),
    "handle_twilio_outbound_call": lambda sdk, box: call(sdk, box),
    "handle_sip_trunk_outbound_call": lambda sdk, box: sdk.conversational_ai.sip_trunk.outbound_call(
        **box.call_body(agent_phone_number_id=box.phone_numbers["trunk"])),
    "create_batch_call": batch,
    "get_workspace_batch_calls": lambda sdk, box: sdk.conversational_ai.batch_calls.list(),
    "get_batch_call": lambda sdk, box: sdk.conversational_ai.batch_calls.get(batch(sdk, box).id),
    "delete_batch_call": lambda sdk, box: sdk.conversational_ai.batch_calls.delete(batch(sdk, box).id),
    "cancel_batch_call": lambda sdk, box: sdk.conversational_ai.batch_calls.cancel(batch(sdk, box).id),
    "retry_batch_call": lambda sdk, box: sdk.conversational_ai.batch_calls.retry(batch(sdk, box).id),
    **resources.CALLS,
    "export_batch_call": lambda sdk, box: list(sdk.conversational_ai.batch_calls.export(batch(sdk, box).id)),
}


def test_no_operation_is_left_out():
    assert set(CALLS) == set(ANSWERS) == set(OPERATIONS)


@pytest.mark.parametrize("name", CALLS)
def test_the_answer_is_what_the_sdk_declares(name, sdk, sandbox, recorder):
    CALLS[name](sdk, sandbox)
    answer, operation = recorder.last, OPERATIONS[name]
    assert answer.request.method == operation["method"]
    assert str(answer.status_code) == next(iter(operation["responses"]))
    assert answer.headers["x-ringback-fidelity"] in ("stateful", "schema")
    if answer.status_code == 204:
        assert answer.content == b"" and "content-length" not in answer.headers
        return
    if answer.content:
        assert answer.headers["content-type"].split(";")[0] in operation["responses"][str(answer.status_code)]["content"]
    assert int(answer.headers["content-length"]) == len(answer.content)
    if ANSWERS[name]:
        assert strict.complaints(ANSWERS[name], answer.content) == []
        assert set(strict.undeclared(ANSWERS[name], answer.content)) - captured_extras(name) == set()


def test_the_check_of_answers_can_fail():
    declared = ANSWERS["list_phone_numbers_route"]
    wrong = b'[{"provider": "sip_trunk", "phone_number": 1, "phone_number_id": "x", "livekit_stack": "odd"}, {"provider": "x"}]'
    found = "\n".join(strict.complaints(declared, wrong))
    for word in ("phone_number", "label: Field required", "'standard' or 'static'", "Input tag 'x'"):
        assert word in found


# ---- Account ----


def test_the_account_and_its_subscription_agree(sdk, recorder):
    user, subscription = sdk.user.get(), sdk.user.subscription.get()
    assert user.user_id.startswith("user_") and re.fullmatch("[0-9a-f]{32}", user.workspace_id)
    assert (subscription.character_count, subscription.character_limit) == (1250, 500000)
    assert recorder.answers[0].json()["subscription"]["character_count"] == 1250
    assert "can_use_conversational_ai" not in recorder.answers[0].json() and "tier" not in recorder.answers[0].json()
    assert {"next_invoice", "open_invoices", "pending_change"} <= set(recorder.last.json())
    assert not {"next_invoice", "open_invoices", "pending_change"} & set(recorder.answers[0].json()["subscription"])


def test_models_and_voices_are_listed(sdk):
    assert "eleven_flash_v2" in [model.model_id for model in sdk.models.list()]
    assert [voice.name for voice in sdk.voices.get_all().voices] == ["Eric", "Rachel"]
    assert sdk.voices.get("21m00Tcm4TlvDq8ikWAM").name == "Rachel"


def test_voices_are_searched_and_paged(sdk):
    found = sdk.voices.search(search="rachel")
    assert ([voice.name for voice in found.voices], found.has_more) == (["Rachel"], False)
    first = sdk.voices.search(page_size=1, include_total_count=True)
    assert (len(first.voices), first.has_more, first.total_count) == (1, True, 2)
    second = sdk.voices.search(page_size=1, next_page_token=first.next_page_token)
    assert second.has_more is False
    assert {first.voices[0].name, second.voices[0].name} == {"Eric", "Rachel"}


# ---- Agents ----


def test_a_created_agent_has_the_defaults_and_what_was_sent(sdk):
    agent_id = sdk.conversational_ai.agents.create(
        name="Donna", tags=["calls"], conversation_config=configuration(
            "Hi.", language="en", prompt=PromptAgentApiModelOutput(prompt="Be brief.", temperature=0.5))).agent_id
    assert re.match("agent" + RESOURCE_ID, agent_id)
    agent = sdk.conversational_ai.agents.get(agent_id)
    config = agent.conversation_config
    assert (agent.name, agent.tags, agent.phone_numbers) == ("Donna", ["calls"], [])
    assert (config.agent.first_message, config.agent.prompt.prompt) == ("Hi.", "Be brief.")
    assert config.agent.prompt.temperature == 0.5
    assert (config.agent.prompt.llm, config.agent.prompt.max_tokens) == ("gemini-2.5-flash", -1)
    assert (config.tts.model_id, config.tts.voice_id) == ("eleven_flash_v2", "cjVigY5qzO86Huf0OWal")
    assert (config.turn.turn_timeout, config.conversation.max_duration_seconds) == (7, 600)
    assert agent.platform_settings.call_limits.daily_limit == 100000
    assert agent.metadata.created_at_unix_secs == agent.metadata.updated_at_unix_secs


def test_a_patch_merges_objects_and_replaces_lists(sdk):
    agent_id = sdk.conversational_ai.agents.create(
        name="Donna", tags=["a", "b"], conversation_config=configuration("Hi.", language="de")).agent_id
    changed = sdk.conversational_ai.agents.update(
        agent_id, tags=["c"], conversation_config=ConversationalConfig(agent=AgentConfig(first_message="Hello.")),
        platform_settings=AgentPlatformSettingsRequestModel(archived=True))
    for agent in (changed, sdk.conversational_ai.agents.get(agent_id)):
        assert (agent.name, agent.tags) == ("Donna", ["c"])
        assert agent.conversation_config.agent.first_message == "Hello."
        assert agent.conversation_config.agent.language == "de"
        assert agent.platform_settings.archived is True
        assert agent.platform_settings.call_limits.daily_limit == 100000


def test_null_stands_for_an_optional_field_that_is_absent(sandbox, sdk, recorder):
    """Reference 4, general rules: clients of other languages send it."""
    optional = {name: None for name in ("name", "tags", "platform_settings")}
    made = sandbox.http.post("/v1/convai/agents/create", json={"conversation_config": {}, **optional})
    plain = sandbox.http.post("/v1/convai/agents/create", json={"conversation_config": {}})
    answers = []
    for answer in (made, plain):
        assert answer.status_code == 200
        sdk.conversational_ai.agents.get(answer.json()["agent_id"])
        answers.append(recorder.last.json())
    for member in ("name", "tags", "platform_settings", "workflow", "conversation_config"):
        assert answers[0][member] == answers[1][member], member
    before = sandbox.http.get("/v1/convai/agents/" + sandbox.agent).json()
    after = sandbox.http.patch("/v1/convai/agents/" + sandbox.agent, json={**optional, "conversation_config": None}).json()
    assert {**before, "metadata": None} == {**after, "metadata": None}
    assert sandbox.call(
        conversation_initiation_client_data=None, call_recording_enabled=None).json()["success"] is True


def test_agents_are_paged_without_loss(sdk):
    made = {create(sdk, "Agent %d" % index) for index in range(6)}
    seen, cursor, pages = [], None, 0
    while True:
        page = sdk.conversational_ai.agents.list(page_size=3, cursor=cursor)
        seen += [agent.agent_id for agent in page.agents]
        pages += 1
        if not page.has_more:
            break
        cursor = page.next_cursor
    assert (pages, len(seen), page.next_cursor) == (3, 7, None)
    assert len(set(seen)) == 7 and made < set(seen)


def test_agents_are_filtered_and_sorted(sdk, sandbox):
    one, two = create(sdk, "Beta", tags=["x"]), create(sdk, "alpha", tags=["x", "y"])

    def names(**query):
        return [agent.name for agent in sdk.conversational_ai.agents.list(**query).agents]

    assert names(search="BET") == ["Beta"]
    assert sorted(names(tags="x")) == ["Beta", "alpha"] and names(tags=["y"]) == ["alpha"]
    assert names(sort_by="created_at", sort_direction="asc", tags="x") == ["Beta", "alpha"]
    assert names(sort_by="created_at", sort_direction="desc", tags="x") == ["alpha", "Beta"]
    by_name = names(sort_by="name", sort_direction="asc")
    assert by_name in (sorted(by_name), sorted(by_name, key=str.lower))
    call(sdk, sandbox, agent_id=one)
    assert names(sort_by="call_count_7d", sort_direction="desc")[0] == "Beta"
    sdk.conversational_ai.agents.update(two, platform_settings=AgentPlatformSettingsRequestModel(archived=True))
    assert names(archived=True) == ["alpha"] and names(tags="x") == names(tags="x", archived=False) == ["Beta"]


def test_a_deleted_agent_is_gone_and_its_numbers_are_free(sdk, sandbox):
    sdk.conversational_ai.agents.delete(sandbox.agent)
    assert sdk.conversational_ai.agents.list().agents == []
    assert sandbox.http.get("/v1/convai/agents/" + sandbox.agent).status_code == 404
    assert sdk.conversational_ai.phone_numbers.get(sandbox.phone_numbers["main"]).assigned_agent is None


# ---- Phone numbers ----


def test_a_twilio_number_is_imported_and_assigned(sdk, sandbox, recorder):
    number_id = import_number(sdk, agent_id=sandbox.agent)
    assert re.match("phnum" + RESOURCE_ID, number_id)
    number = sdk.conversational_ai.phone_numbers.get(number_id)
    assert (number.provider, number.phone_number, number.label) == ("twilio", "+15555550199", "Line")
    assert (number.assigned_agent.agent_id, number.assigned_agent.agent_name) == (sandbox.agent, "Receptionist")
    assert (number.supports_inbound, number.supports_outbound) == (True, True)
    assert "t" * 32 not in recorder.last.text
    assert call(sdk, sandbox, agent_phone_number_id=number_id)


def test_a_sip_trunk_number_is_imported_without_showing_its_password(sdk, recorder):
    trunk = OutboundSipTrunkConfigRequestModel(
        address="sip.example.com", transport="tls", media_encryption="required",
        credentials={"username": "someone", "password": "hush-hush"})
    number_id = sdk.conversational_ai.phone_numbers.create(request=SipTrunkNumber(
        phone_number="+15555550198", label="Trunk", outbound_trunk_config=trunk)).phone_number_id
    number = sdk.conversational_ai.phone_numbers.get(number_id)
    assert (number.provider, number.livekit_stack) == ("sip_trunk", "standard")
    assert (number.outbound_trunk.address, number.outbound_trunk.transport) == ("sip.example.com", "tls")
    assert (number.outbound_trunk.username, number.outbound_trunk.has_auth_credentials) == ("someone", True)
    assert "hush-hush" not in recorder.last.text


def test_numbers_are_a_bare_array_with_filters(sdk, sandbox, recorder):
    def ids(**query):
        return {number.phone_number_id for number in sdk.conversational_ai.phone_numbers.list(**query)}

    assert ids() == set(sandbox.phone_numbers.values()) and isinstance(recorder.last.json(), list)
    assert ids(provider="sip_trunk") == {sandbox.phone_numbers["trunk"]}
    assert ids(agent_id=sandbox.agent) == {sandbox.phone_numbers["main"]}
    assert ids(agent_id="agent_nobody") == set()


def test_assigning_a_number_shows_on_both_sides(sdk, sandbox):
    numbers, agents = sdk.conversational_ai.phone_numbers, sdk.conversational_ai.agents
    donna = create(sdk, "Donna")
    changed = numbers.update(sandbox.number, agent_id=donna, label="Hers")
    assert (changed.assigned_agent.agent_name, changed.label) == ("Donna", "Hers")
    assert [number.phone_number_id for number in agents.get(donna).phone_numbers] == [sandbox.number]
    assert agents.get(sandbox.agent).phone_numbers == []
    numbers.update(sandbox.number, label="Still hers")
    assert numbers.get(sandbox.number).assigned_agent.agent_id == donna
    agents.update(donna, name="Dora")
    assert numbers.get(sandbox.number).assigned_agent.agent_name == "Dora"
    numbers.update(sandbox.number, agent_id=None)
    assert numbers.get(sandbox.number).assigned_agent is None and agents.get(donna).phone_numbers == []


@pytest.mark.parametrize("inbound", [
    {}, {"allowed_numbers": ["+15555550111"]}, {"allowed_addresses": ["192.0.2.0/24"], "media_encryption": "required"},
    {"credentials": {"username": "caller", "password": "hush-hush"}, "remote_domains": ["sip.example.com"]}])
def test_a_trunk_is_configured_anew(sdk, sandbox, recorder, inbound):
    trunk = sandbox.phone_numbers["trunk"]
    changed = sdk.conversational_ai.phone_numbers.update(
        trunk, livekit_stack="static", inbound_trunk_config=InboundSipTrunkConfigRequestModel(**inbound),
        outbound_trunk_config=OutboundSipTrunkConfigRequestModel(address="other.example.com", transport="udp"))
    read = sdk.conversational_ai.phone_numbers.get(trunk)
    for number in (changed, read):
        assert (number.livekit_stack, number.label) == ("static", "SIP trunk")
        assert (number.outbound_trunk.address, number.outbound_trunk.transport) == ("other.example.com", "udp")
        assert number.outbound_trunk.has_auth_credentials is False
        for name in ("allowed_numbers", "allowed_addresses", "media_encryption", "remote_domains"):
            assert name not in inbound or getattr(number.inbound_trunk, name) == inbound[name]
        assert number.inbound_trunk.has_auth_credentials is ("credentials" in inbound)
    assert "hush-hush" not in recorder.last.text


def test_a_deleted_number_is_gone(sdk, sandbox):
    sdk.conversational_ai.phone_numbers.delete(sandbox.number)
    assert sandbox.http.get("/v1/convai/phone-numbers/" + sandbox.number).status_code == 404
    assert sandbox.call().status_code == 404
    assert sdk.conversational_ai.agents.get(sandbox.agent).phone_numbers == []


# ---- Conversations ----


@pytest.fixture
def history(sandbox):
    """Five conversations, a minute apart, of two agents."""
    sandbox.patch(
        agents={"other": {"name": "Other", "conversation_config": {}}},
        conversations={
            "c%d" % index: {
                "agent": "other" if index == 4 else "receptionist", "status": status,
                "start_time_unix_secs": 1784642400 + 60 * index, "call_duration_secs": 10 * index,
                "phone_number": "main", "to_number": "+15555550111", "direction": "outbound",
                "termination_reason": "Call ended by remote party" if status == "done" else "",
                "transcript": [{"role": "agent", "message": "Line %d" % index}] if status == "done" else [],
                "analysis": {"call_successful": "success", "transcript_summary": "Short.", "call_summary_title": "T",
                             "evaluation_criteria_results": {}, "data_collection_results": {}}
                if status == "done" else None,
            }
            for index, status in enumerate(["done", "failed", "in-progress", "done", "done"])
        })
    return 1784642400


def test_conversations_are_filtered_newest_first(sdk, sandbox, history):
    def starts(**query):
        page = sdk.conversational_ai.conversations.list(**query)
        return [(summary.start_time_unix_secs - history) // 60 for summary in page.conversations]

    assert starts() == [4, 3, 2, 1, 0]
    assert starts(sort_direction="asc") == [0, 1, 2, 3, 4]
    assert starts(agent_id=sandbox.agent) == [3, 2, 1, 0]
    assert starts(agent_id="agent_nobody") == []
    assert starts(call_successful="success") == [4, 3, 0]
    assert starts(call_start_after_unix=history + 60, call_start_before_unix=history + 180) == [3, 2, 1]
    assert starts(call_duration_min_secs=20, call_duration_max_secs=30) == [3, 2]
    assert starts(exclude_statuses=["done", "failed"]) == [2]
    assert starts(search="line 3") == [3]


def test_conversations_are_paged_while_new_ones_arrive(sdk, sandbox, history):
    first = sdk.conversational_ai.conversations.list(page_size=2)
    assert (len(first.conversations), first.has_more) == (2, True)
    call(sdk, sandbox)
    second = sdk.conversational_ai.conversations.list(page_size=2, cursor=first.next_cursor)
    third = sdk.conversational_ai.conversations.list(page_size=2, cursor=second.next_cursor)
    starts = [summary.start_time_unix_secs for page in (first, second, third) for summary in page.conversations]
    assert starts == [history + 60 * index for index in (4, 3, 2, 1, 0)]
    assert (third.has_more, third.next_cursor) == (False, None)


def test_the_summary_comes_when_asked_for(sdk, history, recorder):
    sdk.conversational_ai.conversations.list(page_size=1)
    assert recorder.last.json()["conversations"][0].get("transcript_summary") is None
    sdk.conversational_ai.conversations.list(page_size=1, summary_mode="include")
    assert recorder.last.json()["conversations"][0]["transcript_summary"] == "Short."


def test_a_finished_conversation_is_read_with_its_transcript(sdk, history):
    done = sdk.conversational_ai.conversations.list(call_successful="success", page_size=1).conversations[0]
    conversation = sdk.conversational_ai.conversations.get(done.conversation_id)
    assert (conversation.status, conversation.transcript[0].message) == ("done", "Line 4")
    assert conversation.analysis.call_successful == "success"
    assert conversation.metadata.termination_reason == "Call ended by remote party"


def test_feedback_is_kept(sdk, sandbox):
    conversation_id = call(sdk, sandbox)
    for word, likes, dislikes in (("like", 1, 0), ("dislike", 0, 1)):
        sdk.conversational_ai.conversations.feedback.create(conversation_id, feedback=word)
        feedback = sdk.conversational_ai.conversations.get(conversation_id).metadata.feedback
        assert (feedback.overall_score, feedback.likes, feedback.dislikes) == (word, likes, dislikes)


def test_a_deleted_conversation_is_gone(sdk, sandbox):
    conversation_id = call(sdk, sandbox)
    sdk.conversational_ai.conversations.delete(conversation_id)
    assert sandbox.http.get("/v1/convai/conversations/" + conversation_id).status_code == 404
    assert sdk.conversational_ai.conversations.list().conversations == []


# ---- Signed URLs ----


def test_a_signed_url_names_this_server(sdk, sandbox):
    url = urlsplit(sdk.conversational_ai.conversations.get_signed_url(agent_id=sandbox.agent).signed_url)
    assert (url.scheme, url.netloc) == ("ws", urlsplit(sandbox.base_url).netloc)
    assert url.path == sandbox.prefix + "/v1/convai/conversation"
    query = parse_qs(url.query)
    assert query["agent_id"] == [sandbox.agent] and re.match("cvtkn" + RESOURCE_ID, query["conversation_signature"][0])
    assert list(query) == ["agent_id", "conversation_signature"]


def test_a_signed_url_carries_the_conversation_when_asked(sdk, sandbox, recorder):
    answer = sdk.conversational_ai.conversations.get_signed_url(agent_id=sandbox.agent, include_conversation_id=True)
    query = parse_qs(urlsplit(answer.signed_url).query)
    assert list(query) == ["agent_id", "conversation_signature", "conversation_id"]
    assert re.match("conv" + RESOURCE_ID, query["conversation_id"][0])
    assert list(recorder.last.json()) == ["signed_url"]


# ---- Sandboxes ----


def test_sandboxes_do_not_see_each_other(make_sandbox, recorder):
    one, two = make_sandbox(), make_sandbox()
    sdk_one, sdk_two = connect(one, recorder), connect(two, recorder)
    conversation = call(sdk_one, one)
    sdk_one.conversational_ai.agents.update(one.agent, name="Mine")
    assert sdk_two.conversational_ai.conversations.list().conversations == []
    assert sdk_two.conversational_ai.agents.get(two.agent).name == "Receptionist"
    assert two.http.get("/v1/convai/conversations/" + conversation).status_code == 404
    assert one.key != two.key and one.twilio != two.twilio


def test_the_prefix_beats_the_key(server, make_sandbox):
    one, two = make_sandbox(), make_sandbox()
    conversation = one.call().json()["conversation_id"]
    path = "/v1/convai/conversations/" + conversation
    assert one.http.get(server.url + path).status_code == 200
    assert two.http.get(server.url + path).status_code == 404
    assert two.http.get(one.base_url + path).status_code == 401
    assert one.http.get(server.url + "/v1/user", headers={"x-ringback-sandbox": two.name}).status_code == 200


def test_a_reset_brings_back_the_start_and_keeps_the_keys(server, sandbox, sdk):
    call(sdk, sandbox)
    create(sdk, "Extra")
    state = server.admin("POST", "/sandboxes/%s/reset" % sandbox.name)
    assert state["keys"] == sandbox.keys
    assert sdk.conversational_ai.conversations.list().conversations == []
    assert len(sdk.conversational_ai.agents.list().agents) == 1


def test_a_deleted_sandbox_leaves_nothing_behind(server):
    made = server.sandbox()
    server.admin("DELETE", "/sandboxes/" + made.name, status=204)
    assert made.http.get("/v1/user").status_code == 404
    assert made.http.get(server.url + "/v1/user").status_code == 401
    assert made.name not in [each["name"] for each in server.admin("GET", "/sandboxes")["sandboxes"]]
    made.http.close()


def test_the_world_can_be_changed_under_chosen_ids(sandbox, sdk):
    sandbox.patch(agents={"donna": {"agent_id": "agent_chosen", "name": "Donna", "conversation_config": {}}})
    assert sdk.conversational_ai.agents.get("agent_chosen").name == "Donna"
    sandbox.patch(agents={"donna": {"name": "Dora", "conversation_config": {}}}, subscription={"tier": "free"})
    assert sdk.conversational_ai.agents.get("agent_chosen").name == "Dora"
    assert sdk.user.subscription.get().tier == "free"


@pytest.mark.parametrize("world, path", [
    ({"agents": {"receptionist": None}}, "/v1/convai/agents/agent_8301ky28r4tbfwn9jh69rck9w39q"),
    ({"phone_numbers": {"trunk": None}}, "/v1/convai/phone-numbers/phnum_6401ky28r6t6f59vme4qcm7dj13n"),
])
def test_null_removes_what_has_the_name(sandbox, world, path):
    assert sandbox.http.get(path).status_code == 200
    sandbox.patch(**world)
    assert sandbox.http.get(path).status_code == 404


@pytest.mark.parametrize("world", [{"agnets": {}}, {"agents": {"a": {"nmae": "x"}}}, {"keys": {"a": {"permissions": ["x"]}}}])
def test_a_word_that_a_world_does_not_know_is_refused(server, sandbox, world):
    error = server.admin("PATCH", "/sandboxes/%s/world" % sandbox.name, json={"elevenlabs": world}, status=422)["error"]
    assert error["code"] == "invalid_world" and error["pointer"].startswith("/elevenlabs/")


def test_keys_are_made_with_the_sandbox(make_sandbox):
    made = make_sandbox(world={"elevenlabs": {"keys": {
        "reader": {"permissions": ["convai_read"]}, "own": {"permissions": "all", "value": "sk_chosen_by_a_test"}}}})
    assert made.keys["own"] == "sk_chosen_by_a_test" and set(made.keys) == {"main", "reader", "own"}
    for name, status in (("main", 200), ("own", 200), ("reader", 401)):
        url = made.server.url + "/v1/user"
        assert made.http.get(url, headers={"xi-api-key": made.keys[name]}).status_code == status


def test_a_mistake_in_a_world_changes_nothing(server, sandbox, sdk):
    world = {"elevenlabs": {"subscription": {"tier": "free"}, "phone_numbers": {"main": {"agent": "nobody"}}}}
    refusal = server.admin("PATCH", "/sandboxes/%s/world" % sandbox.name, json=world, status=422)["error"]
    assert refusal["pointer"] == "/elevenlabs/phone_numbers/main/agent" and "nobody" in refusal["message"]
    assert sdk.user.subscription.get().tier == "pro"


@pytest.mark.parametrize(
    "wishes, status, code",
    [
        ({"name": "default"}, 409, "name_taken"),
        ({"name": "a/b"}, 422, "bad_name"),
        ({"scenario": "quota-exeeded"}, 422, "unknown_scenario"),
        ({"time": "yesterday"}, 422, "invalid_request"),
        ({"seed": -1}, 422, "invalid_request"),
        ({"sede": 1}, 422, "invalid_request"),
        ({"world": {"elevenlabs": {"agents": 3}}}, 422, "invalid_world"),
    ])
def test_a_sandbox_that_cannot_be_is_refused(server, wishes, status, code):
    error = server.admin("POST", "/sandboxes", json=wishes, status=status)["error"]
    assert error["code"] == code and error["message"]


def test_a_key_of_another_sandbox_is_refused(server, sandbox):
    world = {"elevenlabs": {"keys": {"stolen": {"value": sandbox.key}}}}
    error = server.admin("POST", "/sandboxes", json={"world": world}, status=409)["error"]
    assert error["code"] == "credential_taken" and sandbox.name in error["message"]


def test_the_document_is_served(sandbox):
    assert sandbox.http.get("/openapi.json").json()["openapi"].startswith("3.1")
