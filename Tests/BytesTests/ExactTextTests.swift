import Bytes
import Testing

@Suite(.timeLimit(.minutes(1))) struct ExactTextTests {
  @Test(arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("é", "e\u{301}", false)])
  func comparesBytes(left: String, right: String, isSame: Bool) {
    #expect(left.isExactly(right) == isSame)
    #expect((ExactText(left) == ExactText(right)) == isSame)
  }

  @Test func textsOfTheSameLengthThatUnicodeCallsEqualDiffer() {
    // Two accents in either order: canonically equal, and as long.
    let (one, other) = ("a\u{301}\u{323}", "a\u{323}\u{301}")
    #expect(one == other && one.utf8.count == other.utf8.count)
    #expect(!one.isExactly(other))
    #expect(Set([ExactText(one), ExactText(other)]).count == 2)
  }

  @Test func longTextsHashAndCompare() {
    let long = String(repeating: "x", count: 10_000)
    #expect(Set([ExactText(long), ExactText(long + ""), ExactText(long + "y")]).count == 2)
  }

  @Test(arguments: [
    ("abc", "bc", true), ("abc", "", true), ("", "", true), ("", "a", false), ("abc", "abcd", false),
    ("aab", "ab", true),
    ("e\u{301}", "é", false), ("xé", "é", true),
  ])
  func findsBytes(text: String, part: String, isThere: Bool) {
    #expect(text.containsExactly(part) == isThere)
  }

  @Test func searchDoesNotGrowWithTheSquare() {
    let part = String(repeating: "a", count: 500_000) + "b"
    #expect(!String(repeating: "a", count: 1_000_000).containsExactly(part))
  }
}
