import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct CodingTests {
  enum Colour: String, Codable { case red, green }

  enum Shape: Codable, Equatable {
    case dot
    case circle(radius: Double)
    case named(String?)
  }

  struct Inner: Codable, Equatable {
    var number: Int64 = .max
    var real = 0.1
    var texts = ["a", "ü\u{0}\"\\"]
  }

  struct Everything: Codable, Equatable {
    var yes = true
    var small: Int8 = -128
    var word: UInt16 = 65_535
    var wide: UInt64 = 9_223_372_036_854_775_807
    var least: Int64 = .min
    var tiny = Double.leastNonzeroMagnitude
    var most = Double.greatestFiniteMagnitude
    var whole = 1.0
    var float: Float = 0.1
    var colour = Colour.green
    var shapes: [Shape] = [.dot, .circle(radius: 2), .named("x"), .named(nil)]
    var absent: Int?
    var present: Int? = 3
    var list: [Int?] = [1, nil, 3]
    var nested: [[Inner]] = [[], [Inner()]]
    var byName: [String: Inner] = ["b": Inner(), "a": Inner(number: -1)]
    var byNumber: [Int: String] = [2: "two", 10: "ten"]
    var value: JSONValue = ["z": nil, "a": [1, 1.0, -0.0, "x", true]]
    var object: JSONObject = ["second": 2, "first": 1]
    var inner = Inner()
  }

  /// A member of a superclass's in a container of its own, and members that share one nested container.
  struct Handmade: Codable, Equatable {
    var first = 1
    var second = "two"

    enum Keys: CodingKey { case deep, list }
    enum DeepKeys: CodingKey { case first }

    init() {}

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Keys.self)
      first = try container.nestedContainer(keyedBy: DeepKeys.self, forKey: .deep).decode(Int.self, forKey: .first)
      var list = try container.nestedUnkeyedContainer(forKey: .list)
      second = try list.decode(String.self)
      #expect(try list.decodeNil())
      #expect(list.isAtEnd)
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      var deep = container.nestedContainer(keyedBy: DeepKeys.self, forKey: .deep)
      var list = container.nestedUnkeyedContainer(forKey: .list)
      try list.encode(second)
      // Both are open at once.
      try deep.encode(first, forKey: .first)
      try list.encodeNil()
    }
  }

  @Test func everyTypeComesBackThroughText() throws {
    let written = JSONWriter.bytes(try JSONValue(encoding: Everything()))
    #expect(try JSONParser().parse(written).decoded(as: Everything.self) == Everything())
    #expect(try JSONValue(encoding: Everything()).decoded(as: Everything.self) == Everything())
  }

  @Test func equalValuesGiveEqualTexts() throws {
    let names = (0..<100).map { "name\($0)" }
    let one = Dictionary(uniqueKeysWithValues: names.map { ($0, 1) })
    var other = one
    other.reserveCapacity(5_000)
    let text = try JSONValue(encoding: one).description
    #expect(try JSONValue(encoding: other).description == text)
    #expect(try JSONValue(encoding: one).object?.keys == names.sorted())
  }

  @Test(
    arguments: [
      (JSONValue.object(["a": 1]), #"{"a":1}"#), (["b": 1, "a": [nil, 1.0]], #"{"b":1,"a":[null,1.0]}"#),
      ("x", #""x""#), (.null, "null"), (false, "false"), (7, "7"), (0.5, "0.5"),
    ] as [(JSONValue, String)])
  func jsonStaysAsItIs(value: JSONValue, text: String) throws {
    #expect(try JSONValue(encoding: value).description == text)
    #expect(try JSONValue(encoding: [value]).description == "[\(text)]")
    #expect(try value.decoded(as: JSONValue.self).description == text)
  }

  @Test func optionalsAreAbsentOrNull() throws {
    struct Pair: Codable, Equatable { var a: Int?, b: JSONObject? }
    #expect(try JSONValue(encoding: Pair(a: nil, b: nil)) == [:])
    #expect(try JSONValue.object(["a": nil]).decoded(as: Pair.self) == Pair(a: nil, b: nil))
    #expect(try JSONValue(encoding: Int?.none) == .null)
    #expect(try JSONValue.null.decoded(as: Int?.self) == nil)
  }

  @Test func containersMayBeOpenTogether() throws {
    let value = try JSONValue(encoding: Handmade())
    #expect(value.description == #"{"deep":{"first":1},"list":["two",null]}"#)
    #expect(try value.decoded(as: Handmade.self) == Handmade())
  }

  @Test(
    arguments: [
      ([:], "/yes: this member is required."),
      (["yes": 1], "/yes: expected true or false; found 1."),
      (["small": 128], "/small: expected a whole number from -128 to 127; found 128."),
      (["word": -1], "/word: expected a whole number from 0 to 65535; found -1."),
      (["least": 1.5], "/least: expected a whole number; found 1.5."),
      (["whole": "x"], "/whole: expected a number; found \"x\"."),
      (["float": 0.1], "/float: expected a number that a float holds; found 0.1."),
      (["colour": "blue"], "/colour: Cannot initialize Colour from invalid String value blue."),
      (["nested": [[], [["number": nil]]]], "/nested/1/0/number: expected a whole number; found null."),
      (["byName": ["a/b": []]], "/byName/a~1b: expected an object; found []."),
      (["texts": 1, "inner": ["texts": [1]]], "/inner/texts/0: expected a string; found 1."),
    ] as [(JSONObject, String)])
  func mistakesHaveAPlace(change: JSONObject, message: String) throws {
    var value = try JSONValue(encoding: Everything())
    if change.isEmpty { value["yes"] = JSONValue?.none }
    value.mergeMembers(of: .object(change))
    #expect(throws: Never.self) { try JSONValue(encoding: Everything()).decoded(as: Everything.self) }
    do {
      _ = try value.decoded(as: Everything.self)
      Issue.record("\(change) was taken")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test func whatJSONCannotSayIsRefused() throws {
    struct Holder: Codable { var list: [Double] = [], wide: UInt64 = 0 }
    func words(_ holder: Holder) -> String {
      do throws(JSONCodingFailure) {
        let value = try JSONValue(encoding: holder)
        return value.description
      } catch {
        return error.description
      }
    }
    #expect(words(Holder(list: [1, .nan])) == "/list/1: JSON has no nan.")
    #expect(words(Holder(list: [-.infinity])) == "/list/0: JSON has no -inf.")
    #expect(words(Holder(wide: .max)) == "/wide: 18446744073709551615 does not fit into 64 bits with a sign.")
  }

  @Test func longObjectsCostNoMoreThanTheirLength() throws {
    let many = Dictionary(uniqueKeysWithValues: (0..<50_000).map { ("key\($0)", $0) })
    #expect(try JSONValue(encoding: many).decoded(as: [String: Int].self) == many)
  }
}
