internal import JSON
internal import Simulation

extension Conversation {
  /// The answer of `GET /v1/convai/conversations/{conversation_id}`.
  ///
  /// Key set and order: captures of 2025-11 and the SDK of 2026-11 (reference §5.1).
  func json(tier: String) -> JSONValue {
    [
      "agent_id": .string(agentID),
      "agent_name": .string(agentName),
      "conversation_product": "agent",
      "conversation_id": .string(id),
      "status": .string(status.rawValue),
      "user_id": JSONValue(userID),
      "branch_id": .string(branchID),
      "version_id": nil,
      "transcript": .array(transcript.map { $0.json(agentID: agentID, branchID: branchID) }),
      "metadata": metadata(tier: tier),
      "analysis": analysis?.json ?? .null,
      "conversation_initiation_client_data": enrichedClientData,
      "environment": .string(clientData["environment"]?.string ?? "production"),
      "has_audio": .bool(hasAudio),
      "has_user_audio": .bool(hasAudio),
      "has_response_audio": .bool(hasAudio),
      "has_auxiliary_audio": false,
      "user_message_count": .integer(messages(of: .user)),
      "agent_message_count": .integer(messages(of: .agent)),
      "visited_agents": [["agent_id": .string(agentID), "branch_id": .string(branchID)]],
      "tag_ids": .array(tagIDs.map { .string($0) }),
    ]
  }

  /// One element of `GET /v1/convai/conversations`.
  func summary(withTranscriptSummary: Bool) -> JSONValue {
    [
      "agent_id": .string(agentID),
      "branch_id": .string(branchID),
      "version_id": nil,
      "agent_name": .string(agentName),
      "conversation_id": .string(id),
      "start_time_unix_secs": .integer(startedAt.unixSeconds),
      "call_duration_secs": .integer(durationSeconds),
      "cost": cost.map { .integer($0) } ?? .null,
      "message_count": .integer(transcript.count),
      "user_message_count": .integer(messages(of: .user)),
      "agent_message_count": .integer(messages(of: .agent)),
      "status": .string(status.rawValue),
      "termination_reason": .string(terminationReason),
      "call_successful": .string((analysis?.outcome ?? .unknown).rawValue),
      "transcript_summary": withTranscriptSummary ? JSONValue(analysis?.summary) : .null,
      "call_summary_title": JSONValue(analysis?.title),
      "main_language": nil,
      "conversation_initiation_source": .string(source),
      "tool_names": [],
      "direction": phoneCall.map { .string($0.direction) } ?? .null,
      "rating": nil,
      "tag_ids": .array(tagIDs.map { .string($0) }),
    ]
  }

  private func messages(of role: Turn.Role) -> Int { transcript.count { $0.role == role } }

  private func metadata(tier: String) -> JSONValue {
    [
      "start_time_unix_secs": .integer(startedAt.unixSeconds),
      "accepted_time_unix_secs": acceptedAt.map { .integer($0.unixSeconds) } ?? .null,
      "call_duration_secs": .integer(durationSeconds),
      "cost": cost.map { .integer($0) } ?? .null,
      "cost_fiat": nil,
      "deletion_settings": [
        "deletion_time_unix_secs": nil, "deleted_logs_at_time_unix_secs": nil, "deleted_audio_at_time_unix_secs": nil,
        "deleted_transcript_at_time_unix_secs": nil, "delete_transcript_and_pii": false, "delete_audio": false,
      ],
      "feedback": [
        "type": feedback == nil ? nil : "thumbs",
        "overall_score": JSONValue(feedback?.rawValue),
        "likes": .integer(feedback == .like ? 1 : 0),
        "dislikes": .integer(feedback == .dislike ? 1 : 0),
        "rating": nil,
        "comment": nil,
      ],
      // Native phone calls show a signed URL in both directions (three records of 2025).
      "authorization_method": phoneCall == nil ? "public" : "signed_url",
      "charging": [
        "dev_discount": false, "is_burst": false, "tier": .string(tier),
        "llm_usage": ["irreversible_generation": ["model_usage": [:]], "initiated_generation": ["model_usage": [:]]],
        "llm_price": nil, "llm_charge": nil, "call_charge": nil,
        "free_minutes_consumed": 0.0, "free_llm_dollars_consumed": 0.0,
      ],
      "phone_call": phoneCall?.json ?? .null,
      "batch_call": batchCall?.json ?? .null,
      "termination_reason": .string(terminationReason),
      "error": failure?.json ?? .null,
      "warnings": [],
      "main_language": nil,
      "rag_usage": nil,
      "text_only": false,
      "features_usage": [:],
      "eleven_assistant": ["is_eleven_assistant": false],
      "initiator_id": nil,
      "conversation_initiation_source": .string(source),
      "conversation_initiation_source_version": nil,
      "timezone": nil,
      "agent_created_from": "api",
      "agent_last_updated_from": "api",
    ]
  }

  /// The client data as the service gives it back: what was sent, the nulls it adds, and its own variables.
  private var enrichedClientData: JSONValue {
    var data: JSONObject = [
      "conversation_config_override": ["turn": nil, "tts": nil, "conversation": nil, "agent": nil],
      "custom_llm_extra_body": [:],
      "user_id": nil,
      "source_info": ["source": nil, "version": nil],
    ]
    var sent = clientData.object ?? [:]
    sent["dynamic_variables"] = nil
    for (key, value) in sent {
      if key == "conversation_config_override", var overrides = data[key]?.object, let changes = value.object {
        overrides.merge(changes)
        data[key] = .object(overrides)
      } else if !value.isNull || data[key] == nil {
        data[key] = value
      }
    }
    var variables = dynamicVariables
    variables.merge(systemVariables)
    data.append("dynamic_variables", .object(variables))
    return .object(data)
  }

  /// The variables that the service adds.
  var systemVariables: JSONObject {
    var variables: JSONObject = [
      "system__agent_id": .string(agentID),
      "system__current_agent_id": .string(agentID),
      "system__conversation_id": .string(id),
      "system__call_duration_secs": .integer(durationSeconds),
      "system__time_utc": .string(startedAt.pythonISO8601),
    ]
    guard let phoneCall else { return variables }
    let isOutbound = phoneCall.direction == "outbound"
    variables.append("system__caller_id", .string(isOutbound ? phoneCall.agentNumber : phoneCall.externalNumber))
    variables.append("system__called_number", .string(isOutbound ? phoneCall.externalNumber : phoneCall.agentNumber))
    variables.append("system__call_sid", .string(phoneCall.callSID))
    return variables
  }
}

extension Conversation.PhoneCall {
  /// The `phone_call` object.
  ///
  /// That `stream_sid` is empty before the media stream opens is assumed, and `call_result` null.
  var json: JSONValue {
    var call: JSONObject = [
      "direction": .string(direction), "phone_number_id": .string(phoneNumberID),
      "agent_number": .string(agentNumber), "external_number": .string(externalNumber),
      "call_result": JSONValue(result),
      "type": .string(provider),
    ]
    if provider == "twilio" { call.append("stream_sid", "") } else { call.append("call_id", JSONValue(callID)) }
    call.append("call_sid", .string(callSID))
    return .object(call)
  }
}

extension Conversation.BatchCall {
  /// The `batch_call` object.
  var json: JSONValue {
    ["batch_call_id": .string(batchID), "batch_call_recipient_id": .string(recipientID), "campaign": nil]
  }
}

extension Conversation.Failure {
  /// The `error` object; `error_type` is on the wire though the SDK's model lacks it.
  var json: JSONValue {
    var json: JSONObject = ["code": .integer(code), "reason": .string(reason)]
    if let type { json.append("error_type", .string(type)) }
    return .object(json)
  }
}
