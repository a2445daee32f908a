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

  private static func large(_ range: Range<Int>, _ value: (Int) -> JSONValue) -> JSONValue {
    ["inner": .object(JSONObject(range.map { ("k\($0)", value($0)) }))]
  }

  @Test func changesOfAHundredThousandMembersAreMergedInOneGo() {
    var merged = Self.large(0..<100_000) { .integer($0) }
    merged.mergeMembers(of: Self.large(50_000..<150_000) { _ in true })
    #expect(merged["inner"]?.object?.count == 150_000)
    #expect(merged["inner"]?["k49999"] == 49_999 && merged["inner"]?["k50000"] == true)
    merged.applyMergePatch(Self.large(0..<150_000) { $0 % 2 == 0 ? .null : .integer($0) })
    #expect(merged["inner"]?.object?.count == 75_000 && merged["inner"]?.object?[0].key == "k1")
    #expect(merged["inner"]?["k149999"] == 149_999)
  }

  @Test func anEditOfALargeValueCopiesNothing() throws {
    var value: JSONValue = ["list": .array(Array(repeating: ["a": 1], count: 100_000)), "other": 1]
    let place = try JSONPointer("/list/5/a")
    for number in 0..<20_000 {
      let isDone = value.replace(.integer(number), at: place)
      if !isDone { Issue.record("edit \(number) found nothing") }
    }
    #expect(value["list"]?[5]?["a"] == 19_999 && value["list"]?[6]?["a"] == 1)
  }
}
