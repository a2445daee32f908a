import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONObjectTests {
  @Test func replacesInPlaceAppendsAndRemoves() {
    var object: JSONObject = ["a": 1, "b": 2]
    object["a"] = 3
    object["c"] = nil
    object["d"] = .null
    object["b"] = nil
    #expect(JSONValue.object(object).description == #"{"a":3,"d":null}"#)
  }

  @Test func mergesKnownKeysInPlace() {
    var object: JSONObject = ["a": 1, "b": 2]
    object.merge(["b": 5, "c": 6] as JSONObject)
    #expect(JSONValue.object(object).description == #"{"a":1,"b":5,"c":6}"#)
  }

  @Test(arguments: [3, 15, 16, 17, 200])
  func equalityIgnoresOrder(count: Int) {
    let pairs = (0..<count).map { ("k\($0)", JSONValue.integer($0)) }
    let object = JSONObject(pairs)
    #expect(object == JSONObject(pairs.reversed()))
    #expect(object != JSONObject(pairs.dropLast() + [("k\(count - 1)", 99)]))
    #expect(object != JSONObject(pairs.dropLast() + [("other", .integer(count - 1))]))
    #expect(object != JSONObject(pairs.dropLast()))
  }

  @Test func buildingFromPairsKeepsTheLastValueAtTheFirstPlace() {
    let pairs = (0..<40).map { ("k\($0 % 20)", JSONValue.integer($0)) }
    let object = JSONObject(pairs)
    #expect(object.count == 20)
    #expect(object[0].key == "k0")
    #expect(object["k0"] == 20)
  }

  @Test func twoHundredThousandKeysAreReadComparedAndMergedInOneGo() throws {
    let text = "{" + (0..<200_000).map { "\"key\($0)\":\($0)" }.joined(separator: ",") + "}"
    let object = try #require(json(text).object)
    let reversed = JSONObject(object.reversed().lazy.map { ($0.key, $0.value) })
    #expect(object == reversed)
    var merged = object
    merged.merge(reversed)
    #expect(merged.count == 200_000)
    #expect(merged[199_999].key == "key199999")
  }

  /// Each of these is one step a member: with lookups that walk, 100,000 members would take minutes.
  @Test func aLargeObjectIsReadAndChangedKeyByKey() {
    var object: JSONObject = [:]
    for number in 0..<100_000 { object["k\(number)"] = .integer(number) }
    #expect((0..<100_000).allSatisfy { object["k\($0)"] == .integer($0) })
    for number in 0..<100_000 { object["k\(number)"] = .integer(number + 1) }
    #expect(object.count == 100_000 && object["k99999"] == 100_000 && object["other"] == nil)
  }

  @Test func copiesOfALargeObjectGoTheirOwnWays() {
    let first = JSONObject((0..<200).map { ("k\($0)", JSONValue.integer($0)) })
    #expect(first["k5"] == 5)
    var (second, third) = (first, first)
    second["new"] = 1
    third["other"] = 2
    third["k0"] = nil
    #expect(first["new"] == nil && first["other"] == nil && first["k0"] == 0 && first["k199"] == 199)
    #expect(second["new"] == 1 && second["other"] == nil && second["k199"] == 199)
    #expect(third["other"] == 2 && third["new"] == nil && third["k0"] == nil && third["k1"] == 1)
    third["k0"] = 7
    #expect(third["k0"] == 7 && third[third.count - 1].key == "k0")
  }

  @Test(arguments: [2, 300])
  func keysAndTextsAreComparedByBytes(count: Int) {
    let (one, other) = ("\u{e9}", "e\u{301}")
    var object = JSONObject((0..<count).map { ("k\($0)", JSONValue.null) })
    object[one] = 1
    object[other] = 2
    #expect(object.count == count + 2 && object[one] == 1 && object[other] == 2)
    #expect(([one: 1] as JSONObject) != ([other: 1] as JSONObject))
    #expect(JSONValue.string(one) != .string(other) && JSONValue.string(one) == "\u{e9}")
    #expect([JSONValue.string(one)] as JSONValue != [.string(other)])
  }

  @Test func integersAndRealsDiffer() {
    #expect(JSONValue.integer(1) != .real(1))
    #expect(JSONValue.integer(1).real == 1.0)
    #expect(JSONValue.real(1).integer == nil)
  }

  @Test func subscriptsOfOtherValuesAreNil() {
    let value: JSONValue = ["a": [1, 2]]
    #expect(value["a"]?[1] == 2)
    #expect(value["a"]?[2] == nil)
    #expect(value["a"]?["x"] == nil)
    #expect(value[0] == nil)
  }

  @Test func settingAMemberMakesAnObject() {
    var value = JSONValue.null
    value["a"] = 1
    value["b"] = ["c"]
    #expect(value == ["a": 1, "b": ["c"]])
  }
}
