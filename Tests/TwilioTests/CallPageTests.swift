import EventLoop
import JSON
import LoopTestSupport
import TestSupport
import Testing

@testable import Twilio

@Suite(.timeLimit(.minutes(1))) struct CallPageTests {
  @Test(arguments: [
    "Page=9223372036854775807", "Page=9223372036854775807&PageSize=1000", "Page=-9223372036854775808", "Page=1e300",
    "PageSize=-9223372036854775808", "Page=99999999999999999999999", "PageToken=PA", "PageToken=PB%00",
  ])
  func noPageEndsTheServer(query: String) async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      let answer = desk.peer.get(desk.path("Calls.json") + "?\(query)")
      #expect(answer.status == 200)
      #expect(answer["calls"] == [])
    }
  }
}
