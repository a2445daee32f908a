/// Bytes of a JSON text, looked at eight at a time.
///
/// A start scans half a megabyte of documents, nearly all of it inside strings or indentation.
extension [UInt8] {
  /// Where the first quotation mark or backslash stands from `position` on; the end where there is none.
  func endOfPlainText(from position: Int) -> Int {
    var position = position
    let bytes = unsafe span.bytes
    while position + 8 <= bytes.byteCount {
      // Safe: eight bytes are left, and any eight bytes are an integer.
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
      let marks = EightBytes.marks(in: word)
      if marks != 0 { return position + marks.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < count, self[position] != UInt8(ascii: "\""), self[position] != UInt8(ascii: "\\") { position += 1 }
    return position
  }

  /// Where something else than a space stands from `position` on; the end where there is nothing.
  func endOfSpaces(from position: Int) -> Int {
    var position = position
    let bytes = unsafe span.bytes
    while position + 8 <= bytes.byteCount {
      // Safe: as above.
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
      let others = word ^ Self.spaces
      if others != 0 { return position + others.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < count, self[position] == UInt8(ascii: " ") { position += 1 }
    return position
  }

  private static var spaces: UInt64 { 0x2020_2020_2020_2020 }
}

/// Eight bytes of a text, the first in the lowest bits.
///
/// The lowest bit that is set in an answer stands in the first byte that is meant; bits above it may be wrong.
enum EightBytes {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// Those that are quotation marks or backslashes.
  static func marks(in word: UInt64) -> UInt64 {
    let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    return ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes) & tops
  }

  /// Those below U+0020.
  static func controls(in word: UInt64) -> UInt64 { (word &- ones &* 0x20) & ~word & tops }
}
