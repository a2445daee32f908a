internal import Glibc

extension String {
  /// Whether the bytes of `part` stand anywhere in the text, in a time that grows with both lengths; an empty part does.
  public func containsExactly(_ part: String) -> Bool {
    var (text, part) = (self, part)
    return text.withUTF8 { text in part.withUTF8 { part in ByteSearch(part).finds(in: text) } }
  }
}

/// One search for a run of bytes, by Knuth, Morris and Pratt: no byte of the text is looked at more than twice.
private struct ByteSearch {
  private let part: UnsafeBufferPointer<UInt8>
  /// For each length of a start of the part that fits, how long the longest shorter start is that fits there, too.
  private var shorter: [Int32] = []

  init(_ part: UnsafeBufferPointer<UInt8>) {
    self.part = part
    guard part.count > 1, part.count <= Int32.max else { return }
    shorter = Array(repeating: 0, count: part.count)
    var length = 0
    for place in 1..<part.count {
      while length > 0, part[place] != part[length] { length = Int(shorter[length - 1]) }
      if part[place] == part[length] { length += 1 }
      shorter[place] = Int32(length)
    }
  }

  func finds(in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = part.first else { return true }
    guard text.count >= part.count, let start = text.baseAddress else { return false }
    var place = 0
    var length = 0
    while place < text.count {
      if length == 0 {
        // Most of a text is skipped here.
        guard let found = memchr(start + place, Int32(first), text.count - place) else { return false }
        place = UnsafeRawPointer(start).distance(to: found) + 1
        length = 1
      } else if text[place] == part[length] {
        place += 1
        length += 1
      } else {
        length = Int(shorter[length - 1])
      }
      if length == part.count { return true }
    }
    return false
  }
}
