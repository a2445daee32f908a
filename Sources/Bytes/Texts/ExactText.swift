internal import Glibc

/// A text that equals another only if both have the same bytes.
///
/// Swift's `String` calls texts equal that Unicode does: `é` as one character equals `e` followed by an accent. What a user
/// states as expected is compared by bytes, as an app sends it, and so are keys. Hashing bytes is also faster.
public struct ExactText: Hashable, Sendable {
  /// The text.
  public let text: String

  /// The text, to be compared by its bytes.
  public init(_ text: String) { self.text = text }

  /// Whether both have the same bytes.
  public static func == (left: ExactText, right: ExactText) -> Bool { left.text.isExactly(right.text) }

  /// Feeds the bytes.
  public func hash(into hasher: inout Hasher) {
    if text.utf8.withContiguousStorageIfAvailable({ hasher.combine(bytes: UnsafeRawBufferPointer($0)) }) == nil {
      for byte in text.utf8 { hasher.combine(byte) }
    }
  }
}

extension String {
  /// Whether both texts have the same bytes.
  ///
  /// Length comes first, since it tells most texts apart. The two words of a `String` hold a text of up to fifteen bytes
  /// themselves, so equal words are equal bytes; all others are compared as Swift does and then byte by byte.
  @inlinable public func isExactly(_ other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    let (mine, theirs) = (
      unsafeBitCast(self, to: (UInt64, UInt64).self), unsafeBitCast(other, to: (UInt64, UInt64).self)
    )
    return mine == theirs || self == other && hasSameBytes(as: other)
  }

  @usableFromInline func hasSameBytes(as other: String) -> Bool {
    let count = utf8.count
    let isSame = utf8.withContiguousStorageIfAvailable { mine in
      other.utf8.withContiguousStorageIfAvailable { theirs in
        count == 0 || memcmp(mine.baseAddress!, theirs.baseAddress!, count) == 0
      }
    }
    return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
  }
}
