internal import Cryptography

/// The end of a state file: the SHA-256 of every byte before it, as the last member of the object.
///
/// It tells a file as it was written from one that something has damaged; it is no signature, and keeps nobody from writing.
struct Seal {
  private static let head = Array(",\n\"sha256\":\"".utf8)
  private static let tail = Array("\"}\n".utf8)
  private static let digits = 64

  /// Whether the digest is that of the text before it.
  let fits: Bool
  /// The line of the seal.
  let line: Int

  /// The seal of a text; nil if it ends otherwise.
  init?(_ text: [UInt8]) {
    let length = Self.head.count + Self.digits + Self.tail.count
    guard text.count > length, text.suffix(Self.tail.count).elementsEqual(Self.tail) else { return nil }
    let sealed = text.dropLast(length)
    let rest = text[sealed.endIndex...]
    guard rest.starts(with: Self.head) else { return nil }
    let digest = rest.dropFirst(Self.head.count).prefix(Self.digits)
    fits = String(decoding: digest, as: UTF8.self) == SHA256.hex(sealed)
    line = sealed.count { $0 == UInt8(ascii: "\n") } + 2
  }

  /// The text of an object without its closing brace, with its seal behind it.
  static func sealed(_ text: [UInt8]) -> [UInt8] { text + head + SHA256.hex(text).utf8 + tail }

  static let broken =
    "this digest is not that of the text above: something has damaged or edited the file since it was written."
  static let missing =
    "a state file of this version ends with the digest of its text, and this one does not: it is torn or edited."
}
