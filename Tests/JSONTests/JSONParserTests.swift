import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONParserTests {
  static let values: [(String, JSONValue)] = [
    ("null", JSONValue.null), ("true", true), ("false", false), ("1", 1), ("-0", 0), ("1.0", 1.0), ("1e2", 100.0),
    ("0.1", 0.1), ("9223372036854775807", JSONValue.integer(Int64.max)),
    ("-9223372036854775808", JSONValue.integer(Int64.min)),
    (#""""#, ""), (#""a\u0000b""#, "a\0b"), (#""\ud834\udd1e\/""#, "𝄞/"), ("[]", []), ("{}", [:]),
    (" [1 , 2.5,\n\"x\"]\t", [1, 2.5, "x"]), (#"{"b":{"c":[null]},"a":1}"#, ["b": ["c": [nil]], "a": 1]),
  ]

  @Test(arguments: values)
  func reads(text: String, value: JSONValue) throws {
    #expect(try json(text) == value)
  }

  @Test func keepsTheOrderOfMembers() throws {
    let value = try json(#"{"z":1,"a":2,"m":3}"#)
    #expect(value.object?.keys == ["z", "a", "m"])
  }

  @Test func lastDuplicateWinsInTheFirstPlace() throws {
    #expect(try json(#"{"a":1,"b":2,"a":3}"#).description == #"{"a":3,"b":2}"#)
  }

  @Test func keepsTheSignOfZeroReals() throws {
    #expect(try json("-0.0").description == "-0.0")
  }

  @Test func skipsAByteOrderMark() throws {
    #expect(try JSONParser().parse([0xEF, 0xBB, 0xBF] + Array("[1]".utf8)) == [1])
  }

  static let refusals: [(String, JSONFailure.Kind, String, Int, Int, Int)] = [
    ("", JSONFailure.Kind.empty, "empty text", 0, 1, 1),
    (" \n ", .empty, "empty text", 3, 2, 2),
    ("[1,\n  2 3]", .syntax, "Expecting ',' delimiter", 8, 2, 5),
    ("{\"é☎\": x}", .syntax, "Expecting value", 10, 1, 8),
    ("[\n\"abc\n]", .syntax, "Invalid control character at", 6, 2, 5),
    ("[18446744073709551616]", .numberOutOfRange, "number out of range: 18446744073709551616", 1, 1, 2),
    ("[1,\n-1e400 ]", .numberOutOfRange, "number out of range: -1e400", 4, 2, 1),
    ("[NaN]", .syntax, "invalid token near 'NaN'", 1, 1, 2),
    (#"["\ud800"]"#, .syntax, #"invalid Unicode '\uD800' near '"\ud800"'"#, 1, 1, 2),
    (#"{"a\u0000":1}"#, .syntax, #"NUL byte in object key not supported near '"a\u0000"'"#, 1, 1, 2),
  ]

  @Test(arguments: refusals)
  func saysWhereAndWhy(
    text: String, kind: JSONFailure.Kind, message: String, offset: Int, line: Int, column: Int
  ) {
    let failure = #expect(throws: JSONFailure.self) { try json(text) }
    #expect(failure?.kind == kind)
    #expect(failure?.message == message)
    #expect(failure.map { [$0.offset, $0.line, $0.column] } == [offset, line, column])
  }

  @Test(arguments: [([0x22, 0xFF, 0x22], 1), ([0x5B, 0x31, 0x20, 0x32, 0xC3, 0x28], 4), ([0xED, 0xA0, 0x80], 0)])
  func refusesWhatIsNotUTF8BeforeAnythingElse(bytes: [UInt8], offset: Int) {
    let failure = #expect(throws: JSONFailure.self) { try JSONParser().parse(bytes) }
    #expect(failure?.kind == .invalidUTF8)
    #expect(failure?.offset == offset)
  }

  @Test(arguments: [
    (#"{"a":1,"a":2}"#, 7, 1, 8), ("{\"x\":\n {\"k\\\"y\":1, \"k\\\"y\":2}}", 18, 2, 13), (#"[{"":0,"":0}]"#, 7, 1, 8),
  ])
  func refusesDuplicatesInOurOwnFiles(text: String, offset: Int, line: Int, column: Int) {
    let failure = #expect(throws: JSONFailure.self) { try JSONParser(duplicates: .refuse).parse(Array(text.utf8)) }
    #expect(failure?.kind == .duplicateKey)
    #expect(failure.map { [$0.offset, $0.line, $0.column] } == [offset, line, column])
  }

  @Test func refusesMoreLevelsThanTheLimit() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    let parser = JSONParser(limits: .init(maxDepth: 5))
    #expect(throws: Never.self) { try parser.parse(nested(5)) }
    let failure = #expect(throws: JSONFailure.self) { try parser.parse(nested(6)) }
    #expect(failure?.kind == .tooDeep)
    #expect(failure?.offset == 5)
    #expect(throws: Never.self) { try JSONParser().parse(nested(200)) }
    #expect(throws: JSONFailure.self) { try JSONParser().parse(nested(201)) }
  }

  @Test func refusesMoreBytesThanTheLimit() {
    let failure = #expect(throws: JSONFailure.self) {
      try JSONParser(limits: .init(maxBytes: 3)).parse(Array("[12]".utf8))
    }
    #expect(failure?.kind == .tooLarge)
  }

  @Test func parsesASliceInPlace() throws {
    let bytes = Array("xx[1]yy".utf8)
    #expect(try JSONParser().parse(bytes[2..<5]) == [1])
  }
}
