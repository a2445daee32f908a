import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONStyleTests {
  private static let text = #"{"b":[1,2.0,1e-5,{}],"a":{"é/<":"☎𝄞\u007f","n":null,"e":[]}}"#

  private func written(_ style: JSONStyle) throws -> String {
    String(decoding: style.bytes(try json(Self.text)), as: UTF8.self)
  }

  @Test func compactIsWhatTheWriterWrites() throws {
    #expect(try written(JSONStyle()) == json(Self.text).description)
  }

  /// Written by CPython 3.11.
  @Test func python() throws {
    #expect(
      try written(.python)
        == #"{"b": [1, 2.0, 1e-05, {}], "a": {"\u00e9/<": "\u260e\ud834\udd1e\u007f", "n": null, "e": []}}"#)
    let sorted = JSONStyle.with(.python) {
      $0.sortsKeys = true
      $0.escapesNonASCII = false
    }
    #expect(
      try written(sorted)
        == "{\"a\": {\"e\": [], \"n\": null, \"é/<\": \"☎𝄞\u{7f}\"}, \"b\": [1, 2.0, 1e-05, {}]}")
    let indented = JSONStyle.with(.python) {
      $0.itemSeparator = ","
      $0.indent = 2
    }
    let expected = """
      {
        "b": [
          1,
          2.0,
          1e-05,
          {}
        ],
        "a": {
          "\\u00e9/<": "\\u260e\\ud834\\udd1e\\u007f",
          "n": null,
          "e": []
        }
      }
      """
    #expect(try written(indented) == expected)
  }

  @Test func javaScriptDoesNotTellWholeRealsFromIntegers() throws {
    #expect(
      try written(.javaScript) == "{\"b\":[1,2,0.00001,{}],\"a\":{\"é/<\":\"☎𝄞\u{7f}\",\"n\":null,\"e\":[]}}")
  }

  @Test func slashesAndMarkup() {
    let style = JSONStyle.with(JSONStyle()) {
      $0.escapesSlashes = true
      $0.escapesMarkup = true
    }
    #expect(String(decoding: style.bytes("<a>&/"), as: UTF8.self) == #""\u003ca\u003e\u0026\/""#)
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1.5, "1.5"), (-20, "-20"), (100, "100"), (1e21, "1e+21"), (1.25e21, "1.25e+21"),
    (1.2345678901234568e20, "123456789012345680000"), (1e-6, "0.000001"), (1.5e-6, "0.0000015"), (1e-7, "1e-7"),
    (0.1, "0.1"), (.leastNonzeroMagnitude, "5e-324"), (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"),
    (9_007_199_254_740_992, "9007199254740992"),
  ])
  func javaScriptNumbers(value: Double, text: String) {
    #expect(String(decoding: JSONStyle.javaScript.bytes(.real(value)), as: UTF8.self) == text)
  }

  @Test func javaScriptRoundsIntegersBeyondTwoToThe53rd() {
    #expect(
      String(decoding: JSONStyle.javaScript.bytes(.integer(9_007_199_254_740_993)), as: UTF8.self) == "9007199254740992"
    )
  }
}

@Suite(.timeLimit(.minutes(1))) struct PythonLiteralTests {
  @Test func aParsedBody() throws {
    let value = try json(#"{"a": [true, false, null, 1, 2.0], "it's": "say \"x\"", "both": "'\"", "é": "\\\n\u0001"}"#)
    #expect(
      PythonLiteral.text(value)
        == #"{'a': [True, False, None, 1, 2.0], "it's": 'say "x"', 'both': '\'"', 'é': '\\\n\x01'}"#)
  }

  @Test func bytes() {
    #expect(PythonLiteral.text(Array("{\"a\": \"é\"}\n".utf8)) == #"b'{"a": "\xc3\xa9"}\n'"#)
    #expect(PythonLiteral.text(Array("it's".utf8)) == #"b"it's""#)
  }
}

@Suite(.timeLimit(.minutes(1))) struct JSONEscapesTests {
  @Test func thereAndBack() {
    let plain = Array(#"{"a": "é ☎ 𝄞 \n \u0041 \\u00e9"}"#.utf8)
    let escaped = #"{"a": "\u00e9 \u260e \ud834\udd1e \n \u0041 \\u00e9"}"#
    #expect(String(decoding: JSONEscapes.made(in: plain), as: UTF8.self) == escaped)
    #expect(JSONEscapes.resolved(in: Array(escaped.utf8)) == plain)
  }

  @Test(arguments: [#"\ud834"#, #"\ud834x"#, #"\udd1e\ud834"#, #"\u00"#, #"\u00g9"#, "\\"])
  func whatIsNoCharacterStays(text: String) { #expect(JSONEscapes.resolved(in: Array(text.utf8)) == Array(text.utf8)) }
}
