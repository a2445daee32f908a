import JSON
import Simulation
import Testing

/// Input made to hurt: whatever it is, the answer is a value or a failure, soon.
@Suite(.timeLimit(.minutes(2))) struct JSONHostileInputTests {
  @Test(arguments: ["[", "{\"a\":", "[[],", "{\"\":[", "\"\\", "\"\\u", "1", "-", "{", " ", "\u{0}", "9e", "[1,"])
  func survivesAQuarterMebibyteOfOnePiece(piece: String) {
    let bytes = [UInt8](String(repeating: piece, count: (256 << 10) / piece.utf8.count).utf8)
    #expect(throws: JSONFailure.self) { try JSONParser().parse(bytes) }
    _ = PythonJSONDecoder.failure(in: bytes)
    _ = try? JSONOutline(bytes, levels: 3)
  }

  @Test func refusesTenMebibytesOfOpeningBracketsAsTooDeep() {
    let failure = #expect(throws: JSONFailure.self) {
      try JSONParser().parse([UInt8](repeating: UInt8(ascii: "["), count: 10 << 20))
    }
    #expect(failure?.kind == .tooDeep)
  }

  @Test func survivesRandomBytes() {
    var source = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<60, using: &source)).map { _ in UInt8.random(in: 0...255, using: &source) }
      Self.agree(on: bytes)
    }
  }

  @Test func survivesShuffledPieces() {
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "\\u", "00e9", "\\ud834", "\\udd1e", "1", "-", ".5", "e+3",
      "null", "tru", "true", " ", "\n", "é",
      "NaN", "\u{1}", "\u{feff}", "0", "1e400", "99999999999999999999",
    ]
    var source = SeededGenerator(seed: 2)
    for _ in 0..<20_000 {
      let count = Int.random(in: 0..<14, using: &source)
      let text = (0..<count).map { _ in pieces.randomElement(using: &source) ?? "" }.joined()
      Self.agree(on: Array(text.utf8))
    }
  }

  /// What parses survives writing and parsing again, and Python refuses nothing of it.
  private static func agree(on bytes: [UInt8]) {
    _ = try? JSONOutline(bytes, levels: 3)
    do throws(JSONFailure) {
      let value = try JSONParser().parse(bytes)
      #expect(try JSONParser().parse(JSONWriter.bytes(value)) == value)
      #expect(try JSONParser().parse(JSONWriter.bytes(value, pretty: true)) == value)
      #expect(PythonJSONDecoder.failure(in: bytes) == nil)
    } catch {
      #expect((0...bytes.count).contains(error.offset) && error.line > 0 && error.column > 0, "\(bytes)")
    }
  }
}
