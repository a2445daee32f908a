/// Takes the extensions off the lines that say how large a chunk is, before the parser sees them.
///
/// RFC 9112 §7.1.1 has a recipient ignore extensions that it does not know. llhttp 8.1 reads them, and refuses a second one
/// behind a value without quotes (`5;a=b;c=d`) as well as blanks around them.
struct ChunkSizeLine {
  private enum Part {
    case elsewhere, size, `extension`
  }

  private var part = Part.elsewhere

  /// Whether such a line is awaited or has begun.
  var isOpen: Bool { part != .elsewhere }

  /// A line is to come next.
  mutating func begin() { part = .size }

  /// None is to come.
  mutating func forget() { part = .elsewhere }

  /// Which of these bytes, from a place on, the parser is to read next; those in front of the answer are left out.
  ///
  /// The range is empty if an extension begins here, or goes on to the end of the bytes.
  mutating func readable(in bytes: UnsafeRawBufferPointer, from start: Int) -> Range<Int> {
    switch part {
    case .elsewhere: return start..<bytes.count
    case .size:
      guard let end = unsafe bytes[start...].firstIndex(where: { $0 == UInt8(ascii: ";") || Self.isBreak($0) }) else {
        return start..<bytes.count
      }
      part = unsafe bytes[end] == UInt8(ascii: ";") ? .extension : .elsewhere
      return start..<(part == .extension ? end : bytes.count)
    case .extension:
      guard let end = unsafe bytes[start...].firstIndex(where: Self.isBreak) else { return bytes.count..<bytes.count }
      part = .elsewhere
      return end..<bytes.count
    }
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") }
}
