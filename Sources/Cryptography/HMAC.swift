internal import COpenSSL

/// Signatures by a shared secret (RFC 2104), by OpenSSL.
public enum HMAC {
  /// The hash below: SHA-256 for ElevenLabs' webhooks, SHA-1 for Twilio's.
  public enum Hash: Sendable {
    case sha1
    case sha256

    /// Bytes of a digest.
    public var count: Int {
      switch self {
      case .sha1: 20
      case .sha256: 32
      }
    }
  }

  /// The signature of some bytes, as bytes.
  ///
  /// A key may have any length up to 2 GiB, none included.
  public static func bytes(_ hash: Hash, key: [UInt8], message: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: hash.count)
    let done = unsafe digest.withUnsafeMutableBufferPointer { into in
      guard let start = into.baseAddress, let function = unsafe hash == .sha1 ? EVP_sha1() : EVP_sha256() else {
        return false
      }
      return unsafe key.withUnsafeBufferPointer { key in
        unsafe message.withUnsafeBufferPointer { message in
          unsafe ringback_hmac(
            function, key.baseAddress, Int32(key.count), message.baseAddress, message.count, start) != nil
        }
      }
    }
    // Words that an optimised build prints as well.
    if !done { fatalError("OpenSSL refuses an HMAC of \(hash): is memory gone?") }
    return digest
  }

  /// The signature of some bytes as lower-case hexadecimal digits.
  public static func hex(_ hash: Hash, key: [UInt8], message: [UInt8]) -> String {
    Hexadecimal.text(bytes(hash, key: key, message: message))
  }
}
