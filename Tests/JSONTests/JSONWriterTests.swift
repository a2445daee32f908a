import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONWriterTests {
  @Test func spellsEveryRecordedRealAsPythonDoes() throws {
    let reals = try #require(JSONParser().parse(fixture("python_json.json"))["reals"]?.array)
    for entry in reals {
      let bits = try #require(UInt64(entry[0]?.string ?? "", radix: 16))
      let value = Double(bitPattern: bits)
      #expect(JSONValue.real(value).description == entry[1]?.string)
      let read = try json(JSONValue.real(value).description)
      #expect(read.real?.bitPattern == bits)
    }
  }

  @Test func whatIsEscapedIsFoundWhereverItStands() throws {
    for (character, written) in [
      ("\u{1F}", "\\u001f"), ("\"", "\\\""), ("\\", "\\\\"), (" ", " "), ("\u{7F}", "\u{7F}"),
    ] {
      for before in 0..<20 {
        for after in 0..<10 {
          let (left, right) = (String(repeating: "é", count: before), String(repeating: "#", count: after))
          let text = JSONWriter.bytes(.string(left + character + right + character))
          #expect(String(decoding: text, as: UTF8.self) == "\"\(left)\(written)\(right)\(written)\"")
        }
      }
    }
  }

  @Test(arguments: [
    ("", #""""#), ("a\"b\\c/", #""a\"b\\c/""#), ("\n\r\t\u{8}\u{c}", #""\n\r\t\b\f""#),
    ("\u{0}\u{1f}", #""\u0000\u001f""#),
    ("\u{7f}é☎𝄞", "\"\u{7f}é☎𝄞\""), ("\"", #""\"""#), ("end\n", #""end\n""#), ("\nstart", #""\nstart""#),
  ])
  func escapesOnlyWhatJSONDemands(string: String, written: String) throws {
    #expect(JSONValue.string(string).description == written)
    #expect(try json(written) == .string(string))
  }

  @Test(arguments: [0, 1, -1, 10, 9_007_199_254_740_993, Int64.max, Int64.min])
  func writesIntegersExactly(value: Int64) throws {
    #expect(JSONValue.integer(value).description == String(value))
    #expect(try json(String(value)) == .integer(value))
  }

  @Test func writesCompactlyInOrder() {
    let value: JSONValue = ["b": [1, 2.5, nil], "a": ["x": true], "e": [:], "l": []]
    #expect(value.description == #"{"b":[1,2.5,null],"a":{"x":true},"e":{},"l":[]}"#)
  }

  @Test func writesPrettily() {
    let value: JSONValue = ["a": [1, ["b": nil]], "e": [:], "l": []]
    let text = String(decoding: JSONWriter.bytes(value, pretty: true), as: UTF8.self)
    #expect(
      text == """
        {
          "a": [
            1,
            {
              "b": null
            }
          ],
          "e": {},
          "l": []
        }
        """)
  }

  @Test func writesNullForWhatJSONCannotSay() {
    #expect(JSONValue.array([.real(.nan), .real(.infinity)]).description == "[null,null]")
  }
}
