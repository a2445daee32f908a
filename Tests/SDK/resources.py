"""Tools, knowledge base, secrets, copies and links of agents: which SDK type answers which operation, and how it is called."""

import typing

from elevenlabs import types as sdk
from elevenlabs.conversational_ai.knowledge_base.documents.summaries.types import SummariesGetResponseValue
from elevenlabs.conversational_ai.knowledge_base.documents.types import DocumentsGetResponse, DocumentsUpdateResponse
from elevenlabs.conversational_ai.knowledge_base.types import KnowledgeBaseGetOrCreateRagIndexesResponseValue
from elevenlabs.types import (
    GetOrCreateRagIndexRequestModel, ToolRequestModel, ToolRequestModelToolConfig_Client as ClientTool,
    ToolRequestModelToolConfig_Webhook as WebhookTool, WebhookToolApiSchemaConfigInput as WebhookSchema,
)

MODEL = "e5_mistral_7b_instruct"

# None: the SDK throws the body away, or it is no JSON.
ANSWERS = {
    "add_tool_route": sdk.ToolResponseModel,
    "get_tools_route": sdk.ToolsResponseModel,
    "get_tool_route": sdk.ToolResponseModel,
    "update_tool_route": sdk.ToolResponseModel,
    "delete_tool_route": None,
    "get_tool_dependent_agents_route": sdk.GetToolDependentAgentsResponseModel,
    "add_documentation_to_knowledge_base": sdk.AddKnowledgeBaseResponseModel,
    "get_knowledge_base_list_route": sdk.GetKnowledgeBaseListResponseModel,
    "create_text_document_route": sdk.AddKnowledgeBaseResponseModel,
    "create_url_document_route": sdk.AddKnowledgeBaseResponseModel,
    "create_file_document_route": sdk.AddKnowledgeBaseResponseModel,
    "create_folder_route": sdk.AddKnowledgeBaseResponseModel,
    "get_agent_knowledge_base_summaries_route": typing.Dict[str, SummariesGetResponseValue],
    "get_rag_index_overview": sdk.RagIndexOverviewResponseModel,
    "get_or_create_rag_indexes": typing.Dict[str, KnowledgeBaseGetOrCreateRagIndexesResponseValue],
    "get_documentation_from_knowledge_base": DocumentsGetResponse,
    "update_document_route": DocumentsUpdateResponse,
    "delete_knowledge_base_document": None,
    "get_knowledge_base_content": None,
    "get_knowledge_base_dependent_agents": sdk.GetKnowledgeBaseDependentAgentsResponseModel,
    "get_rag_indexes": sdk.RagDocumentIndexesResponseModel,
    "rag_index_status": sdk.RagDocumentIndexResponseModel,
    "delete_rag_index": sdk.RagDocumentIndexResponseModel,
    "create_secret_route": sdk.PostWorkspaceSecretResponseModel,
    "get_secrets_route": sdk.GetWorkspaceSecretsResponseModel,
    "get_secret_route": sdk.ConvAiWorkspaceStoredSecretConfig,
    "update_secret_route": sdk.PostWorkspaceSecretResponseModel,
    "delete_secret_route": None,
    "get_secret_dependencies_route": sdk.GetSecretDependenciesResponseModel,
    "duplicate_agent_route": sdk.CreateAgentResponseModel,
    "get_agent_link_route": sdk.GetAgentLinkResponseModel,
    "get_agent_widget_route": sdk.GetAgentEmbedResponseModel,
    "get_agent_knowledge_base_size": sdk.GetAgentKnowledgebaseSizeResponseModel,
}


def webhook(name="look_up", url="https://example.com/look-up", headers=None, **config):
    schema = WebhookSchema(url=url, **({"request_headers": headers} if headers else {}))
    return ToolRequestModel(tool_config=WebhookTool(name=name, description="Looks it up.", api_schema=schema, **config))


def client_tool(name="show", **config):
    return ToolRequestModel(tool_config=ClientTool(name=name, description="Shows it.", **config))


def tool(api, **wishes):
    return api.conversational_ai.tools.create(request=webhook(**wishes)).id


def text(api, content="We open at nine.", **wishes):
    return api.conversational_ai.knowledge_base.documents.create_from_text(text=content, **wishes).id


def secret(api, name="crm", value="very-secret-value"):
    return api.conversational_ai.secrets.create(name=name, value=value).secret_id


def index(api):
    document = text(api)
    return document, api.conversational_ai.knowledge_base.document.compute_rag_index(document, model=MODEL).id


CALLS = {
    "add_tool_route": lambda api, box: tool(api),
    "get_tools_route": lambda api, box: tool(api) and api.conversational_ai.tools.list(),
    "get_tool_route": lambda api, box: api.conversational_ai.tools.get(tool(api)),
    "update_tool_route": lambda api, box: api.conversational_ai.tools.update(tool(api), request=client_tool()),
    "delete_tool_route": lambda api, box: api.conversational_ai.tools.delete(tool(api)),
    "get_tool_dependent_agents_route": lambda api, box: api.conversational_ai.tools.get_dependent_agents(tool(api)),
    "add_documentation_to_knowledge_base":
        lambda api, box: api.conversational_ai.add_to_knowledge_base(url="https://example.com/"),
    "get_knowledge_base_list_route": lambda api, box: text(api) and api.conversational_ai.knowledge_base.list(),
    "create_text_document_route": lambda api, box: text(api),
    "create_url_document_route":
        lambda api, box: api.conversational_ai.knowledge_base.documents.create_from_url(url="https://example.com/"),
    "create_file_document_route": lambda api, box: api.conversational_ai.knowledge_base.documents.create_from_file(
        file=("hours.txt", b"We open at nine.", "text/plain")),
    "create_folder_route":
        lambda api, box: api.conversational_ai.knowledge_base.documents.create_folder(name="Manuals"),
    "get_agent_knowledge_base_summaries_route":
        lambda api, box: api.conversational_ai.knowledge_base.documents.summaries.get(document_ids=[text(api), "none"]),
    "get_rag_index_overview": lambda api, box: index(api) and api.conversational_ai.rag_index_overview(),
    "get_or_create_rag_indexes": lambda api, box: api.conversational_ai.knowledge_base.get_or_create_rag_indexes(
        items=[
            GetOrCreateRagIndexRequestModel(document_id=document, create_if_missing=True, model=MODEL)
            for document in (text(api), "none")]),
    "get_documentation_from_knowledge_base":
        lambda api, box: api.conversational_ai.knowledge_base.documents.get(text(api)),
    "update_document_route":
        lambda api, box: api.conversational_ai.knowledge_base.documents.update(text(api), name="Other"),
    "delete_knowledge_base_document":
        lambda api, box: api.conversational_ai.knowledge_base.documents.delete(text(api)),
    "get_knowledge_base_content":
        lambda api, box: api.conversational_ai.knowledge_base.documents.get_content(text(api)),
    "get_knowledge_base_dependent_agents":
        lambda api, box: api.conversational_ai.knowledge_base.documents.get_agents(text(api)),
    "get_rag_indexes": lambda api, box: api.conversational_ai.get_document_rag_indexes(index(api)[0]),
    "rag_index_status": lambda api, box: index(api),
    "delete_rag_index": lambda api, box: api.conversational_ai.delete_document_rag_index(*index(api)),
    "create_secret_route": lambda api, box: secret(api),
    "get_secrets_route": lambda api, box: secret(api) and api.conversational_ai.secrets.list(),
    "get_secret_route": lambda api, box: api.conversational_ai.secrets.get(secret(api)),
    "update_secret_route":
        lambda api, box: api.conversational_ai.secrets.update(secret(api), name="crm", value="another-value"),
    "delete_secret_route": lambda api, box: api.conversational_ai.secrets.delete(secret(api)),
    "get_secret_dependencies_route":
        lambda api, box: api.conversational_ai.secrets.get_dependencies(secret(api), "tools"),
    "duplicate_agent_route": lambda api, box: api.conversational_ai.agents.duplicate(box.agent),
    "get_agent_link_route": lambda api, box: api.conversational_ai.agents.link.get(box.agent),
    "get_agent_widget_route": lambda api, box: api.conversational_ai.agents.widget.get(box.agent),
    "get_agent_knowledge_base_size": lambda api, box: api.conversational_ai.agents.knowledge_base.size(box.agent),
}
