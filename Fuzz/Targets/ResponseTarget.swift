import HTTP1

@testable import Transport

/// The reader of an app's answers: header lines, an empty one, then the body in pieces.
enum ResponseTarget {
  private static let pieceLength = 64

  static func run(_ bytes: [UInt8]) {
    var assembly = ResponseAssembly(maxBodyBytes: 1 << 16)
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = Array(rest[...end])
      rest = rest[(end + 1)...]
      guard unsafe line.withUnsafeBytes({ unsafe assembly.take(line: $0) }) else { return }
      if line.count <= 2 { break }
    }
    while !rest.isEmpty {
      let piece = Array(rest.prefix(pieceLength))
      rest = rest.dropFirst(pieceLength)
      guard unsafe piece.withUnsafeBytes({ unsafe assembly.take(body: $0) }) else { return }
    }
    let response = assembly.response
    precondition(response.body.count <= bytes.count && response.fields.allSatisfy { !$0.name.contains("\n") })
  }
}
