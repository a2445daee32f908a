import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import Telephony
import TestSupport
import Testing

@testable import Twilio

@Suite(.timeLimit(.minutes(2))) struct CallRoutesTests {
  @Test func aCallMovesThroughItsStates() async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      let line = try desk.place()
      let path = desk.path("Calls/\(line.callSID).json")
      #expect(desk.peer.get(path)["status"] == "queued")
      #expect(desk.peer.get(path)["start_time"].isNull)
      await desk.sandbox.clock.advance(to: TwilioDesk.noon + .seconds(2))
      let ringing = desk.peer.get(path)
      #expect(ringing["status"] == "ringing")
      #expect(ringing["start_time"] == ringing["date_created"])
      #expect(ringing["duration"] == "0")
      #expect(ringing["end_time"].isNull)
      await desk.sandbox.clock.advanceUntilIdle(within: .seconds(3_600))
      let over = desk.peer.get(path)
      #expect(over["status"] == "completed")
      #expect(over["duration"] == "600")
      #expect(over["end_time"] == over["date_updated"])
      #expect(over.json.object?.keys == over.json.object?.keys.sorted())
      #expect(over.operation == "FetchCall")
    }
  }

  @Test(arguments: [
    (0, "completed", 200, "canceled"), (0, "canceled", 200, "canceled"), (2, "completed", 200, "canceled"),
    (2, "canceled", 200, "canceled"), (10, "completed", 200, "completed"), (10, "canceled", 200, "in-progress"),
    (2_000, "completed", 400, "completed"), (2_000, "canceled", 400, "completed"), (10, "done", 400, "in-progress"),
  ])
  func aCallIsEndedByItsState(seconds: Int, wish: String, status: Int, becomes: String) async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      let line = try desk.place()
      await desk.sandbox.clock.advance(to: TwilioDesk.noon + .seconds(seconds))
      let form = [(name: "content-type", value: "application/x-www-form-urlencoded")]
      let answer = desk.peer.send(
        .post, desk.path("Calls/\(line.callSID).json"), fields: form, body: Array("Status=\(wish)".utf8))
      #expect(answer.status == status, "\(answer.text)")
      #expect(line.call?.status.rawValue == becomes)
      if status == 400 { #expect(answer["code"] == (wish == "done" ? 20001 : 21220)) }
    }
  }

  @Test(arguments: ["status=completed", "", "Foo=1"])
  func whatMeansNothingChangesNothing(form: String) async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      let line = try desk.place()
      let answer = desk.peer.send(.post, desk.path("Calls/\(line.callSID).json"), body: Array(form.utf8))
      #expect(answer.status == 200)
      #expect(line.call?.status == .queued)
      #expect(answer.hint.contains("\"Status\"") == form.hasPrefix("status"))
    }
  }

  @Test func pagesLeadForthAndBack() async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      var placed: [String] = []
      for index in 0..<5 { placed.insert(try desk.place(to: "+1555555020\(index)").callSID, at: 0) }
      func sids(_ answer: Reception) -> [String] {
        (answer["calls"].array ?? []).compactMap { $0["sid"]?.string }
      }
      let first = desk.peer.get(desk.path("Calls.json?PageSize=2"))
      #expect(sids(first) == Array(placed[0..<2]))
      #expect(first["previous_page_uri"].isNull)
      let second = desk.peer.get(first["next_page_uri"].string ?? "")
      #expect(sids(second) == Array(placed[2..<4]))
      #expect(second["start"] == 2)
      #expect(second["end"] == 3)
      let third = desk.peer.get(second["next_page_uri"].string ?? "")
      #expect(sids(third) == Array(placed[4...]))
      #expect(third["next_page_uri"].isNull)
      let back = desk.peer.get(third["previous_page_uri"].string ?? "")
      #expect(sids(back) == Array(placed[2..<4]))
      #expect(sids(desk.peer.get(back["previous_page_uri"].string ?? "")) == Array(placed[0..<2]))
      #expect(desk.peer.get(desk.path("Calls.json?PageSize=1001"))["code"] == 20007)
    }
  }

  @Test func aLimitThatIsNoDateIsRefused() async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      #expect(desk.peer.get(desk.path("Calls.json?StartTime%3E=yesterday")).status == 400)
      #expect(desk.peer.get(desk.path("Calls.json?StartTime%3E=")).status == 200)
    }
  }
}
