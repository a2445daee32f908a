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
