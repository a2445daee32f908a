"""The job that everything else stands for: read the account, place a call, read its conversation back."""

import asyncio
import re

import httpx
from elevenlabs import AsyncElevenLabs, ElevenLabs
from elevenlabs.types import ConversationInitiationClientDataRequestInput as ClientData

from conftest import Recorder

RESOURCE_ID = r"_[0-9]{2}[0-7][0-9a-hjkmnp-tv-z]{25}$"
CONVERSATION = re.compile("conv" + RESOURCE_ID)
CALL_SID = re.compile(r"CA[0-9a-f]{32}$")
CLIENT_DATA = {
    "dynamic_variables": {"customer_name": "Ada", "visits": 3, "score": 0.5, "vip": True, "note": None},
    "user_id": "user-17",
    "call_id": "c-1",
    "questions": ["When?", {"deep": [1, 2]}],
    "type": "conversation_initiation_client_data",
}


def test_the_account_agents_and_numbers_are_read(sdk, sandbox):
    user = sdk.user.get()
    assert user.subscription.tier == "pro"
    page = sdk.conversational_ai.agents.list()
    assert [agent.agent_id for agent in page.agents] == [sandbox.agents["receptionist"]]
    numbers = sdk.conversational_ai.phone_numbers.list()
    assert {number.phone_number_id for number in numbers} == set(sandbox.phone_numbers.values())
    main = next(number for number in numbers if number.phone_number_id == sandbox.phone_numbers["main"])
    assert (main.provider, main.assigned_agent.agent_id) == ("twilio", sandbox.agent)


def test_a_call_answers_with_both_ids(sdk, sandbox, recorder):
    call = sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body())
    assert (call.success, call.message) == (True, "Success")
    assert CONVERSATION.match(call.conversation_id) and CALL_SID.match(call.call_sid)
    assert list(recorder.last.json()) == ["success", "message", "conversation_id", "callSid"]
    assert recorder.last.headers["x-ringback-fidelity"] == "stateful"


def test_the_conversation_is_there_at_once(sdk, sandbox):
    call = sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body())
    conversation = sdk.conversational_ai.conversations.get(call.conversation_id)
    assert conversation.status == "initiated"
    assert (conversation.agent_id, conversation.transcript, conversation.analysis) == (sandbox.agent, [], None)
    assert (conversation.has_audio, conversation.metadata.call_duration_secs) == (False, 0)
    phone = conversation.metadata.phone_call
    assert (phone.type, phone.direction, phone.call_sid) == ("twilio", "outbound", call.call_sid)
    assert phone.phone_number_id == sandbox.phone_numbers["main"]
    assert (phone.agent_number, phone.external_number) == ("+15555550100", "+15555550123")
    listed = sdk.conversational_ai.conversations.list()
    assert [summary.conversation_id for summary in listed.conversations] == [call.conversation_id]
    assert (listed.conversations[0].status, listed.conversations[0].direction) == ("initiated", "outbound")


def test_the_client_data_is_kept_as_sent(sdk, sandbox, recorder):
    call = sdk.conversational_ai.twilio.outbound_call(
        **sandbox.call_body(conversation_initiation_client_data=ClientData(**CLIENT_DATA)))
    sdk.conversational_ai.conversations.get(call.conversation_id)
    kept = recorder.last.json()["conversation_initiation_client_data"]
    for name in ("user_id", "call_id", "questions", "type"):
        assert kept[name] == CLIENT_DATA[name], name
    for name, value in CLIENT_DATA["dynamic_variables"].items():
        assert kept["dynamic_variables"][name] == value and type(kept["dynamic_variables"][name]) is type(value), name


def test_the_program_of_ten_lines(sandbox):
    client = ElevenLabs(base_url=sandbox.base_url, api_key=sandbox.key)
    print(client.user.get().subscription.tier)
    agent = client.conversational_ai.agents.list().agents[0]
    number = client.conversational_ai.phone_numbers.list()[0]
    call = client.conversational_ai.twilio.outbound_call(
        agent_id=agent.agent_id, agent_phone_number_id=number.phone_number_id, to_number="+15555550123")
    assert client.conversational_ai.conversations.get(call.conversation_id).status == "initiated"


def test_the_async_client_does_the_same(sandbox):
    async def job():
        recorder = Recorder(httpx.AsyncClient)
        client = AsyncElevenLabs(base_url=sandbox.base_url, api_key=sandbox.key, httpx_client=recorder.client)
        user, page, numbers = await asyncio.gather(
            client.user.get(), client.conversational_ai.agents.list(), client.conversational_ai.phone_numbers.list())
        calls = await asyncio.gather(*(
            client.conversational_ai.twilio.outbound_call(
                agent_id=page.agents[0].agent_id, agent_phone_number_id=numbers[0].phone_number_id,
                to_number="+1555555%04d" % index)
            for index in range(20)))
        conversation = await client.conversational_ai.conversations.get(calls[-1].conversation_id)
        await recorder.client.aclose()
        return user, calls, conversation

    user, calls, conversation = asyncio.run(job())
    assert user.subscription.tier == "pro"
    assert len({call.conversation_id for call in calls}) == len({call.call_sid for call in calls}) == 20
    assert conversation.metadata.phone_call.external_number == "+15555550019"


def test_the_key_alone_finds_the_sandbox(server, sandbox):
    client = ElevenLabs(base_url=server.url, api_key=sandbox.key)
    call = client.conversational_ai.twilio.outbound_call(**sandbox.call_body())
    assert client.conversational_ai.conversations.get(call.conversation_id).status == "initiated"
    assert sandbox.http.get("/v1/convai/conversations/" + call.conversation_id).status_code == 200
