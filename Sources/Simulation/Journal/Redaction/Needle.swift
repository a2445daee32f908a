internal import HTTP1

/// One form in which a secret may stand in a text.
struct Needle: Sendable {
  /// What to look for.
  let bytes: [UInt8]
  /// What stands there instead.
  let placeholder: [UInt8]
  /// How many Base64 digits stand between a digit group's start and the needle; nil where it is no Base64.
  let lead: Int?

  /// All forms of a secret: as it is, percent-encoded, and in Base64 at each of its three alignments.
  static func all(of secret: String, _ placeholder: String) -> [Needle] {
    let mark = Array(placeholder.utf8)
    var needles = [Needle(bytes: Array(secret.utf8), placeholder: mark, lead: nil)]
    let encoded = PercentCoding.encode(secret)
    if encoded != secret { needles.append(Needle(bytes: Array(encoded.utf8), placeholder: mark, lead: nil)) }
    for shift in 0..<3 {
      // Digits that neighbours have a part in are left out: those of the bytes in front, and the last one.
      let padded = [UInt8](repeating: 0, count: shift) + Array(secret.utf8)
      let digits = Array(Base64Text.encode(padded).utf8)
      let lead = (shift * 8 + 5) / 6
      let inner = digits[lead..<padded.count * 8 / 6]
      if inner.count >= Redaction.shortest {
        needles.append(Needle(bytes: Array(inner), placeholder: mark, lead: lead))
      }
    }
    return needles
  }
}
