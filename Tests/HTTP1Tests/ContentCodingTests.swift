import HTTP1
import Testing

/// Packed by Python's `gzip` and `zlib`.
private enum Packed {
  static let text = Array("hello gzip\n".utf8)
  static let gzip = bytes("1f8b0800000000000203cb48cdc9c95748afca2ce00200397c63560b000000")
  static let zlib = bytes("789ccb48cdc9c95748afca2ce00200197a03f9")
  static let raw = bytes("cb48cdc9c95748afca2ce00200")
  static let empty = bytes("1f8b080000000000020303000000000000000000")
  /// 32,768 zeros in few bytes.
  static let zeros = bytes(
    "1f8b0800000000000203edc101010000008090feafee080a0000000000000000000000000000000000000000000000000000000000000018a6fc1f0100800000"
  )

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0..<$0 + 2]), radix: 16) ?? 0 }
  }
}

@Suite(.timeLimit(.minutes(2))) struct ContentCodingTests {
  static let broken: [(body: [UInt8], coding: String, words: String)] = [
    (Packed.gzip + [0], "gzip", "bytes follow its end"),
    (Packed.gzip + [0x1F], "gzip", "bytes follow its end"),
    (Packed.gzip + [0x1F, 0x8B, 9, 0, 0, 0, 0, 0, 0, 0], "gzip", "unknown compression method"),
    (Packed.zlib + Packed.zlib, "deflate", "bytes follow its end"),
    (Packed.raw, "deflate", "incorrect header check"),
    (Packed.zlib, "gzip", "incorrect header check"),
    (Packed.text, "gzip", "incorrect header check"),
    (changed(Packed.gzip, 5), "gzip", "incorrect data check"),
    (changed(Packed.gzip, 1), "gzip", "incorrect length check"),
  ]

  /// The bytes, but for the one that stands so far from the end.
  private static func changed(_ bytes: [UInt8], _ place: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bytes.count - place] ^= 1
    return bytes
  }

  /// The body after decoding, or the refusal's status and words.
  private func decoded(_ body: [UInt8], _ codings: [String], limit: Int = 1000) -> String {
    var request = Request(
      method: .post, target: "/", fields: codings.map { ("content-encoding", $0) }, body: body)
    do {
      try request.decodeBody(limit: limit)
      #expect(request.fields(named: "content-encoding") == codings)
      return String(decoding: request.body, as: UTF8.self)
    } catch {
      return "\(error.status) \(error)"
    }
  }

  @Test(arguments: [
    (Packed.gzip, ["gzip"]), (Packed.gzip, ["X-GZip"]), (Packed.gzip, [" identity ,\tgzip"]),
    (Packed.gzip, ["gzip", ""]),
    (Packed.zlib, ["deflate"]), (Packed.text, ["identity"]), (Packed.text, []), (Packed.text, [""]),
    (Packed.empty + Packed.gzip + Packed.empty, ["gzip"]),
  ])
  func unpacks(body: [UInt8], codings: [String]) {
    #expect(decoded(body, codings) == "hello gzip\n")
  }

  @Test func joinsMembers() {
    #expect(decoded(Packed.gzip + Packed.gzip, ["gzip"]) == "hello gzip\nhello gzip\n")
    #expect(decoded(Packed.empty, ["gzip"]) == "")
  }

  @Test func aBodyThatIsNotThereNeedsNoUnpacking() {
    #expect(decoded([], ["gzip"]) == "")
    #expect(decoded([], ["br"]) == "")
  }

  @Test func everyCutIsRefused() {
    for packed in [Packed.gzip, Packed.gzip + Packed.gzip] {
      for end in 1..<packed.count where end != Packed.gzip.count {
        #expect(decoded(Array(packed[..<end]), ["gzip"]).hasPrefix("400 malformed("), "\(end)")
      }
    }
    for end in 1..<Packed.zlib.count {
      #expect(decoded(Array(Packed.zlib[..<end]), ["deflate"]).contains("not valid zlib: it ends too early"), "\(end)")
    }
  }

  @Test(arguments: broken)
  func namesWhatIsBroken(body: [UInt8], coding: String, words: String) {
    let kind = coding == "gzip" ? "gzip" : "zlib"
    #expect(decoded(body, [coding]) == "400 malformed(\"The request body is not valid \(kind): \(words).\")")
  }

  @Test(arguments: [["br"], ["gzip, gzip"], ["gzip", "deflate"], ["gzip;q=1"], ["gzip,zstd"]])
  func anotherCodingIsRefused(codings: [String]) {
    #expect(decoded(Packed.gzip, codings) == "415 unknownCoding(\"\(codings.joined(separator: ","))\")")
  }

  @Test func stopsAtTheLimit() {
    #expect(decoded(Packed.gzip, ["gzip"], limit: 11) == "hello gzip\n")
    #expect(decoded(Packed.gzip, ["gzip"], limit: 10) == "413 tooLarge")
    #expect(decoded(Packed.zeros, ["gzip"], limit: 32_768).utf8.count == 32_768)
    #expect(decoded(Packed.zeros, ["gzip"], limit: 32_767) == "413 tooLarge")
    let bomb = Array(repeating: Packed.zeros, count: 10_000).flatMap(\.self)
    #expect(decoded(bomb, ["gzip"], limit: 100_000) == "413 tooLarge")
  }

  @Test func unpacksMoreThanOnePieceAtATime() {
    let body = Array(repeating: Packed.zeros, count: 7).flatMap(\.self)
    #expect(decoded(body, ["gzip"], limit: 1 << 20).utf8.count == 7 * 32_768)
  }
}
