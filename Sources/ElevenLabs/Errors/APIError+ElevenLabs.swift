internal import JSON
internal import Simulation
internal import Telephony

/// The errors that handlers throw; what each says stands in `openapi/elevenlabs-errors.json`.
extension APIError {
  static func missingPermission(_ scope: String, key: Credential) -> APIError {
    APIError(
      "missing_permissions", ["permission": scope, "key": "\"\(key.name)\"", "granted": key.permissions.description])
  }

  static func agentNotFound(_ id: String, hint: String) -> APIError {
    APIError("agent_not_found", ["id": id], hint: hint)
  }

  static func phoneNumberNotFound(_ id: String, hint: String) -> APIError {
    APIError("phone_number_not_found", ["id": id], hint: hint)
  }

  /// Of tools, documents and secrets.
  static func documentNotFound(_ id: String, hint: String) -> APIError {
    APIError("document_not_found", ["id": id], hint: hint)
  }

  static func conversationNotFound(_ id: String) -> APIError { APIError("conversation_history_not_found", ["id": id]) }

  static func conversationHasNoAudio(_ id: String) -> APIError { APIError("conversation_audio_not_found", ["id": id]) }

  static func twilioRefused(_ refusal: DialRefusal, conversation: String) -> APIError {
    APIError(
      "twilio_dial_refused",
      [
        "twilio_status": String(refusal.status), "twilio_message": refusal.message, "conversation_id": conversation,
      ])
  }

  static func sipFailed(_ failure: Conversation.Failure, conversation: String) -> APIError {
    APIError("sip_call_failed", ["reason": failure.reason, "conversation_id": conversation])
  }

  static func batchNotFound(_ id: String) -> APIError { APIError("batch_call_not_found", ["id": id]) }

  static func voiceNotFound(_ id: String) -> APIError { APIError("voice_not_found", ["id": id]) }

  static func invalidProviderConfig(number: String, hint: String? = nil) -> APIError {
    APIError("invalid_provider_config", ["phone_number": number], hint: hint)
  }

  /// A request goes beyond a bound of Ringback's own: HTTP 413 with these words alone.
  static func tooLarge(_ words: String) -> APIError { APIError(ElevenLabsAPI.tooLarge, hint: words) }

  /// The nested configuration was refused: HTTP 400 whose message is the list of issues as a JSON text.
  static func inputInvalid(_ issues: [JSONValue]) -> APIError {
    let first = issues.first
    let place = (first?["loc"]?.array ?? []).map { $0.string ?? $0.description }.joined(separator: ".")
    let words = [place, first?["msg"]?.string ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    return APIError("input_invalid", ["issues": PythonJSON.text(.array(issues)), "first_issue": words])
  }
}
