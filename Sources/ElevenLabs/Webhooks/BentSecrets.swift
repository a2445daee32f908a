internal import Cryptography
internal import Simulation

/// What people use for a key instead of the whole secret.
enum BentSecrets {
  /// Each way that makes another key of this secret.
  static func all(_ secret: String) -> [SignatureMistake] { inside(secret) + around(secret) + decoded(secret) }

  private static let prefix = "wsec_"
  private static let whole = "the key is the whole secret as text, wsec_ included"

  private static func inside(_ secret: String) -> [SignatureMistake] {
    [
      secret.hasPrefix(prefix)
        ? key(
          "secret-without-prefix", "used the secret without its prefix wsec_", String(secret.dropFirst(prefix.count)))
        : key(
          "secret-with-prefix", "used the secret with wsec_ before it, which is not in the one given here",
          prefix + secret),
      SignatureMistake(
        "secret-empty", "used an empty secret",
        remedy: "look whether the environment variable is set where the app runs",
        .key([])),
    ]
  }

  private static func around(_ secret: String) -> [SignatureMistake] {
    let remedy = "strip the secret when it is read, and look into the .env file"
    let surroundings = [
      ("a line break behind it", "", "\n"), ("a Windows line break behind it", "", "\r\n"),
      ("a space behind it", "", " "),
      ("a space before it", " ", ""), ("a space at both ends", " ", " "), ("double quotes around it", "\"", "\""),
      ("single quotes around it", "'", "'"),
    ]
    return [
      key(
        "secret-trimmed", "used the secret without the white space that the one given here has around it",
        String(secret.trimmingWhitespace()), remedy: remedy)
    ]
      + surroundings.map { words, before, behind in
        key("secret-surrounded", "used the secret with \(words)", before + secret + behind, remedy: remedy)
      }
  }

  private static func decoded(_ secret: String) -> [SignatureMistake] {
    let rest = secret.hasPrefix(prefix) ? String(secret.dropFirst(prefix.count)) : secret
    var mistakes: [SignatureMistake] = []
    for text in rest == secret ? [secret] : [rest, secret] {
      if let bytes = Hexadecimal.bytes(text) {
        mistakes.append(
          SignatureMistake("secret-from-hex", "decoded the secret from hexadecimal digits", remedy: whole, .key(bytes)))
      }
      if let bytes = base64(text) {
        mistakes.append(
          SignatureMistake("secret-from-base64", "decoded the secret from base64", remedy: whole, .key(bytes)))
      }
    }
    return mistakes
  }

  /// As lenient as Node's decoder: either alphabet, with and without padding, other characters skipped, a rest dropped.
  private static func base64(_ text: String) -> [UInt8]? {
    var digits = text.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): byte
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"): byte
      default: nil
      }
    }
    if digits.count % 4 == 1 { digits.removeLast() }
    return Base64URL.decode(String(decoding: digits, as: UTF8.self))
  }

  private static func key(
    _ name: String, _ deed: String, _ secret: String, remedy: String = whole
  ) -> SignatureMistake {
    SignatureMistake(name, deed, remedy: remedy, .key(Array(secret.utf8)))
  }
}
