import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct PythonJSONDecoderTests {
  @Test func saysWhatCPythonSaysAboutEveryRecordedText() throws {
    let texts = try #require(JSONParser().parse(fixture("python_json.json"))["texts"]?.array)
    #expect(texts.count > 1000)
    for entry in texts {
      let text = try #require(entry[0]?.string)
      let failure = PythonJSONDecoder.failure(in: Array(text.utf8))
      #expect(failure?.offset == entry[1]?.integer.map(Int.init), "offset in \(entry[0]!)")
      #expect(failure?.words == entry[2]?.string, "words about \(entry[0]!)")
    }
  }

  @Test func parserRefusesWhateverPythonRefuses() throws {
    for entry in try #require(JSONParser().parse(fixture("python_json.json"))["texts"]?.array) {
      let text = Array(try #require(entry[0]?.string).utf8)
      let value = try? JSONParser().parse(text)
      if entry[1]?.isNull == false { #expect(value == nil, "accepted \(entry[0]!)") }
    }
  }

  @Test func skipsAByteOrderMarkWithoutCountingIt() {
    let failure = PythonJSONDecoder.failure(in: [0xEF, 0xBB, 0xBF] + Array("[1 2]".utf8))
    #expect(failure?.offset == 3)
  }
}
