internal import Cryptography
internal import HTTP1

/// Holds a delivery's signature against its secret.
///
/// `ElevenLabs-Signature: t=SECONDS,v0=HEX`: HMAC-SHA256 over `SECONDS.BODY`, whose key is the whole secret as text.
enum DeliverySignature {
  static let field = "elevenlabs-signature"

  /// What is wrong with the signature; nil where it is right.
  static func difference(_ delivery: Delivery, secret: String) -> Difference? {
    guard let header = delivery.fields[field] else {
      return Difference("signature", expected: "t=SECONDS,v0=HEX", found: "no field \(field)")
    }
    let parts = header.split(separator: ",")
    let time = parts.first { $0.hasPrefix("t=") }?.dropFirst(2)
    let hashes = parts.filter { $0.hasPrefix("v0=") }
    guard let time, Int64(time) != nil, !hashes.isEmpty else {
      return Difference("signature", expected: "t=SECONDS,v0=HEX", found: header)
    }
    let message = Array("\(time).".utf8) + delivery.body
    let expected = "v0=" + HMAC.hex(.sha256, key: Array(secret.utf8), message: message)
    guard hashes.contains(where: { $0 == expected }) else {
      return Difference(
        "signature", expected: "\(expected), made with the webhook's secret over \"\(time).\" and the body",
        found: header)
    }
    return nil
  }
}
