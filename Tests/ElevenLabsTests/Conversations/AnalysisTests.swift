import JSON
import Simulation
import Testing

@testable import ElevenLabs

@Suite(.timeLimit(.minutes(2))) struct AnalysisTests {
  @Test(
    arguments: [
      ("Yes, please.", "boolean", true), ("No, I am not.", "boolean", false), ("Perhaps.", "boolean", nil),
      ("That would be 3.", "integer", 3), ("minus? -4 or 5", "integer", -4), ("None.", "integer", nil),
      ("About 2.5 of them", "number", 2.5), ("as it is", "string", "as it is"), ("- 7", "integer", 7),
    ] as [(String, String, JSONValue)])
  func answersGetTheTypeThatIsWanted(answer: String, type: String, value: JSONValue) {
    #expect(Analysis.value(of: answer, ["type": .string(type)]) == value)
  }

  @Test func anAnswerIsOneOfTheChoices() {
    let schema: JSONValue = ["type": "string", "enum": ["red", "Green"]]
    #expect(Analysis.value(of: "I like green.", schema) == "Green")
    #expect(Analysis.value(of: "Blue.", schema) == .null)
  }

  @Test func aChargeGrowsWithTimeAndWords() {
    let turns = [Turn(.agent, "Hello, how are you?", at: 0), Turn(.user, "Fine.", at: 3), Turn(.agent, "Good.", at: 5)]
    let charge = Charge(turns, seconds: 60)
    #expect(charge.callCredits == 400)
    #expect(charge.inputTokens == 6)
    #expect(charge.outputTokens == 2)
    #expect(charge.credits == 401)
    #expect(Charge([turns[0]], seconds: 1).credits == 7)
    #expect(Charge([], seconds: 0).credits == 0)
  }

  @Test(
    arguments: [
      ("America/New_York", 1_787_000_000, "Monday, 16:53 17 August 2026"),
      ("America/New_York", 1_773_000_000, "Sunday, 16:00 8 March 2026"),
      ("America/New_York", 1_772_953_199, "Sunday, 01:59 8 March 2026"),
      ("America/New_York", 1_772_953_200, "Sunday, 03:00 8 March 2026"),
      ("Europe/Berlin", 1_774_745_999, "Sunday, 01:59 29 March 2026"),
      ("Europe/Berlin", 1_774_746_000, "Sunday, 03:00 29 March 2026"),
      ("Europe/Berlin", 1_792_889_999, "Sunday, 02:59 25 October 2026"),
      ("Europe/Berlin", 1_792_890_000, "Sunday, 02:00 25 October 2026"),
      ("Asia/Kolkata", 0, "Thursday, 05:30 1 January 1970"), ("Nowhere/Else", 0, "Thursday, 00:00 1 January 1970"),
    ] as [(String, Int64, String)])
  func clocksShowTheTimeOfTheirPlace(zone: String, seconds: Int64, text: String) {
    #expect(TimeZoneRule.named(zone).systemTime(at: Instant(unixSeconds: seconds)) == text)
  }
}
