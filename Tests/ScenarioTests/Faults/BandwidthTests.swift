import HTTP1
import Testing

@Suite(.timeLimit(.minutes(2))) struct BandwidthTests {
  @Test(arguments: [(1, 1000), (1, 5), (7, 99_999), (1000, 1), (1000, 250_000)])
  func takesTheTimeThatTheBytesTake(rate: Int, count: Int) throws {
    let body = String(repeating: "b", count: count)
    let steps = try shaped(#"{"type": "bandwidth", "rate": \#(rate)}"#, body: body)
    #expect(sent(steps) == Array((answerHead + body).utf8))
    let expected = Duration.milliseconds(1) * (answerHead.utf8.count + count) / rate
    #expect(pausing(steps) <= expected)
    #expect(expected - pausing(steps) < .nanoseconds(1))
  }

  @Test func comesInPiecesOfATenthOfASecond() throws {
    let steps = try shaped(#"{"type": "bandwidth", "rate": 1}"#, body: String(repeating: "b", count: 250))
    let pauses = steps.compactMap { step -> Duration? in if case .pause(let duration) = step { duration } else { nil } }
    let head = answerHead.utf8.count
    #expect(pauses == [head, 100, 100, 50].map { .milliseconds($0) })
    let isFirst: [Bool] = steps.indices.map { place in
      if case .pause = steps[place] { place % 2 == 0 } else { place % 2 == 1 }
    }
    #expect(!isFirst.contains(false))
  }
}
