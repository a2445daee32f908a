/// Bytes to look for in other bytes, in a time that grows with their length alone, whatever they are.
///
/// Source: Knuth, Morris and Pratt, "Fast pattern matching in strings", 1977.
public struct BytePattern: Sendable {
  private let bytes: [UInt8]
  /// For each length of a match: how much of it is left when the next byte does not fit.
  private let shorter: [Int]

  /// A pattern of bytes.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var shorter = [0, 0]
    for end in bytes.indices.dropFirst() {
      var length = shorter[end]
      while length > 0, bytes[length] != bytes[end] { length = shorter[length] }
      shorter.append(bytes[length] == bytes[end] ? length + 1 : 0)
    }
    self.shorter = shorter
  }

  /// A pattern of the bytes of a text.
  public init(_ text: some StringProtocol) { self.init(Array(text.utf8)) }

  /// How many bytes it has.
  public var count: Int { bytes.count }

  /// Where it first stands at or after `start`; nil if it does not, or is empty.
  public func firstIndex(in text: [UInt8], from start: Int = 0) -> Int? {
    guard start >= 0, !bytes.isEmpty, start < text.count else { return nil }
    var length = 0
    return unsafe text.withUnsafeBufferPointer { text in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        for place in start..<text.count {
          let byte = unsafe text[place]
          while length > 0, unsafe bytes[length] != byte { length = shorter[length] }
          if unsafe bytes[length] == byte { length += 1 }
          if length == bytes.count { return place + 1 - length }
        }
        return nil
      }
    }
  }
}
