#include "CResources.h"

static const unsigned char elevenlabs_document[] = {
#embed "../../openapi/elevenlabs.json"
};
static const unsigned char elevenlabs_errors[] = {
#embed "../../openapi/elevenlabs-errors.json"
};
static const unsigned char twilio_document[] = {
#embed "../../openapi/twilio.json"
};
static const unsigned char twilio_errors[] = {
#embed "../../openapi/twilio-errors.json"
};
static const unsigned char admin_document[] = {
#embed "../../openapi/admin.json"
};
static const unsigned char contract_accepted[] = {
#embed "../../contract/accepted.json"
};
static const unsigned char contract_schema[] = {
#embed "../../contract/case.schema.json"
};
static const unsigned char contract_elevenlabs_agents[] = {
#embed "../../contract/elevenlabs/agents.json"
};
static const unsigned char contract_elevenlabs_batch_calling[] = {
#embed "../../contract/elevenlabs/batch-calling.json"
};
static const unsigned char contract_elevenlabs_calls[] = {
#embed "../../contract/elevenlabs/calls.json"
};
static const unsigned char contract_elevenlabs_conversation_token[] = {
#embed "../../contract/elevenlabs/conversation-token.json"
};
static const unsigned char contract_elevenlabs_conversations[] = {
#embed "../../contract/elevenlabs/conversations.json"
};
static const unsigned char contract_elevenlabs_errors_auth[] = {
#embed "../../contract/elevenlabs/errors-auth.json"
};
static const unsigned char contract_elevenlabs_errors_limits[] = {
#embed "../../contract/elevenlabs/errors-limits.json"
};
static const unsigned char contract_elevenlabs_errors_resources[] = {
#embed "../../contract/elevenlabs/errors-resources.json"
};
static const unsigned char contract_elevenlabs_errors_validation[] = {
#embed "../../contract/elevenlabs/errors-validation.json"
};
static const unsigned char contract_elevenlabs_headers[] = {
#embed "../../contract/elevenlabs/headers.json"
};
static const unsigned char contract_elevenlabs_ids[] = {
#embed "../../contract/elevenlabs/ids.json"
};
static const unsigned char contract_elevenlabs_live_count[] = {
#embed "../../contract/elevenlabs/live-count.json"
};
static const unsigned char contract_elevenlabs_knowledge_base[] = {
#embed "../../contract/elevenlabs/knowledge-base.json"
};
static const unsigned char contract_elevenlabs_outbound_call[] = {
#embed "../../contract/elevenlabs/outbound-call.json"
};
static const unsigned char contract_elevenlabs_paging[] = {
#embed "../../contract/elevenlabs/paging.json"
};
static const unsigned char contract_elevenlabs_phone_numbers[] = {
#embed "../../contract/elevenlabs/phone-numbers.json"
};
static const unsigned char contract_elevenlabs_phone_numbers_v2[] = {
#embed "../../contract/elevenlabs/phone-numbers-v2.json"
};
static const unsigned char contract_elevenlabs_settings[] = {
#embed "../../contract/elevenlabs/settings.json"
};
static const unsigned char contract_elevenlabs_secrets[] = {
#embed "../../contract/elevenlabs/secrets.json"
};
static const unsigned char contract_elevenlabs_signed_url[] = {
#embed "../../contract/elevenlabs/signed-url.json"
};
static const unsigned char contract_elevenlabs_simulations[] = {
#embed "../../contract/elevenlabs/simulations.json"
};
static const unsigned char contract_elevenlabs_sip_trunk[] = {
#embed "../../contract/elevenlabs/sip-trunk.json"
};
static const unsigned char contract_elevenlabs_tags[] = {
#embed "../../contract/elevenlabs/tags.json"
};
static const unsigned char contract_elevenlabs_tools[] = {
#embed "../../contract/elevenlabs/tools.json"
};
static const unsigned char contract_elevenlabs_user[] = {
#embed "../../contract/elevenlabs/user.json"
};
static const unsigned char contract_elevenlabs_users[] = {
#embed "../../contract/elevenlabs/users.json"
};
static const unsigned char contract_elevenlabs_voices_models[] = {
#embed "../../contract/elevenlabs/voices-models.json"
};
static const unsigned char contract_elevenlabs_webhooks[] = {
#embed "../../contract/elevenlabs/webhooks.json"
};
static const unsigned char contract_elevenlabs_workspace_webhooks[] = {
#embed "../../contract/elevenlabs/workspace-webhooks.json"
};
static const unsigned char contract_elevenlabs_wrong_endpoints[] = {
#embed "../../contract/elevenlabs/wrong-endpoints.json"
};
static const unsigned char contract_twilio_auth[] = {
#embed "../../contract/twilio/auth.json"
};
static const unsigned char contract_twilio_calls[] = {
#embed "../../contract/twilio/calls.json"
};
static const unsigned char contract_twilio_errors[] = {
#embed "../../contract/twilio/errors.json"
};
static const unsigned char contract_twilio_headers[] = {
#embed "../../contract/twilio/headers.json"
};
static const unsigned char contract_twilio_list[] = {
#embed "../../contract/twilio/list.json"
};
static const unsigned char scenario_schema[] = {
#embed "../../scenarios/scenario.schema.json"
};
static const unsigned char scenario_starter[] = {
#embed "../../scenarios/templates/starter.json"
};
static const unsigned char scenario_no_answer[] = {
#embed "../../scenarios/no-answer.json"
};
static const unsigned char scenario_busy[] = {
#embed "../../scenarios/busy.json"
};
static const unsigned char scenario_carrier_rejected[] = {
#embed "../../scenarios/carrier-rejected.json"
};
static const unsigned char scenario_voicemail[] = {
#embed "../../scenarios/voicemail.json"
};
static const unsigned char scenario_hangs_up_mid_sentence[] = {
#embed "../../scenarios/hangs-up-mid-sentence.json"
};
static const unsigned char scenario_call_never_reaches_provider[] = {
#embed "../../scenarios/call-never-reaches-provider.json"
};
static const unsigned char scenario_missing_dynamic_variable[] = {
#embed "../../scenarios/missing-dynamic-variable.json"
};
static const unsigned char scenario_placeholder_name_mismatch[] = {
#embed "../../scenarios/placeholder-name-mismatch.json"
};
static const unsigned char scenario_override_not_allowed[] = {
#embed "../../scenarios/override-not-allowed.json"
};
static const unsigned char scenario_questions_in_client_data[] = {
#embed "../../scenarios/questions-in-client-data.json"
};
static const unsigned char scenario_batch_with_one_busy[] = {
#embed "../../scenarios/batch-with-one-busy.json"
};
static const unsigned char scenario_inbound_with_initiation_webhook[] = {
#embed "../../scenarios/inbound-with-initiation-webhook.json"
};
static const unsigned char scenario_default[] = {
#embed "../../scenarios/default.json"
};
static const unsigned char scenario_creator_account[] = {
#embed "../../scenarios/creator-account.json"
};
static const unsigned char scenario_missing_permissions[] = {
#embed "../../scenarios/missing-permissions.json"
};
static const unsigned char scenario_invalid_api_key[] = {
#embed "../../scenarios/invalid-api-key.json"
};
static const unsigned char scenario_wrong_endpoint[] = {
#embed "../../scenarios/wrong-endpoint.json"
};
static const unsigned char scenario_agent_not_found[] = {
#embed "../../scenarios/agent-not-found.json"
};
static const unsigned char scenario_phone_number_instead_of_id[] = {
#embed "../../scenarios/phone-number-instead-of-id.json"
};
static const unsigned char scenario_phone_number_not_linked[] = {
#embed "../../scenarios/phone-number-not-linked.json"
};
static const unsigned char scenario_terms_not_accepted[] = {
#embed "../../scenarios/terms-not-accepted.json"
};
static const unsigned char scenario_quota_exceeded[] = {
#embed "../../scenarios/quota-exceeded.json"
};
static const unsigned char scenario_concurrency_limit[] = {
#embed "../../scenarios/concurrency-limit.json"
};
static const unsigned char scenario_rate_limited_then_ok[] = {
#embed "../../scenarios/rate-limited-then-ok.json"
};
static const unsigned char scenario_system_busy[] = {
#embed "../../scenarios/system-busy.json"
};
static const unsigned char scenario_slow_api[] = {
#embed "../../scenarios/slow-api.json"
};
static const unsigned char scenario_flaky_network[] = {
#embed "../../scenarios/flaky-network.json"
};
static const unsigned char scenario_server_error_then_ok[] = {
#embed "../../scenarios/server-error-then-ok.json"
};
static const unsigned char scenario_legacy_error_bodies[] = {
#embed "../../scenarios/legacy-error-bodies.json"
};
static const unsigned char scenario_ip_not_allowed[] = {
#embed "../../scenarios/ip-not-allowed.json"
};
static const unsigned char scenario_key_expires_mid_test[] = {
#embed "../../scenarios/key-expires-mid-test.json"
};
static const unsigned char scenario_webhook_down[] = {
#embed "../../scenarios/webhook-down.json"
};
static const unsigned char scenario_webhook_wrong_secret[] = {
#embed "../../scenarios/webhook-wrong-secret.json"
};

#define RESOURCE(path, bytes) {path, bytes, sizeof(bytes)}

static const struct ringback_resource resources[] = {
  RESOURCE("openapi/elevenlabs.json", elevenlabs_document),
  RESOURCE("openapi/elevenlabs-errors.json", elevenlabs_errors),
  RESOURCE("openapi/twilio.json", twilio_document),
  RESOURCE("openapi/twilio-errors.json", twilio_errors),
  RESOURCE("openapi/admin.json", admin_document),
  RESOURCE("contract/accepted.json", contract_accepted),
  RESOURCE("contract/case.schema.json", contract_schema),
  RESOURCE("contract/elevenlabs/agents.json", contract_elevenlabs_agents),
  RESOURCE("contract/elevenlabs/batch-calling.json", contract_elevenlabs_batch_calling),
  RESOURCE("contract/elevenlabs/calls.json", contract_elevenlabs_calls),
  RESOURCE("contract/elevenlabs/conversation-token.json", contract_elevenlabs_conversation_token),
  RESOURCE("contract/elevenlabs/conversations.json", contract_elevenlabs_conversations),
  RESOURCE("contract/elevenlabs/errors-auth.json", contract_elevenlabs_errors_auth),
  RESOURCE("contract/elevenlabs/errors-limits.json", contract_elevenlabs_errors_limits),
  RESOURCE("contract/elevenlabs/errors-resources.json", contract_elevenlabs_errors_resources),
  RESOURCE("contract/elevenlabs/errors-validation.json", contract_elevenlabs_errors_validation),
  RESOURCE("contract/elevenlabs/headers.json", contract_elevenlabs_headers),
  RESOURCE("contract/elevenlabs/ids.json", contract_elevenlabs_ids),
  RESOURCE("contract/elevenlabs/knowledge-base.json", contract_elevenlabs_knowledge_base),
  RESOURCE("contract/elevenlabs/live-count.json", contract_elevenlabs_live_count),
  RESOURCE("contract/elevenlabs/outbound-call.json", contract_elevenlabs_outbound_call),
  RESOURCE("contract/elevenlabs/paging.json", contract_elevenlabs_paging),
  RESOURCE("contract/elevenlabs/phone-numbers-v2.json", contract_elevenlabs_phone_numbers_v2),
  RESOURCE("contract/elevenlabs/phone-numbers.json", contract_elevenlabs_phone_numbers),
  RESOURCE("contract/elevenlabs/secrets.json", contract_elevenlabs_secrets),
  RESOURCE("contract/elevenlabs/settings.json", contract_elevenlabs_settings),
  RESOURCE("contract/elevenlabs/signed-url.json", contract_elevenlabs_signed_url),
  RESOURCE("contract/elevenlabs/simulations.json", contract_elevenlabs_simulations),
  RESOURCE("contract/elevenlabs/sip-trunk.json", contract_elevenlabs_sip_trunk),
  RESOURCE("contract/elevenlabs/tags.json", contract_elevenlabs_tags),
  RESOURCE("contract/elevenlabs/tools.json", contract_elevenlabs_tools),
  RESOURCE("contract/elevenlabs/user.json", contract_elevenlabs_user),
  RESOURCE("contract/elevenlabs/users.json", contract_elevenlabs_users),
  RESOURCE("contract/elevenlabs/voices-models.json", contract_elevenlabs_voices_models),
  RESOURCE("contract/elevenlabs/webhooks.json", contract_elevenlabs_webhooks),
  RESOURCE("contract/elevenlabs/workspace-webhooks.json", contract_elevenlabs_workspace_webhooks),
  RESOURCE("contract/elevenlabs/wrong-endpoints.json", contract_elevenlabs_wrong_endpoints),
  RESOURCE("contract/twilio/auth.json", contract_twilio_auth),
  RESOURCE("contract/twilio/calls.json", contract_twilio_calls),
  RESOURCE("contract/twilio/errors.json", contract_twilio_errors),
  RESOURCE("contract/twilio/headers.json", contract_twilio_headers),
  RESOURCE("contract/twilio/list.json", contract_twilio_list),
  RESOURCE("scenarios/scenario.schema.json", scenario_schema),
  RESOURCE("scenarios/templates/starter.json", scenario_starter),
  RESOURCE("scenarios/default.json", scenario_default),
  RESOURCE("scenarios/no-answer.json", scenario_no_answer),
  RESOURCE("scenarios/busy.json", scenario_busy),
  RESOURCE("scenarios/carrier-rejected.json", scenario_carrier_rejected),
  RESOURCE("scenarios/voicemail.json", scenario_voicemail),
  RESOURCE("scenarios/hangs-up-mid-sentence.json", scenario_hangs_up_mid_sentence),
  RESOURCE("scenarios/call-never-reaches-provider.json", scenario_call_never_reaches_provider),
  RESOURCE("scenarios/missing-dynamic-variable.json", scenario_missing_dynamic_variable),
  RESOURCE("scenarios/placeholder-name-mismatch.json", scenario_placeholder_name_mismatch),
  RESOURCE("scenarios/override-not-allowed.json", scenario_override_not_allowed),
  RESOURCE("scenarios/questions-in-client-data.json", scenario_questions_in_client_data),
  RESOURCE("scenarios/batch-with-one-busy.json", scenario_batch_with_one_busy),
  RESOURCE("scenarios/inbound-with-initiation-webhook.json", scenario_inbound_with_initiation_webhook),
  RESOURCE("scenarios/creator-account.json", scenario_creator_account),
  RESOURCE("scenarios/missing-permissions.json", scenario_missing_permissions),
  RESOURCE("scenarios/invalid-api-key.json", scenario_invalid_api_key),
  RESOURCE("scenarios/wrong-endpoint.json", scenario_wrong_endpoint),
  RESOURCE("scenarios/agent-not-found.json", scenario_agent_not_found),
  RESOURCE("scenarios/phone-number-instead-of-id.json", scenario_phone_number_instead_of_id),
  RESOURCE("scenarios/phone-number-not-linked.json", scenario_phone_number_not_linked),
  RESOURCE("scenarios/terms-not-accepted.json", scenario_terms_not_accepted),
  RESOURCE("scenarios/quota-exceeded.json", scenario_quota_exceeded),
  RESOURCE("scenarios/concurrency-limit.json", scenario_concurrency_limit),
  RESOURCE("scenarios/rate-limited-then-ok.json", scenario_rate_limited_then_ok),
  RESOURCE("scenarios/system-busy.json", scenario_system_busy),
  RESOURCE("scenarios/slow-api.json", scenario_slow_api),
  RESOURCE("scenarios/flaky-network.json", scenario_flaky_network),
  RESOURCE("scenarios/server-error-then-ok.json", scenario_server_error_then_ok),
  RESOURCE("scenarios/legacy-error-bodies.json", scenario_legacy_error_bodies),
  RESOURCE("scenarios/ip-not-allowed.json", scenario_ip_not_allowed),
  RESOURCE("scenarios/key-expires-mid-test.json", scenario_key_expires_mid_test),
  RESOURCE("scenarios/webhook-down.json", scenario_webhook_down),
  RESOURCE("scenarios/webhook-wrong-secret.json", scenario_webhook_wrong_secret),
};

const struct ringback_resource *ringback_resource_at(size_t index) {
  return index < sizeof(resources) / sizeof(resources[0]) ? &resources[index] : NULL;
}
