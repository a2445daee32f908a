import EventLoop
import HTTP1
import LoopTestSupport
import Simulation
import TestSupport
import Testing

/// What the journal says of a delivery that failed.
@Suite(.timeLimit(.minutes(2))) struct WebhookFailureTests {
  @Test(arguments: [
    (Delivered.nobody, "is the app running"), (.failed(kind: "unknown_host", message: "x"), "Nobody knows the host"),
    (.failed(kind: "timed_out", message: "x"), "webhook_timeout_seconds"),
    (.failed(kind: "broken_off", message: "x"), "did the app crash"),
    (.failed(kind: "target_not_allowed", message: "allow it with --allow-host"), "--allow-host"),
    (.status(201), "counts 200 only"), (.status(204), "counts 200 only"),
    (.status(302, fields: ["location": "/login"]), "redirects to \"/login\""),
    (.status(401), "no login"), (.status(403, "CSRF token missing"), "no login"),
    (.status(404), "does the path match"), (.status(405), "does not take POST"), (.status(413), "too large"),
    (.status(422), "does not understand"), (.status(500), "its own log"), (.status(418), "counts 200 only"),
    (.status(400, "Signature hash does not match"), "ringback signature"),
    (.status(401, "{\"error\":\"invalid HMAC\"}"), "ringback signature"),
    (.status(403, "bad SIGNATURE"), "ringback signature"),
  ])
  func namesTheCause(delivered: Delivered, words: String) async throws {
    try await onLoop {
      let workspace = try Workspace.heard()
      let postbox = Postbox(of: workspace, answering: [delivered])
      await workspace.live()
      #expect(postbox.letters.count == 1)
      let hint = try #require(workspace.deliveryHints.first ?? nil)
      #expect(hint.contains(words), "\(hint)")
      #expect(hint.hasSuffix("It is not sent again: retry_enabled of the webhook is off."))
    }
  }

  @Test func aSuccessHasNothingToExplain() async throws {
    try await onLoop {
      let workspace = try Workspace.heard()
      let postbox = Postbox(of: workspace)
      await workspace.live()
      #expect(postbox.letters.count == 1)
      #expect(workspace.deliveryHints == [nil])
    }
  }
}
