"""Tools, documents and secrets through the SDK: what they keep, who uses them, and what is refused while they are used."""

import re

import pytest
from elevenlabs.core import ApiError
from elevenlabs.types import (
    AgentConfig, AgentPlatformSettingsRequestModel, AuthSettings, ConvAiSecretLocator, ConversationalConfig,
    KnowledgeBaseLocator, PromptAgentApiModelOutput,
)

from resources import MODEL, client_tool, index, secret, text, tool, webhook
from test_main_job import RESOURCE_ID


def prompt(**members):
    return ConversationalConfig(agent=AgentConfig(prompt=PromptAgentApiModelOutput(**members)))


def agent(sdk, name="Donna", **members):
    return sdk.conversational_ai.agents.create(name=name, conversation_config=prompt(**members)).agent_id


def locator(document, name="Hours"):
    return KnowledgeBaseLocator(type="text", name=name, id=document)


def refused(status, word, call, *arguments, **named):
    with pytest.raises(ApiError) as caught:
        call(*arguments, **named)
    assert caught.value.status_code == status
    assert caught.value.body["detail"]["status"] == word
    return caught.value


# ---- Tools ----


def test_a_tool_has_the_defaults_and_what_was_sent(sdk):
    made = sdk.conversational_ai.tools.create(request=webhook(response_timeout_secs=7, headers={"x-team": "sales"}))
    assert re.match("tool" + RESOURCE_ID, made.id)
    for found in (made, sdk.conversational_ai.tools.get(made.id)):
        config = found.tool_config
        assert (config.type, config.name, config.response_timeout_secs) == ("webhook", "look_up", 7)
        assert (config.execution_mode, config.interruption_mode, config.assignments) == ("immediate", "allow", [])
        assert (config.api_schema.method, config.api_schema.content_type) == ("GET", "application/json")
        assert config.api_schema.request_headers == {"x-team": "sales"}
        assert (found.usage_stats.total_calls, found.usage_stats.avg_latency_secs) == (0, 0)
        assert found.access_info.role == "admin"


def test_tools_are_listed_by_name_type_and_user(sdk):
    first, second = tool(sdk, name="beta"), sdk.conversational_ai.tools.create(request=client_tool("alpha")).id
    donna = agent(sdk, tool_ids=[first])

    def ids(**query):
        return [found.id for found in sdk.conversational_ai.tools.list(**query).tools]

    assert ids() == [second, first] and ids(sort_direction="asc") == [first, second]
    assert ids(sort_by="name", sort_direction="asc") == [second, first]
    assert ids(search="BET") == ids(types=["webhook"]) == ids(used_by_agent_id=donna) == [first]
    page = sdk.conversational_ai.tools.list(page_size=1)
    assert page.has_more and sdk.conversational_ai.tools.list(page_size=1, cursor=page.next_cursor).tools[0].id == first


def test_a_tool_in_use_is_deleted_by_force_alone(sdk):
    used = tool(sdk)
    donna = agent(sdk, tool_ids=[used])
    shown = sdk.conversational_ai.agents.get(donna).conversation_config.agent.prompt
    assert (shown.tool_ids, [each.name for each in shown.tools]) == ([used], ["look_up"])
    dependents = sdk.conversational_ai.tools.get_dependent_agents(used)
    assert [each.id for each in dependents.agents] == [donna] and dependents.branches[0].agent_name == "Donna"
    assert donna in refused(409, "tool_in_use", sdk.conversational_ai.tools.delete, used).headers["x-ringback-hint"]
    sdk.conversational_ai.tools.delete(used, force=True)
    shown = sdk.conversational_ai.agents.get(donna).conversation_config.agent.prompt
    assert (shown.tool_ids, shown.tools) == ([], [])
    refused(404, "document_not_found", sdk.conversational_ai.tools.get, used)


def test_an_agent_cannot_name_what_is_not_there(sdk, sandbox):
    refused(404, "document_not_found", agent, sdk, tool_ids=["tool_nowhere"])
    refused(404, "document_not_found", agent, sdk, knowledge_base=[locator("nowhere")])
    update = sdk.conversational_ai.agents.update
    refused(404, "document_not_found", update, sandbox.agent, conversation_config=prompt(tool_ids=["tool_nowhere"]))


@pytest.mark.parametrize("wanted, place", [
    (webhook(response_timeout_secs=4), "response_timeout_secs"),
    (webhook(response_timeout_secs=301), "response_timeout_secs"),
    (client_tool(response_timeout_secs=0), "response_timeout_secs"),
    (client_tool(response_timeout_secs=121), "response_timeout_secs"),
    (client_tool(response_timeout_secs=-1), "client"),
    (client_tool("no blanks"), "name"),
])
def test_a_tool_keeps_its_ranges(sdk, wanted, place):
    with pytest.raises(ApiError) as caught:
        sdk.conversational_ai.tools.create(request=wanted)
    assert caught.value.status_code == 422
    assert place in caught.value.body["detail"][0]["loc"]


def test_a_client_may_be_waited_for_without_end(sdk):
    made = sdk.conversational_ai.tools.create(request=client_tool(response_timeout_secs=-1, expects_response=True))
    assert made.tool_config.response_timeout_secs == -1


# ---- Knowledge base ----


def test_documents_of_every_kind_show_their_content(sdk):
    documents = sdk.conversational_ai.knowledge_base.documents
    folder = documents.create_folder(name="Manuals").id
    written = documents.create_from_text(text="Nine & ten.\n\nSix.", name="Hours", parent_folder_id=folder)
    page = documents.create_from_url(url="https://example.com/a").id
    file = documents.create_from_file(file=("a.html", b"<b>Bold</b>", "text/html"), name="Letters").id
    assert [segment.id for segment in written.folder_path] == [folder]
    assert documents.get_content(written.id) == "<p>Nine &amp; ten.</p><p>Six.</p>"
    assert documents.get_content(file) == "<b>Bold</b>"
    shown = documents.get(file)
    assert (shown.type, shown.name, shown.filename, shown.metadata.size_bytes) == ("file", "Letters", "a.html", 11)
    assert (documents.get(page).url, documents.get(page).name) == ("https://example.com/a",) * 2
    inside = documents.get(folder)
    assert (inside.type, inside.children_count, inside.document_count) == ("folder", 1, 1)
    assert documents.get(written.id).folder_path[0].name == "Manuals"


def test_documents_are_listed_by_folder_type_and_size(sdk):
    base = sdk.conversational_ai.knowledge_base
    folder = base.documents.create_folder(name="b").id
    long, short = text(sdk, "long " * 20, name="a", parent_folder_id=folder), text(sdk, "short", name="C")

    def ids(**query):
        return [found.id for found in base.list(**query).documents]

    assert ids() == [short, long, folder]
    assert ids(parent_folder_id=folder) == ids(search="A") == [long]
    assert ids(types=["folder"]) == [folder]
    assert ids(sort_by="size", types=["text"]) == [long, short]
    assert ids(folders_first=True) == [folder, short, long]
    assert ids(folders_first=True, sort_by="name", sort_direction="asc") == [folder, short, long]
    page = base.list(page_size=2, folders_first=True)
    assert [found.id for found in base.list(page_size=2, folders_first=True, cursor=page.next_cursor).documents] == [long]


def test_a_document_in_use_is_deleted_by_force_alone(sdk):
    documents = sdk.conversational_ai.knowledge_base.documents
    folder = documents.create_folder(name="Manuals").id
    inner = text(sdk, "x" * 6000, parent_folder_id=folder)
    donna = agent(sdk, knowledge_base=[KnowledgeBaseLocator(type="folder", name="Manuals", id=folder)])
    other = agent(sdk, "Other", knowledge_base=[locator(inner)])
    assert [each.id for each in documents.get_agents(inner).agents] == [other, donna]
    assert [each.id for each in documents.get_agents(inner, dependent_type="direct").agents] == [other]
    assert [each.id for each in documents.get_agents(inner, dependent_type="transitive").agents] == [donna]
    assert sdk.conversational_ai.agents.knowledge_base.size(donna).number_of_pages == 2
    refused(409, "document_in_use", documents.delete, inner)
    refused(409, "document_in_use", documents.delete, folder)
    documents.delete(folder, force=True)
    for each in (donna, other):
        assert sdk.conversational_ai.agents.get(each).conversation_config.agent.prompt.knowledge_base == []
    refused(404, "document_not_found", documents.get, inner)


def test_an_index_is_made_once_and_goes_with_the_text(sdk):
    document, first = index(sdk)
    base = sdk.conversational_ai.knowledge_base
    again = base.document.compute_rag_index(document, model=MODEL)
    assert (again.id, again.status, again.progress_percentage) == (first, "succeeded", 100)
    assert sdk.conversational_ai.rag_index_overview().total_used_bytes == len("We open at nine.")
    base.documents.update(document, content="We open at ten.")
    assert sdk.conversational_ai.get_document_rag_indexes(document).indexes == []
    assert base.documents.get_content(document) == "<p>We open at ten.</p>"


# ---- Secrets ----


def test_a_secret_shows_its_users_and_never_its_value(sdk, sandbox, recorder):
    crm = secret(sdk, value="crm-password-0815")
    used = tool(sdk, headers={"authorization": ConvAiSecretLocator(secret_id=crm)})
    [shown] = sdk.conversational_ai.secrets.list().secrets
    assert (shown.secret_id, [each.id for each in shown.used_by.tools], shown.used_by.agents) == (crm, [used], [])
    assert sdk.conversational_ai.secrets.get_dependencies(crm, "tools").dependencies[0].name == "look_up"
    refused(409, "secret_in_use", sdk.conversational_ai.secrets.delete, crm)
    sdk.conversational_ai.tools.delete(used)
    sdk.conversational_ai.secrets.update(crm, name="CRM", value="second-password-0816")
    assert sdk.conversational_ai.secrets.get(crm).name == "CRM"
    sdk.conversational_ai.secrets.delete(crm)
    refused(404, "document_not_found", sdk.conversational_ai.secrets.get, crm)
    sandbox.http.post("/v1/convai/secrets", json={"type": "new", "value": "third-password-0817"})
    for answer in recorder.answers:
        assert "password" not in answer.text
    journal = sandbox.server.http.get("/_ringback/journal", params={"sandbox": sandbox.name}).text
    assert "password" not in journal and "<secret:crm>" in journal and "<secret:CRM>" in journal


def test_a_tool_cannot_name_a_secret_that_is_not_there(sdk):
    refused(404, "document_not_found", tool, sdk, headers={"authorization": ConvAiSecretLocator(secret_id="nowhere")})


# ---- Copies and links ----


def test_a_copy_has_the_configuration_and_none_of_the_numbers(sdk, sandbox):
    used = tool(sdk)
    sdk.conversational_ai.agents.update(sandbox.agent, conversation_config=prompt(tool_ids=[used]))
    copy = sdk.conversational_ai.agents.duplicate(sandbox.agent, name="Second").agent_id
    original, made = (sdk.conversational_ai.agents.get(each) for each in (sandbox.agent, copy))
    assert made.conversation_config == original.conversation_config and made.platform_settings == original.platform_settings
    assert (made.name, made.phone_numbers) == ("Second", []) and original.phone_numbers
    assert {each.id for each in sdk.conversational_ai.tools.get_dependent_agents(used).agents} == {copy, sandbox.agent}


def test_a_link_has_the_shareable_token(sdk, sandbox):
    assert sdk.conversational_ai.agents.link.get(sandbox.agent).token is None
    sdk.conversational_ai.agents.update(sandbox.agent, platform_settings=AgentPlatformSettingsRequestModel(
        auth=AuthSettings(shareable_token="share-1")))
    token = sdk.conversational_ai.agents.link.get(sandbox.agent).token
    assert (token.conversation_token, token.purpose) == ("share-1", "shareable_link")


# ---- Scenarios ----


def test_a_scenario_names_tools_documents_and_secrets(make_sandbox, recorder):
    from conftest import connect

    tools = {"look_up": {"tool_config": {
        "type": "webhook", "description": "", "api_schema": {
            "url": "https://example.com/", "request_headers": {"authorization": {"secret_id": "crm"}}}}}}
    box = make_sandbox(world={"elevenlabs": {
        "secrets": {"crm": {"value": "crm-password-0815"}}, "tools": tools,
        "knowledge_base": {
            "hours": {"text": "Nine.", "parent_folder_id": "all"}, "all": {"type": "folder", "name": "All"}},
        "agents": {"helper": {"conversation_config": {"agent": {"prompt": {
            "tool_ids": ["look_up"], "knowledge_base": ["hours"]}}}}}}})
    sdk = connect(box, recorder)
    [shown] = sdk.conversational_ai.tools.list().tools
    helper = sdk.conversational_ai.tools.get_dependent_agents(shown.id).agents[0]
    found = sdk.conversational_ai.agents.get(helper.id).conversation_config.agent.prompt.knowledge_base[0]
    assert (shown.tool_config.name, found.type, found.name) == ("look_up", "text", "hours")
    assert sdk.conversational_ai.secrets.list().secrets[0].used_by.tools[0].id == shown.id
    assert sdk.conversational_ai.knowledge_base.documents.get(found.id).folder_path[0].name == "All"
