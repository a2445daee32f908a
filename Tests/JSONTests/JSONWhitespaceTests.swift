import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONWhitespaceTests {
  /// As it is described, a byte at a time.
  private func plain(_ bytes: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    var isInString = false
    var isEscaped = false
    for byte in bytes {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte == 0x22 {
          isInString = false
        }
      } else if byte == 0x22 {
        isInString = true
      } else if [0x20, 0x0A, 0x0D, 0x09].contains(byte) {
        continue
      }
      kept.append(byte)
    }
    return kept
  }

  @Test("what stands between tokens goes, what stands in strings stays")
  func keepsStrings() {
    let text = "{\r\n        \"a b\" :\t[ 1 , \"  \\\"  x \\\\\" , 2 ]\n}\n"
    #expect(
      String(decoding: JSONWhitespace.removed(from: Array(text.utf8)), as: UTF8.self)
        == "{\"a b\":[1,\"  \\\"  x \\\\\",2]}")
  }

  @Test("any bytes, whole or cut off, come out as a byte at a time would have them")
  func agreesWithThePlainWay() {
    let alphabet = Array("\"\\  \n\t:,{}[]a\u{e9}0".utf8) + [0xFF, 0x23, 0x21, 0x5D]
    var state: UInt64 = 1
    for length in 0..<600 {
      let bytes = (0..<length % 70).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return alphabet[Int(state >> 33) % alphabet.count]
      }
      #expect(JSONWhitespace.removed(from: bytes) == plain(bytes), "\(bytes)")
    }
  }
}
