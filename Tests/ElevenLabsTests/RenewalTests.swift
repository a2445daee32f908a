import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

/// The shipped account renews on the 3rd of a month at 10:50:31 UTC, its invoice an hour later.
@Suite(.timeLimit(.minutes(2))) struct RenewalTests {
  @Test(arguments: [
    ("2026-08-01T00:00:00Z", "2026-09-03T10:50:31Z"), ("2026-09-03T10:50:30Z", "2026-09-03T10:50:31Z"),
    ("2026-09-03T10:50:31Z", "2026-10-03T10:50:31Z"), ("2026-12-25T08:00:00Z", "2027-01-03T10:50:31Z"),
    ("2031-02-03T10:00:00Z", "2031-02-03T10:50:31Z"),
  ])
  func datesLieAheadOfTheClock(now: String, reset: String) async throws {
    let expected = try #require(Instant(rfc3339: reset)).unixSeconds
    let time = try #require(Instant(rfc3339: now))
    try await onLoop {
      let peer = try Workspace(time: time).peer()
      let user = peer.get("/v1/user")
      #expect(user["subscription", "next_character_count_reset_unix"] == .integer(expected))
      let whole = peer.get("/v1/user/subscription")
      #expect(whole["next_character_count_reset_unix"] == .integer(expected))
      #expect(whole["next_invoice", "next_payment_attempt_unix"] == .integer(expected + 3_600))
    }
  }

  @Test(arguments: [(Int64.max, 5), (.max, .min), (5, .min), (.min, -1)] as [(Int64, Int64)])
  func datesAtTheEndsOfTimeAreAnswered(attempt: Int64, reset: Int64) async throws {
    try await onLoop {
      let subscription: JSONValue = [
        "next_character_count_reset_unix": .integer(reset),
        "next_invoice": ["next_payment_attempt_unix": .integer(attempt)],
      ]
      let workspace = try Workspace(["world": ["elevenlabs": ["subscription": subscription]]])
      #expect(workspace.peer().get("/v1/user").status == 200)
    }
  }
}
