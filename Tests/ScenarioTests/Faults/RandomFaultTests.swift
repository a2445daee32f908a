import HTTP1
import Testing

@Suite(.timeLimit(.minutes(2))) struct RandomFaultTests {
  @Test(arguments: [
    #"{"type": "latency", "latency": 50, "jitter": 50}"#, #"{"type": "random_data_then_close"}"#,
    #"{"type": "malformed_response_chunk"}"#, #"{"type": "slicer", "average_size": 8, "size_variation": 4}"#,
  ])
  func oneSeedGivesOneDelivery(fault: String) throws {
    let first = try (0..<20).map { try shaped(fault, seed: $0) }
    #expect(try (0..<20).map { try shaped(fault, seed: $0) } == first)
    #expect(Set(first.map { "\($0)" }).count > 10)
  }

  @Test func jitterStaysWithinItsBounds() throws {
    let pauses = try (0..<500).map {
      pausing(try shaped(#"{"type": "latency", "latency": 10, "jitter": 5}"#, seed: $0))
    }
    #expect(pauses.min() == .milliseconds(5))
    #expect(pauses.max() == .milliseconds(15))
    #expect(Set(pauses).count == 11)
    // A jitter beyond the latency takes nothing back.
    let short = try (0..<50).map { pausing(try shaped(#"{"type": "latency", "latency": 1, "jitter": 5}"#, seed: $0)) }
    #expect(short.min() == .zero)
  }

  @Test func randomDataIsNoAnswer() throws {
    for seed in 0..<100 as Range<UInt64> {
      let steps = try shaped(#"{"type": "random_data_then_close"}"#, seed: seed)
      #expect(steps.count == 2)
      #expect(steps.last == .close)
      #expect((32...128).contains(sent(steps).count))
      #expect(!sent(steps).starts(with: Array("HTTP".utf8)))
    }
  }

  @Test func malformedChunkComesBehindAHeadThatAnnouncesIt() throws {
    let head = "HTTP/1.1 201 Created\r\nx-a: 1\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    for seed in 0..<100 as Range<UInt64> {
      let steps = try shaped(#"{"type": "malformed_response_chunk"}"#, seed: seed)
      #expect(steps.count == 3)
      #expect(steps[0] == .head(Array(head.utf8)))
      #expect(steps[2] == .close)
      let garbage = sent(steps).dropFirst(head.utf8.count)
      #expect(garbage.allSatisfy { (UInt8(ascii: "g")...UInt8(ascii: "z")).contains($0) || $0 == 13 || $0 == 10 })
    }
  }

  @Test func slicesAreAboutAsLargeAsAsked() throws {
    let body = String((0..<4096).map { Character(Unicode.Scalar(UInt8(65 + $0 % 26))) })
    for seed in 0..<20 as Range<UInt64> {
      let steps = try shaped(
        #"{"type": "slicer", "average_size": 100, "size_variation": 40, "delay": 10}"#, seed: seed, body: body)
      #expect(sent(steps) == Array((answerHead + body).utf8))
      let sizes = steps.compactMap { step -> Int? in if case .body(let bytes) = step { bytes.count } else { nil } }
      // What is left alone is at most size plus variation; what is cut, at least half of that less the variation.
      #expect(sizes.allSatisfy { (30...140).contains($0) })
      #expect(steps.count(where: { $0 == .pause(.microseconds(10)) }) == steps.count / 2)
    }
  }

  @Test(arguments: [(1, 10), (3, 4), (10, 1), (9, 2), (100, 1)])
  func slicesWithoutVariationAreHalves(size: Int, count: Int) throws {
    let steps = try shaped(#"{"type": "slicer", "average_size": \#(size)}"#)
    #expect(sent(steps) == Array((answerHead + "0123456789").utf8))
    #expect(words(steps).count(where: { $0.hasPrefix("body") }) == count)
    #expect(pausing(steps) == .zero)
  }
}
