import JSON
import Scenario
import Testing

@Suite(.timeLimit(.minutes(2))) struct ScenarioFileTests {
  struct Mistake: Sendable {
    let text: String
    let place: String
    let words: String

    init(_ text: String, _ place: String, _ words: String = "") {
      self.text = text
      self.place = place
      self.words = words
    }
  }

  @Test(arguments: [
    Mistake(#"{"title": "t""#, "my.json:1:14: "),
    Mistake("{\n  \"title\" \"t\"\n}", "my.json:2:11: "),
    Mistake("", "my.json:1:1: "),
    Mistake("{\n  \"title\": \"t\",\n  \"title\": \"u\"\n}", "my.json:3:", "title"),
    Mistake("{\n  \"title\": \"t\",\n  \"wrold\": {}\n}", "my.json:3:12: /wrold: "),
    Mistake(#"{"title": 5}"#, "my.json:1:11: /title: ", "string; found 5."),
    Mistake(#"{"title": "t", "rules": {}}"#, "my.json:1:25: /rules: ", "list; found {}."),
    Mistake(#"{"report": "r"}"#, "my.json:1:1: /title: ", "required"),
    Mistake(#"["title"]"#, "my.json:1:1: ", "object"),
    Mistake(
      "{\"title\": \"t\",\n \"world\": {\"elevenlabs\": {\"keys\": {\"reader\": {\"permissions\": [\"user_read\",\n  \"convai_raed\"]}}}}}",
      "my.json:3:3: /world/elevenlabs/keys/reader/permissions/1: ", "Did you mean \"convai_read\"?"),
    Mistake(
      #"{"title": "t", "settings": {"elevenlabs": {"error_envelope": "old"}}}"#,
      "my.json:1:62: /settings/elevenlabs/error_envelope: ", "'current' or 'legacy'; found \"old\"."),
    Mistake(
      #"{"title": "t", "settings": {"elevenlabs": {"concurrency_limit": -1}}}"#,
      "my.json:1:65: /settings/elevenlabs/concurrency_limit: ", "greater than or equal to 0; found -1."),
    Mistake(
      #"{"title": "t", "world": {"elevenlabs": {"agents": {"a": {"nmae": "A"}}}}}"#,
      "my.json:1:66: /world/elevenlabs/agents/a/nmae: "),
    Mistake(
      #"{"title": "t", "world": {"elevenlabs": {"phone_numbers": {"n": {"provider": "vonage"}}}}}"#,
      "my.json:1:77: /world/elevenlabs/phone_numbers/n/provider: ", "found \"vonage\""),
    Mistake(
      #"{"title": "t", "people": {"+15555550123": {"refused": {"code": 21211}}}}"#,
      "my.json:1:55: /people/+15555550123/refused/message: ", "required"),
    Mistake(
      #"{"title": "t", "rules": [{"when": {"operation": "get_models"}}]}"#, "my.json:1:26: /rules/0/then: ", "required"),
    Mistake(
      #"{"title": "t", "rules": [{"when": {"operation": 7}, "then": {"error": "invalid_api_key"}}]}"#,
      "my.json:1:49: /rules/0/when/operation: ", "found 7."),
    Mistake(#"{"title": "tä", "x/y~z": 1}"#, "my.json:1:26: /x~1y~0z: "),
  ])
  func namesThePlaceOfAMistake(mistake: Mistake) throws {
    let words = try failure(["my.json": mistake.text])
    #expect(words.hasPrefix(mistake.place), "\(words)")
    #expect(words.contains(mistake.words), "\(words)")
    #expect(!words.contains("\n"))
  }

  @Test func readsWhatAFileSays() throws {
    let text = #"""
      {"title": "T", "report": "R", "fix": "F", "note": "N", "extends": ["default"],
       "examples": [{"title": "E", "request": {"method": "POST", "path": "/p", "key": null, "headers": {"a": "b"}, "json": [1]},
                     "answer": {"status": 201, "json": {"x": 1}, "hint": "h"}},
                    {"title": "D", "request": {"method": "GET", "path": "/"}, "answer": {"status": 200}}]}
      """#
    let file = try library(["dir/my.json": text]).file("dir/my.json")
    #expect(file.name == "my")
    #expect(file.path == "dir/my.json")
    #expect([file.title, file.report, file.fix, file.note ?? ""] == ["T", "R", "F", "N"])
    #expect(file.extends == ["default"])
    let first = try #require(file.examples.first)
    #expect(first.method == "POST" && first.path == "/p" && first.key == nil && first.json == [1])
    #expect(first.status == 201 && first.answer == ["x": 1] && first.hint == "h")
    #expect(first.headers.map(\.name) == ["a"])
    #expect(file.examples[1].key == "main")
  }

  @Test func aNameMeansAShippedScenarioAndAPathAFile() throws {
    let library = try library(["default.json": #"{"title": "mine"}"#, "creator-account": "{}"])
    #expect(try library.file("default").title != "mine")
    #expect(try library.file("default.json").title == "mine")
    #expect(try library.file("creator-account").path == "scenarios/creator-account.json")
  }

  @Test func aMisspeltNameIsAnsweredWithTheNearest() throws {
    let library = try library([:])
    #expect {
      try library.file("quota-exceded")
    } throws: { error in
      "\(error)".contains("Did you mean \"quota-exceeded\"?")
    }
  }
}
