internal import COpenSSL

/// Signatures by a shared secret (RFC 2104), by OpenSSL, which is loaded at the first one.
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
  /// A key may have any length, none included.
  public static func bytes(_ hash: Hash, key: [UInt8], message: [UInt8]) -> [UInt8] {
    if let failure = unsafe ringback_crypto_load() {
      preconditionFailure(unsafe String(cString: failure))
    }
    precondition(key.count <= Int32.max, "a key is shorter than 2 GiB")
    var digest = [UInt8](repeating: 0, count: hash.count)
    let done = unsafe digest.withUnsafeMutableBufferPointer { into in
      guard let start = into.baseAddress else { return false }
      return unsafe key.withUnsafeBufferPointer { key in
        unsafe message.withUnsafeBufferPointer { message in
          unsafe ringback_hmac(hash == .sha1, key.baseAddress, key.count, message.baseAddress, message.count, start)
        }
      }
    }
    precondition(done, "OpenSSL refuses an HMAC of \(hash)")
    return digest
  }

  /// The signature of some bytes as lower-case hexadecimal digits.
  public static func hex(_ hash: Hash, key: [UInt8], message: [UInt8]) -> String {
    Hexadecimal.text(bytes(hash, key: key, message: message))
  }
}
