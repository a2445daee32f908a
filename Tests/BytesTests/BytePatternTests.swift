import Bytes
import Testing

@Suite(.timeLimit(.minutes(1))) struct BytePatternTests {
  @Test(
    arguments: [
      ("abcabc", "bc", 0, 1), ("abcabc", "bc", 2, 4), ("abcabc", "bc", 5, nil), ("abc", "abc", 0, 0),
      ("abc", "", 0, nil),
      ("", "a", 0, nil), ("abc", "abcd", 0, nil), ("abc", "c", 3, nil), ("abc", "a", -1, nil),
      ("aabaabaaab", "aabaaa", 0, 3), ("aaab", "aab", 0, 1),
    ] as [(String, String, Int, Int?)])
  func findsTheFirstPlace(text: String, part: String, start: Int, place: Int?) {
    #expect(BytePattern(part).firstIndex(in: Array(text.utf8), from: start) == place)
  }

  @Test func alikeBytesCostNoMoreThanOthers() {
    let body = [UInt8](repeating: 0x2d, count: 10_000_000)
    let part = [UInt8](repeating: 0x2d, count: 60_000) + [0]
    #expect(BytePattern(part).firstIndex(in: body) == nil)
  }
}
