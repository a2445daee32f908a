/// How a body is packed on its way.
///
/// Source: RFC 9110 §8.4.1; `deflate` is the zlib form of RFC 1950.
enum ContentCoding {
  case gzip
  case deflate
  case identity

  /// What a server can say that it takes, for `accept-encoding`.
  static let accepted = "gzip, deflate"

  /// The coding of that name, in any case; nil for one that is not known.
  init?(name: some StringProtocol) {
    switch name.lowercased() {
    case "gzip", "x-gzip": self = .gzip
    case "deflate": self = .deflate
    case "identity", "": self = .identity
    default: return nil
    }
  }

  /// Unpacks a body, as far as `limit` bytes.
  func decode(_ bytes: [UInt8], limit: Int) throws(BodyRefusal) -> [UInt8] {
    switch self {
    case .identity: return bytes
    case .gzip: return try Inflater(.gzip).inflate(bytes, limit: limit)
    case .deflate: return try Inflater(.zlib).inflate(bytes, limit: limit)
    }
  }
}
