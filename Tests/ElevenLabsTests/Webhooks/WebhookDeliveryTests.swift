import ElevenLabs
import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct WebhookDeliveryTests {
  @Test func itComesWithTheAnalysisAndIsSigned() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(["request_headers": ["X-Tenant": "t1", "content-type": "text/plain"]])
      let postbox = Postbox(of: workspace)
      let id = await workspace.live()
      let shown = workspace.peer().get("/v1/convai/conversations/\(id)")
      let start = try #require(shown["metadata", "accepted_time_unix_secs"].integer)
      let length = try #require(shown["metadata", "call_duration_secs"].integer)
      #expect(postbox.letters.count == 1)
      let (letter, time) = postbox.letters[0]
      #expect(time.unixSeconds == start + length + 5)
      #expect(letter.method == .post && letter.url == "http://127.0.0.1:3000/hook" && !letter.isChunked)
      #expect(letter.fields.map(\.name) == ["content-type", "elevenlabs-signature", "x-tenant"])
      #expect(letter.fields["content-type"] == "application/json")
      let signature = letter.fields["elevenlabs-signature"]
      let now = Instant(nanoseconds: WallClock.now)
      #expect(WebhookSignature.refusals(of: signature, secret: "wsec_test_secret", body: letter.body, at: now) == [])
    }
  }

  /// The SDK minds a `t` of long ago, and none that lies ahead.
  @Test(arguments: [-86_400, 86_400])
  func tIsTheLaterOfBothTimes(offset: Int64) async throws {
    try await onLoop {
      let wall = Instant(nanoseconds: WallClock.now).unixSeconds
      let workspace = try Workspace.heard()
      workspace.sandbox.clock.change(to: .manual(at: Instant(unixSeconds: wall + offset)))
      let postbox = Postbox(of: workspace)
      await workspace.live()
      let field = try #require(postbox.letters[0].letter.fields["elevenlabs-signature"])
      let t = try #require(Int64(field.dropFirst(2).prefix { $0 != "," }))
      let sandboxTime = postbox.letters[0].time.unixSeconds
      #expect(postbox.bodies[0]["event_timestamp"]?.integer == sandboxTime)
      #expect(offset > 0 ? t == sandboxTime : (wall...Instant(nanoseconds: WallClock.now).unixSeconds).contains(t))
    }
  }

  @Test func anAgentsOwnWebhookTakesThePlaceOfTheWorkspaces() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(agent: ["post_call_webhook_id": "other", "events": ["transcript"]])
      let postbox = Postbox(of: workspace)
      await workspace.live()
      #expect(postbox.letters.map(\.letter.url) == ["http://127.0.0.1:3001/"])
      let without = try Workspace.heard(agent: ["post_call_webhook_id": nil, "events": ["audio"]])
      let other = Postbox(of: without)
      await without.live()
      #expect(other.letters.map(\.letter.url) == ["http://127.0.0.1:3000/hook"])
      #expect(other.types == ["post_call_transcription"])
    }
  }

  @Test(
    arguments: [
      (["events": ["call_initiation_failure"]], []), (["events": []], ["post_call_transcription"]),
      (["events": ["audio", "transcript"]], ["post_call_transcription", "post_call_audio"]),
      (["events": ["transcript"], "send_audio": true], ["post_call_transcription", "post_call_audio"]),
      (["post_call_webhook_id": nil], []),
    ] as [(JSONObject, [String])])
  func theEventsDecideWhatIsSent(webhooks: JSONObject, types: [String]) async throws {
    try await onLoop {
      let workspace = try Workspace.heard(hearing: webhooks)
      let postbox = Postbox(of: workspace)
      await workspace.live()
      #expect(postbox.types == types)
      #expect(workspace.remarks.isEmpty)
    }
  }

  @Test func onlyTwoHundredCounts() async throws {
    try await onLoop {
      for (answer, code) in [
        (.status(200), nil), (.status(204), 204), (.status(302), 302), (.status(404), 404), (.status(500), 500),
        (.nobody, nil),
      ] as [(Delivered, Int64?)] {
        let workspace = try Workspace.heard()
        let postbox = Postbox(of: workspace, answering: [answer])
        let id = await workspace.live()
        #expect(postbox.letters.count == 1)
        let shown = workspace.webhook
        #expect(shown["most_recent_failure_error_code"]?.integer == code)
        #expect(shown["most_recent_failure_timestamp"]?.isNull == (answer.status == 200))
        #expect(workspace.peer().get("/v1/convai/conversations/\(id)")["status"] == "done")
        #expect(workspace.sandbox.clock.sleeping == 0)
      }
    }
  }

  @Test func aSwitchedOffWebhookGetsNothingAndThatIsTold() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(["is_disabled": true])
      let postbox = Postbox(of: workspace)
      await workspace.live()
      #expect(postbox.letters.isEmpty)
      #expect(workspace.remarks.map(\.event) == ["webhook_not_sent"])
      #expect(workspace.remarks.first?.hint.contains("is_disabled") == true)
    }
  }

  @Test func tenFailuresWithoutAnySuccessSwitchItOff() async throws {
    try await onLoop {
      let workspace = try Workspace.heard()
      let postbox = Postbox(of: workspace, answering: Array(repeating: .status(500), count: 10))
      for count in 1...10 {
        #expect(workspace.webhook["is_auto_disabled"] == false, "before failure \(count)")
        await workspace.live()
      }
      #expect(workspace.webhook["is_auto_disabled"] == true)
      await workspace.live()
      #expect(postbox.letters.count == 10)
      #expect(workspace.remarks.map(\.event) == ["webhook_auto_disabled", "webhook_not_sent"])
      let revived = workspace.peer().patch(
        "/v1/workspace/webhooks/hook", ["is_disabled": false, "name": "calls"])
      #expect(revived.status == 200, "\(revived.text)")
      await workspace.live()
      #expect(postbox.letters.count == 11)
    }
  }

  @Test func aSuccessWithinAWeekKeepsItOn() async throws {
    try await onLoop {
      let workspace = try Workspace.heard()
      let postbox = Postbox(of: workspace, answering: [.status(200)] + Array(repeating: .status(500), count: 12))
      for _ in 1...12 { await workspace.live() }
      #expect(workspace.webhook["is_auto_disabled"] == false)
      await workspace.sandbox.clock.advance(to: workspace.sandbox.clock.now + .seconds(8 * 86_400))
      await workspace.live()
      #expect(postbox.letters.count == 13)
      #expect(workspace.webhook["is_auto_disabled"] == true)
    }
  }
}
