internal import JSON
internal import Simulation

/// What is sent: `{"type", "event_timestamp", "data"}`, in this order (captured 2025-11).
struct WebhookPayload {
  let event: WebhookEvent
  /// The sandbox's time, so that two equal runs send the same bytes.
  let time: Instant
  let data: JSONValue

  /// The body, on one line.
  func bytes(_ style: JSONStyle) -> [UInt8] {
    style.bytes(["type": .string(event.type), "event_timestamp": .integer(time.unixSeconds), "data": data])
  }

  /// A conversation that is done: what `GET /v1/convai/conversations/{id}` answers.
  ///
  /// That `exclude_transcript` takes the whole member out is assumed.
  static func transcription(
    of conversation: Conversation, tier: String, withTranscript: Bool, at time: Instant
  ) -> WebhookPayload {
    var data = conversation.json(tier: tier).object ?? [:]
    if !withTranscript { data["transcript"] = .none }
    return WebhookPayload(event: .transcript, time: time, data: .object(data))
  }

  /// The recording: `data` is exactly `agent_id`, `conversation_id` and `full_audio`, an MP3 in Base64.
  ///
  /// Put together from bytes, since a recording is long.
  static func audio(of conversation: Conversation, mp3: [UInt8], at time: Instant, _ style: JSONStyle) -> [UInt8] {
    let data: JSONValue = [
      "agent_id": .string(conversation.agentID), "conversation_id": .string(conversation.id), "full_audio": "",
    ]
    var bytes = WebhookPayload(event: .audio, time: time, data: data).bytes(style)
    // Behind the empty text stand its quotation mark and two braces.
    bytes.insert(contentsOf: Base64Text.encode(mp3).utf8, at: bytes.count - 3)
    return bytes
  }
}
