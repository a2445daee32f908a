import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import Telephony
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct WebhookRetryTests {
  /// From each attempt to the next: the documented pause, and up to a tenth of it more.
  private static let pauses: [ClosedRange<Double>] = [30...33, 120...132, 480...528, 1_800...1_980]

  @LoopActor private static func attempts(
    _ answers: [Delivered], isOn: Bool = true, settings: JSONObject = [:]
  ) async throws -> (seconds: [Double], workspace: Workspace, postbox: Postbox) {
    let workspace = try Workspace.heard(["retry_enabled": .bool(isOn)], settings: settings)
    let postbox = Postbox(of: workspace, answering: answers)
    await workspace.live()
    return (postbox.seconds, workspace, postbox)
  }

  @Test func fiveAttemptsAtTheDocumentedTimes() async throws {
    try await onLoop {
      let (seconds, workspace, postbox) = try await Self.attempts(Array(repeating: .status(503), count: 9))
      #expect(seconds.count == 5)
      for (place, range) in Self.pauses.enumerated() {
        #expect(range.contains(seconds[place + 1] - seconds[place]), "\(seconds)")
      }
      #expect(Set(postbox.letters.map(\.letter.body)).count == 1, "the same bytes each time")
      #expect(workspace.webhook["most_recent_failure_error_code"] == 503)
      #expect(workspace.sandbox.clock.sleeping == 0)
      #expect(workspace.deliveryHints[3]?.contains("It is sent again") == true)
      #expect(workspace.deliveryHints[4]?.hasSuffix("It is not sent again.") == true)
      let again = try await Self.attempts(Array(repeating: .status(503), count: 9))
      #expect(again.seconds == seconds, "by the seed alone")
    }
  }

  @Test func aSuccessEndsThem() async throws {
    try await onLoop {
      let (seconds, workspace, _) = try await Self.attempts([.status(500), .status(429), .status(408)])
      #expect(seconds.count == 4)
      #expect(workspace.webhook["is_auto_disabled"] == false)
    }
  }

  @Test(arguments: [(204, 1), (302, 1), (400, 1), (401, 1), (404, 1), (408, 2), (429, 2), (500, 2), (599, 2)])
  func onlyWhatMayPassIsTriedAgain(status: Int, count: Int) async throws {
    try await onLoop {
      let made = try await Self.attempts([.status(status)])
      #expect(made.seconds.count == count)
    }
  }

  @Test func aDeliveryThatNobodyAnsweredIsTriedAgainUnlessASettingSaysOtherwise() async throws {
    try await onLoop {
      let made = try await Self.attempts([.nobody])
      #expect(made.seconds.count == 2)
      let other = try await Self.attempts([.nobody], settings: ["webhook_retries_without_answer": false])
      #expect(other.seconds.count == 1)
    }
  }

  @Test func withRetriesOffThereIsOneAttempt() async throws {
    try await onLoop {
      let (seconds, workspace, _) = try await Self.attempts([.status(500)], isOn: false)
      #expect(seconds.count == 1)
      #expect(workspace.deliveryHints[0]?.contains("retry_enabled of the webhook is off") == true)
    }
  }

  @Test func onlyTranscriptsAreSentAgain() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(["retry_enabled": true])
      var person = Person()
      person.reaction = .busy
      workspace.sandbox.world[Carrier.self].people["+15555550123"] = person
      let postbox = Postbox(of: workspace, answering: [.status(500)])
      await workspace.live()
      #expect(postbox.types == ["call_initiation_failure"])
    }
  }

  @Test func whatIsSwitchedOffMeanwhileIsNotTriedAgain() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(["retry_enabled": true])
      let postbox = Postbox(of: workspace, answering: [.status(500)])
      _ = workspace.peer().call()
      while postbox.letters.isEmpty {
        await workspace.sandbox.clock.advance(to: workspace.sandbox.clock.now + .seconds(5))
      }
      _ = workspace.peer().patch("/v1/workspace/webhooks/hook", ["is_disabled": true, "name": "calls"])
      await workspace.idle()
      #expect(postbox.letters.count == 1)
      #expect(workspace.remarks.map(\.event) == ["webhook_not_sent"])
    }
  }

  @Test func atMostAHundredWait() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(["retry_enabled": true])
      let postbox = Postbox(of: workspace, answering: Array(repeating: .status(500), count: 105))
      // One success first, so that the failures do not switch it off.
      postbox.answers.insert(.status(200), at: 0)
      await workspace.live()
      for _ in 1...105 { _ = workspace.peer().call() }
      await workspace.idle()
      #expect(workspace.remarks.count { $0.event == "webhook_retry_dropped" } == 5)
      #expect(postbox.letters.count == 1 + 105 + 100)
    }
  }
}
