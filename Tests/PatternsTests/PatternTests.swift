import Patterns
import Testing

@Suite(.timeLimit(.minutes(2))) struct PatternTests {
  @Test(arguments: [
    ("^\\+1555", "+15555550123", true), ("^\\+1555", "15555550123", false), ("b", "abc", true), ("", "", true),
    ("^.$", "é", true), ("\\d+$", "agent 7", true), ("^a$", "a\n", false), ("(?i)donna", "DONNA", true),
  ])
  func looksAnywhere(pattern: String, subject: String, fits: Bool) throws {
    #expect(try Pattern(pattern).matches(subject) == fits)
  }

  @Test(arguments: [("(", 1), ("a(b", 3), ("[z-a]", 3), ("*", 0), ("\\C", 2)])
  func saysWhereItIsMalformed(pattern: String, offset: Int) {
    let failure = #expect(throws: Pattern.Malformed.self) { try Pattern(pattern) }
    #expect(failure?.offset == offset && failure?.message.isEmpty == false)
  }

  @Test func endlessSearchIsAnErrorAndNoHang() throws {
    let pattern = try Pattern("^(a+)+$")
    let failure = #expect(throws: Pattern.Overrun.self) {
      try pattern.matches(String(repeating: "a", count: 60) + "!")
    }
    #expect(failure?.description.contains("^(a+)+$") == true)
  }

  @Test func longTextIsSearchedToItsEnd() throws {
    #expect(try Pattern("needle$").matches(String(repeating: "hay ", count: 20_000) + "needle"))
  }
}
