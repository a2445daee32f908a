/// Finds where in a text a value stands, to point a person at it.
public enum JSONLocator {
  /// The byte at which the value begins that the pointer leads to; nil where there is none, or the text is malformed before it.
  public static func offset(of pointer: JSONPointer, in bytes: [UInt8]) -> Int? {
    var scan = OutlineScan(bytes: bytes, position: JSONText.byteOrderMark(of: bytes))
    scan.skipSpace()
    for token in pointer.tokens {
      guard scan.position < bytes.count else { return nil }
      switch bytes[scan.position] {
      case UInt8(ascii: "{"):
        guard let members = scan.value(levels: 1), let member = members.last(where: { $0.key == token }) else {
          return nil
        }
        scan.position = member.value.lowerBound
      case UInt8(ascii: "["):
        guard let index = Int(token), index >= 0, scan.enter(element: index) else { return nil }
      default: return nil
      }
    }
    return scan.position < bytes.count ? scan.position : nil
  }

  /// Line and character of a byte offset, both counted from 1.
  public static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    JSONText.place(of: offset, in: bytes)
  }
}

extension OutlineScan {
  /// Moves from the bracket that opens an array to the start of one of its elements.
  fileprivate mutating func enter(element index: Int) -> Bool {
    position += 1
    skipSpace()
    for _ in 0..<index {
      guard skipValue() else { return false }
      skipSpace()
      guard skip(UInt8(ascii: ",")) else { return false }
      skipSpace()
    }
    return position < bytes.count && bytes[position] != UInt8(ascii: "]")
  }
}
