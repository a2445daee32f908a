import EventLoop
import JSON
import LoopTestSupport
import Testing

@testable import Simulation

/// Redaction takes time that grows with the text, whatever stands in it and however many secrets there are.
@Suite(.timeLimit(.minutes(2)), .serialized) struct RedactionSpeedTests {
  /// The shortest of a few runs: other tests are busy as well.
  private static func seconds(_ work: () -> Void) -> Double {
    let times = (0..<3).map { _ in
      let began = WallClock.monotonic
      work()
      return WallClock.monotonic - began
    }
    return Double(times.min() ?? 0) / 1e9
  }

  /// Base64 digits of a secret, thousands of times in a run that says no text: each was decoded anew once.
  @Test func aRunOfDigitsIsDecodedOnce() {
    let redaction = Redaction([("abcdefgh", "<secret:a>")])
    let text = String(repeating: "YWJjZGVmZ2", count: 2_000)
    let short = String(repeating: "YWJjZGVmZ2", count: 200)
    _ = redaction.text(short)
    let once = Self.seconds { _ = redaction.text(short) }
    let tenTimes = Self.seconds { _ = redaction.text(text) }
    // Ten times the text, hundred times the work once.
    #expect(tenTimes < max(once, 0.001) * 40)
  }

  @Test(arguments: [
    "sk_prod_key_", "YWJjZGVmZ2", "?a", "://a", "\"token\":", "name=\"token\"", "eyJ.", "<key:", "\\\"", "a@",
  ])
  func repeatedTextsTakeTimeByTheirLength(piece: String) {
    let redaction = Redaction((0..<300).map { ("sk_prod_key_\($0)_abcdefgh", "<key:k\($0)>") })
    let short = String(repeating: piece, count: 150)
    let long = String(repeating: piece, count: 1_500)
    _ = redaction.text(short)
    let once = Self.seconds { _ = redaction.text(short) }
    let tenTimes = Self.seconds { _ = redaction.text(long) }
    #expect(tenTimes < max(once, 0.002) * 40, "\(once) s, \(tenTimes) s")
  }

  @Test func aThousandSecretsAreFoundInOnePass() {
    let secrets = (0..<1_000).map { (value: "shared-beginning-\($0)-end", placeholder: "<key:k\($0)>") }
    let redaction = Redaction(secrets)
    for place in [0, 1, 10, 99, 100, 999] {
      #expect(redaction.text("x shared-beginning-\(place)-end y") == "x <key:k\(place)> y")
    }
    #expect(redaction.text("shared-beginning-1000-end") == "shared-beginning-1000-end")
    #expect(redaction.text("shared-beginning-") == "shared-beginning-")
  }

  @Test func theLongestNeedleThatStandsSomewhereIsFound() {
    let words = ["abcd", "abcde", "abcdef", "abcdfg", "bcdefg", "abcdefghij"]
    let index = NeedleIndex(words.map { Needle(bytes: Array($0.utf8), placeholder: [], lead: nil) })
    for (text, place, word) in [
      ("xxabcdefghi", 2, "abcdef"), ("abcdefghij", 0, "abcdefghij"), ("abcdfx", 0, "abcd"), ("zbcdefg", 1, "bcdefg"),
      ("abcdeg", 0, "abcde"),
    ] {
      let found = index.first(in: Array(text.utf8), from: 0)
      #expect(found?.place == place && found?.needle.bytes == Array(word.utf8), "\(text)")
    }
    for text in ["", "abc", "bcdef", "xxxxxxxxx"] { #expect(index.first(in: Array(text.utf8), from: 0) == nil) }
  }

  /// A text that nearly has a long secret everywhere is not compared with it everywhere.
  @Test func aLongSecretIsHiddenByItsBeginning() {
    let redaction = Redaction([(String(repeating: "a", count: 60_000), "<secret:s>")])
    let text = String(repeating: String(repeating: "a", count: 59_000) + "b", count: 10)
    var hidden = ""
    let seconds = Self.seconds { hidden = redaction.text(text) }
    #expect(hidden == String(repeating: "<secret:s>b", count: 10))
    #expect(seconds < 1)
    let other = String(repeating: "a", count: 95) + "b"
    #expect(redaction.text(other) == other)
  }

  @Test func aTextIsDecodedWhereNothingIsHidden() {
    let text = "{%00} \(String(repeating: "abc", count: 40))..."
    #expect(Redaction([]).text(text) == text && Redaction([]).hint(text) == text)
  }

  @Test func whatIsLeftOfTwoLongSecretsWithOneBeginningIsHiddenToo() {
    let head = String(repeating: "head", count: 30)
    let redaction = Redaction([(head + "-first-end", "<secret:a>"), (head + "-second-end", "<secret:b>")])
    #expect(redaction.text("x \(head)-second-end y \(head)-first-end") == "x <secret:b> y <secret:a>")
    #expect(redaction.text("\(head)-second-other") == "<secret:b>other")
  }

  /// Nobody else waits for a reader of a long journal.
  @Test func readingALongJournalLetsOthersHaveTheirTurn() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox()
      for _ in 0..<500 {
        Happening { $0.body = #"{"token":"a-token-of-some-app-1","b":[1,2,3],"c":"text"}"# }.append(to: sandbox.journal)
      }
      var turns = 0
      let ticker = LoopTimer { turns += 1 }
      ticker.start(after: .milliseconds(1), repeating: .milliseconds(1))
      _ = await sandbox.journal.hash(in: sandbox)
      ticker.close()
      // In one go there would be none.
      #expect(turns > 10, "\(turns)")
    }
  }
}
