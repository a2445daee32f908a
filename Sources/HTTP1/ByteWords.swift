/// Looks at text eight bytes at once.
enum ByteWords {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// Turns ASCII letters to lower case; up to seven bytes behind `count` may be changed with them.
  static func lowercase(_ start: UnsafeMutableRawPointer, _ count: Int) {
    var place = 0
    while place < count {
      let word = unsafe start.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // With the top bits cleared no sum carries into the next byte.
      let low = word & ~tops
      let upper = (low &+ ones &* 0x3F) & ~(low &+ ones &* 0x25) & ~word & tops
      unsafe start.storeBytes(of: word | upper >> 2, toByteOffset: place, as: UInt64.self)
      place += 8
    }
  }

  /// Whether a byte is a control character: below 0x20, or 0x7F.
  ///
  /// A lower one than 0x20, or 0x7F, makes a subtraction borrow into its top bit.
  static func hasControls(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= 8 else { return unsafe bytes.contains { isControl($0) } }
    var found: UInt64 = 0
    var place = 0
    while place < bytes.count {
      // The last word ends with the text, and so may begin in the one before.
      let word = unsafe bytes.loadUnaligned(fromByteOffset: min(place, bytes.count - 8), as: UInt64.self)
      let deletes = word ^ ones &* 0x7F
      found |= (word &- ones &* 0x20) & ~word | (deletes &- ones) & ~deletes
      place += 8
    }
    return found & tops != 0
  }

  static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
}
