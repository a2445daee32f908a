internal import Cryptography

/// How the bytes of a signature are written as text.
public enum SignatureSpelling: Sendable, Equatable {
  case hexadecimal
  case upperCaseHexadecimal
  case base64

  /// Reads a signature of SHA-256 or SHA-1; nil where the text is none.
  static func read(_ text: some StringProtocol) -> (spelling: SignatureSpelling, digest: [UInt8])? {
    if let digest = Hexadecimal.bytes(text), isDigest(digest) {
      return (text.utf8.contains { (65...70).contains($0) } ? .upperCaseHexadecimal : .hexadecimal, digest)
    }
    let urlSafe = text.utf8.filter { $0 != UInt8(ascii: "=") }.map { byte in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      default: byte
      }
    }
    guard let digest = Base64URL.decode(String(decoding: urlSafe, as: UTF8.self)), isDigest(digest) else { return nil }
    return (.base64, digest)
  }

  private static func isDigest(_ bytes: [UInt8]) -> Bool { bytes.count == 32 || bytes.count == 20 }

  /// What somebody did wrong who wrote in this way and should have written in `right`.
  func mistake(insteadOf right: SignatureSpelling) -> SignatureMistake? {
    guard self != right else { return nil }
    return SignatureMistake(
      "written-as-\(name)", "wrote the hash \(words)", remedy: "write it \(right.words)", .spelling)
  }

  private var name: String {
    switch self {
    case .hexadecimal: "hex"
    case .upperCaseHexadecimal: "upper-case-hex"
    case .base64: "base64"
    }
  }

  private var words: String {
    switch self {
    case .hexadecimal: "in lower-case hexadecimal digits"
    case .upperCaseHexadecimal: "in upper-case hexadecimal digits"
    case .base64: "in base64"
    }
  }
}
