internal import JSON
internal import Simulation

/// Which webhook hears of an agent's calls, and of what.
struct WebhookSubscription: Equatable {
  let webhookID: String
  let events: [WebhookEvent]
  /// Whether the transcript is left out of what is told.
  let excludesTranscript: Bool
  /// Whether the transcript is wanted as OpenTelemetry traces.
  let wantsTraces: Bool

  /// Nil where nobody is to hear.
  ///
  /// An agent that names a webhook of its own has its own events and format as well; else the workspace's settings hold as a
  /// whole. That the two are not mixed member by member is assumed.
  init?(ofAgent agentID: String, in world: World) {
    let own = world[Agent.self][agentID]?.platformSettings["workspace_overrides"]?["webhooks"]
    let isOwn = own?["post_call_webhook_id"]?.string != nil
    guard let source = isOwn ? own : world[WorkspaceSettings.self].content["webhooks"],
      let id = source["post_call_webhook_id"]?.string
    else { return nil }
    webhookID = id
    events = Self.events(source, world[Settings.self].webhooks.emptyEvents)
    excludesTranscript = source["exclude_transcript"]?.bool ?? false
    wantsTraces = source["transcript_format"]?.string == "opentelemetry"
  }

  /// `send_audio` is the deprecated way to ask for the recording.
  private static func events(_ source: JSONValue, _ empty: WebhookSettings.EmptyEvents) -> [WebhookEvent] {
    let named = (source["events"]?.array ?? []).compactMap(\.string)
    let sendsAudio = source["send_audio"]?.bool == true
    return WebhookEvent.allCases.filter { event in
      named.contains(event.rawValue)
        || event == .audio && sendsAudio
        || event == .transcript && named.isEmpty && empty == .transcript
    }
  }
}
