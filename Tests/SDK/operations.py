"""Which type of the SDK answers which operation of the project's document."""

import json
import re
import typing

from elevenlabs import types as sdk
from elevenlabs.conversational_ai.phone_numbers import types as numbers

import resources
from server import ROOT

DOCUMENT = json.loads((ROOT / "openapi/elevenlabs.json").read_text())
ERRORS = json.loads((ROOT / "openapi/elevenlabs-errors.json").read_text())["errors"]

METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = {
    operation["operationId"]: dict(operation, method=method.upper(), path=path)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method in METHODS
}

# None: the SDK throws the body away, or hands it on as bytes.
ANSWERS = {
    "get_user_info": sdk.User,
    "get_user_subscription_info": sdk.Subscription,
    "get_models": typing.List[sdk.Model],
    "get_voices": sdk.GetVoicesResponse,
    "get_voice_by_id": sdk.Voice,
    "get_user_voices_v2": sdk.GetVoicesV2Response,
    "get_settings_route": sdk.GetConvAiSettingsResponseModel,
    "update_settings_route": sdk.GetConvAiSettingsResponseModel,
    "get_workspace_webhooks_route": sdk.WorkspaceWebhookListResponseModel,
    "create_workspace_webhook_route": sdk.WorkspaceCreateWebhookResponseModel,
    "edit_workspace_webhook_route": sdk.PatchWorkspaceWebhookResponseModel,
    "delete_workspace_webhook_route": sdk.DeleteWorkspaceWebhookResponseModel,
    "create_agent_route": sdk.CreateAgentResponseModel,
    "get_agents_route": sdk.GetAgentsPageResponseModel,
    "get_agent_route": sdk.GetAgentResponseModel,
    "patch_agent_settings_route": sdk.GetAgentResponseModel,
    "delete_agent_route": None,
    "create_phone_number_route": sdk.CreatePhoneNumberResponseModel,
    "list_phone_numbers_route": typing.List[numbers.PhoneNumbersListResponseItem],
    "list_phone_numbers_v2_route": sdk.GetPhoneNumbersPageResponseModel,
    "get_phone_number_route": numbers.PhoneNumbersGetResponse,
    "update_phone_number_route": numbers.PhoneNumbersUpdateResponse,
    "delete_phone_number_route": None,
    "get_conversation_histories_route": sdk.GetConversationsPageResponseModel,
    "get_conversation_history_route": sdk.GetConversationResponseModel,
    "get_conversation_audio_route": None,
    "delete_conversation_route": None,
    "post_conversation_feedback_route": None,
    "assign_conversation_tags_route": None,
    "unassign_conversation_tag_route": None,
    "list_conversation_tags_route": sdk.GetConversationTagsPageResponseModel,
    "create_conversation_tag_route": sdk.ConversationTagResponseModel,
    "get_conversation_tag_route": sdk.ConversationTagResponseModel,
    "update_conversation_tag_route": sdk.ConversationTagResponseModel,
    "delete_conversation_tag_route": None,
    "get_conversation_users_route": sdk.GetConversationUsersPageResponseModel,
    "get_live_count": sdk.GetLiveCountResponse,
    "get_livekit_token": sdk.TokenResponseModel,
    "get_conversation_signed_link": sdk.ConversationSignedUrlResponseModel,
    "get_signed_url_deprecated": sdk.ConversationSignedUrlResponseModel,
    "handle_twilio_outbound_call": sdk.TwilioOutboundCallResponse,
    "handle_sip_trunk_outbound_call": sdk.SipTrunkOutboundCallResponse,
    "create_batch_call": sdk.BatchCallResponse,
    "get_workspace_batch_calls": sdk.WorkspaceBatchCallsResponse,
    "get_batch_call": sdk.BatchCallDetailedResponse,
    "delete_batch_call": None,
    "cancel_batch_call": sdk.BatchCallResponse,
    "retry_batch_call": sdk.BatchCallResponse,
    **resources.ANSWERS,
    # CSV, which the SDK hands on in pieces.
    "export_batch_call": None,
}


def _pattern(path):
    return re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path)) + "$")


# Literal segments beat parameters.
_PATTERNS = sorted(
    ((operation["path"].count("{"), operation["method"], _pattern(operation["path"]), name)
     for name, operation in OPERATIONS.items()), key=lambda entry: entry[0])


def operation_of(method, path):
    """The operation that a request is for, whatever sandbox it names; None where the document has none."""
    path = re.sub(r"^/~[^/]+", "", path)
    for _, wanted, pattern, name in _PATTERNS:
        if wanted == method and pattern.match(path):
            return name
    return None
