import Patterns
import Testing

@Suite(.timeLimit(.minutes(2))) struct TextSearchTests {
  @Test(
    "a part is found where it stands first",
    arguments: [
      ("a://b://c", "://", 1), ("aab", "ab", 1), ("abc", "c", 2), ("abc", "", 0), ("", "", 0),
    ])
  func finds(_ text: String, _ part: String, _ place: Int) throws {
    let range = try #require(text.firstRange(ofText: part))
    #expect(text.distance(from: text.startIndex, to: range.lowerBound) == place)
    #expect(text[range] == part)
    #expect(text.contains(text: part))
  }

  @Test("what is not there is not found", arguments: [("abc", "abcd"), ("", "a"), ("a\r\nb", "\n"), ("aB", "ab")])
  func misses(_ text: String, _ part: String) {
    #expect(text.firstRange(ofText: part) == nil)
    #expect(!text.contains(text: part))
  }

  @Test("a place is one of the text that was cut")
  func findsInPieces() throws {
    let text = "one two one"
    let rest = text.dropFirst(3)
    let range = try #require(rest.firstRange(ofText: "one"))
    #expect(text[range.lowerBound...] == "one" && range.upperBound == text.endIndex)
  }

  @Test("a search does not grow with the square of the length")
  func isLinear() {
    let text = String(repeating: "a", count: 200_000)
    #expect(!text.contains(text: String(repeating: "a", count: 100_000) + "b"))
    #expect(text.pieces(betweenText: "aa").count == 100_001)
    #expect((text + "\u{301}").firstRange(ofText: text) == nil)
  }

  @Test("pieces lie between finds, and empty ones count")
  func cuts() {
    #expect("****a****".pieces(betweenText: "****") == ["", "a", ""])
    #expect("aaa".pieces(betweenText: "aa") == ["", "a"])
    #expect("abc".pieces(betweenText: "x") == ["abc"])
  }

  @Test("every find is replaced, from the beginning, and replacements are not looked at again")
  func replaces() {
    #expect("aaa".replacing(text: "aa", with: "a") == "aa")
    #expect("a_b_".replacing(text: "_", with: " ") == "a b ")
    #expect("\u{e9}".replacing(text: "e\u{301}", with: "e") == "\u{e9}")
    #expect("abc".replacing(text: "", with: "x") == "abc")
  }
}
