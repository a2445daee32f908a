import Scenario
import Testing

@Suite(.timeLimit(.minutes(2))) struct NearestTests {
  @Test(arguments: [
    ("convai_raed", "convai_read"), ("CONVAI_READ", "convai_read"), ("convai_wriet", "convai_write"),
    ("usr_read", "user_read"),
    ("teapot", nil), ("", nil), ("x", nil),
  ])
  func findsWhatWasMeant(word: String, nearest: String?) {
    #expect(Nearest.to(word, among: ["convai_read", "convai_write", "user_read"]) == nearest)
  }

  @Test func takesTheFirstOfEquals() {
    #expect(Nearest.to("ab", among: ["aa", "bb", "ab2"]) == "aa")
    #expect(Nearest.to("ab", among: []) == nil)
    #expect(Nearest.to("ab", among: ["ax", "ab"]) == "ab")
  }
}
