import Simulation
import Testing

@Suite(.timeLimit(.minutes(1))) struct Base64URLTests {
  @Test(arguments: [
    ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
    ("foobar", "Zm9vYmFy"),
    ("ü?>", "w7w_Pg"),
  ])
  func followsTheVectorsOfRFC4648(text: String, code: String) {
    #expect(Base64URL.encode(Array(text.utf8)) == code)
    #expect(Base64URL.decode(code) == Array(text.utf8))
  }

  @Test func everyLengthComesBack() {
    var generator = SeededGenerator(seed: 11)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: ["A", "AAAAA", "Zg==", "Zm+v", "Zm/v", "Zm 9", "Zm9v\n", "é"])
  func refusesOtherText(code: String) {
    #expect(Base64URL.decode(code) == nil)
  }
}
