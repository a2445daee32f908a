internal import COpenSSL

/// A running SHA-256 (FIPS 180-4), by OpenSSL.
///
/// Owns one digest context.
@safe public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// A digest of nothing yet.
  public init() {
    // Words that an optimised build prints as well.
    guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      fatalError("OpenSSL begins no SHA-256: is memory gone?")
    }
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Takes more bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { bytes in
      _ = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }
    if done == nil { update(Array(bytes)) }
  }

  /// The digest as 64 lower-case hexadecimal digits; nothing can follow.
  public consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    unsafe digest.withUnsafeMutableBufferPointer { into in
      guard let start = into.baseAddress else { return }
      _ = unsafe EVP_DigestFinal_ex(context, start, nil)
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
