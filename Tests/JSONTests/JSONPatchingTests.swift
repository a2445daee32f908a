import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONPatchingTests {
  static func json(_ text: String) throws -> JSONValue { try JSONParser().parse(Array(text.utf8)) }

  /// The examples of RFC 7396, appendix A.
  @Test(arguments: [
    (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
    (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
    (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
    (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
    (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
    (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"), (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
    (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#), ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
    ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
  ])
  func mergePatches(target: String, patch: String, result: String) throws {
    var value = try Self.json(target)
    value.applyMergePatch(try Self.json(patch))
    let expected = try Self.json(result)
    #expect(value == expected)
  }

  @Test(
    arguments: [
      (#"{"a":1}"#, "/b", #"{"a":1,"b":9}"#), (#"{"a":1}"#, "/a", #"{"a":9}"#), ("[1,2]", "/1", "[1,9,2]"),
      ("[1]", "/-", "[1,9]"),
      ("[1]", "/1", "[1,9]"), (#"{"a":[{"b":1}]}"#, "/a/0/b", #"{"a":[{"b":9}]}"#), ("1", "", "9"), ("[1]", "/2", nil),
      ("[1]", "/01", nil), (#"{"a":1}"#, "/b/c", nil), (#"{"a":1}"#, "/a/c", nil), ("[[1]]", "/1/0", nil),
    ] as [(String, String, String?)])
  func adds(target: String, pointer: String, result: String?) throws {
    var value = try Self.json(target)
    let place = try JSONPointer(pointer)
    #expect(value.add(9, at: place) == (result != nil))
    let expected = try Self.json(result ?? target)
    #expect(value == expected)
  }

  @Test func replacesAndRemovesOnlyWhatIsThere() throws {
    var value = try Self.json(#"{"a":[1,2],"b":{"c":3}}"#)
    let place = { (text: String) in try JSONPointer(text) }
    var outcomes: [Bool] = []
    outcomes += [value.replace(0, at: try place("/a/0")), value.replace(0, at: try place("/a/2"))]
    outcomes += [value.replace(0, at: try place("/d")), value.remove(at: try place("/b/c"))]
    outcomes += [value.remove(at: try place("/b/c")), value.remove(at: try place("/a/1"))]
    #expect(outcomes == [true, false, false, true, false, true])
    let expected = try Self.json(#"{"a":[0],"b":{}}"#)
    #expect(value == expected)
  }
}
