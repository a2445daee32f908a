import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

/// What is sent, against the captured sample of 2025-11.
@Suite(.timeLimit(.minutes(2))) struct WebhookPayloadTests {
  @Test func theTranscriptHasTheCapturedKeysInTheCapturedOrder() async throws {
    try await onLoop {
      let workspace = try Workspace.heard()
      let postbox = Postbox(of: workspace)
      await workspace.live()
      let captured = try Repository.json("Tests/ElevenLabsTests/Fixtures/post_call_webhook.json")
      let sent = try #require(postbox.bodies.first)
      #expect(sent.object?.keys == captured.object?.keys)
      // Not sent yet: how a call was triggered, the agent's time zone as a variable, and its turns.
      let unknown: Set = [
        "initiation_trigger", "system__time", "system__timezone", "system__agent_turns", "customer_name",
      ]
      let departures = Self.departures(of: sent, from: captured, at: "").filter { departure in
        !unknown.contains { departure.hasSuffix("/\($0) is missing") }
      }
      #expect(departures == [])
    }
  }

  /// Where captured keys are missing or stand in another order.
  private static func departures(of sent: JSONValue, from captured: JSONValue, at place: String) -> [String] {
    switch (sent, captured) {
    case (.object(let mine), .object(let theirs)):
      // What maps names to values has the names that the calls had.
      if place.hasSuffix("/metrics") { return [] }
      let missing = theirs.keys.filter { mine[$0] == nil }
      let order = theirs.keys.filter { mine[$0] != nil }
      let inOrder = mine.keys.filter { theirs[$0] != nil }
      let isMap = place.hasSuffix("/dynamic_variables")
      return missing.map { "\(place)/\($0) is missing" }
        + (order == inOrder || isMap ? [] : ["\(place) has \(inOrder) instead of \(order)"])
        + order.flatMap { departures(of: mine[$0] ?? .null, from: theirs[$0] ?? .null, at: "\(place)/\($0)") }
    case (.array(let mine), .array(let theirs)):
      return zip(mine, theirs).flatMap { departures(of: $0, from: $1, at: "\(place)[]") }
    default: return []
    }
  }

  @Test func itIsTheConversationThatGETShows() async throws {
    try await onLoop {
      let workspace = try Workspace.heard()
      let postbox = Postbox(of: workspace)
      let id = await workspace.live()
      let shown = workspace.peer().get("/v1/convai/conversations/\(id)").json
      #expect(shown["status"] == "done")
      #expect(postbox.types == ["post_call_transcription"])
      #expect(postbox.bodies[0]["data"] == shown)
    }
  }

  @Test func theBytesAreOneLineWithPythonsSeparatorsAndASCIIOnly() async throws {
    try await onLoop {
      let workspace = try Workspace.heard()
      let postbox = Postbox(of: workspace)
      await workspace.live(["conversation_initiation_client_data": ["user_id": "Zoë"]])
      let text = String(decoding: postbox.letters[0].letter.body, as: UTF8.self)
      let time = postbox.letters[0].time.unixSeconds
      #expect(
        text.hasPrefix(
          "{\"type\": \"post_call_transcription\", \"event_timestamp\": \(time), \"data\": {\"agent_id\": "))
      #expect(!text.contains("\n") && text.contains("\"user_id\": \"Zo\\u00eb\""))
      let plain = try Workspace.heard(settings: ["webhook_non_ascii": "plain"])
      let other = Postbox(of: plain)
      await plain.live(["conversation_initiation_client_data": ["user_id": "Zoë"]])
      #expect(String(decoding: other.letters[0].letter.body, as: UTF8.self).contains("\"user_id\": \"Zoë\""))
    }
  }

  @Test func theTranscriptIsLeftOutOnDemand() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(hearing: ["exclude_transcript": true])
      let postbox = Postbox(of: workspace)
      await workspace.live()
      let data = postbox.bodies[0]["data"]
      #expect(data?["transcript"] == nil && data?["analysis"]?["transcript_summary"] != nil)
    }
  }

  @Test func ofTracesItIsSaidThatNobodyKnowsThem() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(hearing: ["transcript_format": "opentelemetry"])
      let postbox = Postbox(of: workspace)
      await workspace.live()
      #expect(postbox.types == ["post_call_transcription"])
      #expect(workspace.deliveryHints[0]?.contains("opentelemetry") == true)
    }
  }

  @Test func theRecordingIsAnMP3InBase64() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(hearing: ["events": ["audio"]])
      let postbox = Postbox(of: workspace)
      let id = await workspace.live()
      #expect(postbox.types == ["post_call_audio"])
      #expect(postbox.letters[0].letter.isChunked)
      let data = postbox.bodies[0]["data"]
      #expect(data?.object?.keys == ["agent_id", "conversation_id", "full_audio"])
      #expect(data?["conversation_id"]?.string == id)
      let text = Array((data?["full_audio"]?.string ?? "").utf8)
      let mp3 = try #require(Base64Text.decode(text[...].prefix { $0 != UInt8(ascii: "=") }))
      let shown = await workspace.waited(for: "/v1/convai/conversations/\(id)/audio")
      #expect(!mp3.isEmpty && mp3 == shown.answered.response.body)
    }
  }
}
