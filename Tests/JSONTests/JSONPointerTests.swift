import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONPointerTests {
  /// The example of RFC 6901 §5.
  static let example = #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#

  static let found: [(String, JSONValue)] = [
    ("/foo/0", JSONValue.string("bar")), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5),
    ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
  ]

  @Test(arguments: found)
  func findsWhatTheStandardSays(text: String, value: JSONValue) throws {
    let pointer = try JSONPointer(text)
    #expect(try json(Self.example).value(at: pointer) == value)
    #expect(pointer.description == text)
  }

  @Test func theEmptyPointerIsTheWhole() throws {
    #expect(try json("[1]").value(at: JSONPointer("")) == [1])
  }

  @Test(arguments: [
    "/foo/2", "/foo/01", "/foo/-", "/foo/+1", "/foo/x", "/nope", "/foo/0/x", "/foo/99999999999999999999",
  ])
  func findsNothingElsewhere(text: String) throws {
    #expect(try json(Self.example).value(at: JSONPointer(text)) == nil)
  }

  @Test(arguments: ["a", "a/b", "/~", "/~2", "/a~"])
  func refusesWhatIsNoPointer(text: String) {
    let failure = #expect(throws: JSONPointer.Malformed.self) { try JSONPointer(text) }
    #expect(failure?.text == text)
  }

  static let changes: [(String, JSONValue?, String)] = [
    ("/a", JSONValue.integer(9), #"{"a":9,"l":[1,2]}"#), ("/b", 9, #"{"a":1,"l":[1,2],"b":9}"#),
    ("/b/c/d", 9, #"{"a":1,"l":[1,2],"b":{"c":{"d":9}}}"#), ("/l/0", 9, #"{"a":1,"l":[9,2]}"#),
    ("/l/-", 9, #"{"a":1,"l":[1,2,9]}"#), ("/l/2", 9, #"{"a":1,"l":[1,2,9]}"#),
    ("/l/-/x", 9, #"{"a":1,"l":[1,2,{"x":9}]}"#), ("/a", nil, #"{"l":[1,2]}"#), ("/l/0", nil, #"{"a":1,"l":[2]}"#),
    ("", 9, "9"),
  ]

  @Test(arguments: changes)
  func sets(text: String, value: JSONValue?, result: String) throws {
    var root: JSONValue = ["a": 1, "l": [1, 2]]
    #expect(root.set(value, at: try JSONPointer(text)))
    #expect(root.description == result)
  }

  @Test(arguments: ["/a/x", "/l/5", "/l/x", "/l/3/y"])
  func changesNothingWhereTheWayIsBlocked(text: String) throws {
    var root: JSONValue = ["a": 1, "l": [1, 2]]
    #expect(!root.set(9, at: try JSONPointer(text)))
    #expect(root == ["a": 1, "l": [1, 2]])
  }
}
