internal import COpenSSL

/// A running SHA-256 (FIPS 180-4), by OpenSSL, which is loaded at the first one.
///
/// Owns one digest context.
@safe public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// A digest of nothing yet.
  public init() {
    if let failure = unsafe ringback_crypto_load() {
      preconditionFailure(unsafe String(cString: failure))
    }
    guard let context = unsafe ringback_sha256_begin() else { preconditionFailure("OpenSSL has no SHA-256") }
    unsafe self.context = context
  }

  deinit { unsafe ringback_sha256_free(context) }

  /// Takes more bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { bytes in
      unsafe ringback_sha256_update(context, bytes.baseAddress, bytes.count)
    }
    if done == nil { update(Array(bytes)) }
  }

  /// The digest as 64 lower-case hexadecimal digits; nothing can follow.
  public consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    unsafe digest.withUnsafeMutableBufferPointer { into in
      guard let start = into.baseAddress else { return }
      unsafe ringback_sha256_finish(context, start)
    }
    return Hexadecimal.text(digest)
  }

  /// The digest of some bytes.
  public static func hex(_ bytes: some Sequence<UInt8>) -> String {
    var digest = SHA256()
    digest.update(bytes)
    return digest.finish()
  }
}
