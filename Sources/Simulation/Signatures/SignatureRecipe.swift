internal import Cryptography

/// How a signature is computed: with which key, over which pieces, by which hash.
///
/// A vendor has one right recipe; what people get wrong are changes to it (``SignatureMistake``).
public struct SignatureRecipe: Sendable, Equatable {
  /// A piece of the message that is signed.
  public enum Piece: Sendable, Equatable {
    case timestamp
    case body
    case text(String)
  }

  /// What the pieces go through.
  public enum Algorithm: Sendable, Equatable {
    case hmacSHA256
    case hmacSHA1
    /// A digest without a key.
    case plainSHA256

    /// Bytes of the outcome.
    public var count: Int { self == .hmacSHA1 ? 20 : 32 }
  }

  /// The shared secret as bytes.
  public var key: [UInt8]
  /// What ``Piece/timestamp`` stands for.
  public var timestamp: String
  /// What ``Piece/body`` stands for.
  public var body: [UInt8]
  /// The message, in order.
  public var pieces: [Piece]
  /// What the message goes through.
  public var algorithm: Algorithm

  /// A recipe of these parts.
  public init(key: [UInt8], timestamp: String, body: [UInt8], pieces: [Piece], algorithm: Algorithm) {
    self.key = key
    self.timestamp = timestamp
    self.body = body
    self.pieces = pieces
    self.algorithm = algorithm
  }

  /// The bytes that are signed.
  public var message: [UInt8] {
    var message: [UInt8] = []
    message.reserveCapacity(body.count + 64)
    for piece in pieces {
      switch piece {
      case .timestamp: message.append(contentsOf: timestamp.utf8)
      case .body: message.append(contentsOf: body)
      case .text(let text): message.append(contentsOf: text.utf8)
      }
    }
    return message
  }

  /// The signature as bytes.
  public var digest: [UInt8] {
    switch algorithm {
    case .hmacSHA256: HMAC.bytes(.sha256, key: key, message: message)
    case .hmacSHA1: HMAC.bytes(.sha1, key: key, message: message)
    case .plainSHA256: Hexadecimal.bytes(SHA256.hex(message)) ?? []
    }
  }
}
