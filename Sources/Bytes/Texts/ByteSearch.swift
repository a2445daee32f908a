internal import Glibc

extension String {
  /// Whether the bytes of `part` stand anywhere in the text, in a time that grows with both lengths; an empty part does.
  public func containsExactly(_ part: String) -> Bool { self[...].byteOffset(of: part) { _ in true } != nil }
}

extension Substring {
  /// How many bytes stand in front of the first place at which the bytes of `part` stand and that `isWanted` takes.
  ///
  /// Nil if there is none; an empty part stands at the start.
  public func byteOffset(of part: String, where isWanted: (Int) -> Bool) -> Int? {
    var (text, part) = (self, part)
    return text.withUTF8 { text in
      part.withUTF8 { part in
        guard text.count >= part.count else { return nil }
        let search = ByteSearch(part)
        var from = 0
        while let found = search.place(in: text, from: from) {
          if isWanted(found) { return found }
          from = found + 1
        }
        return nil
      }
    }
  }
}

/// Searches for one run of bytes, by Knuth, Morris and Pratt: no byte of a text is looked at more than twice.
private struct ByteSearch {
  private let part: UnsafeBufferPointer<UInt8>
  /// For each length of a start of the part that fits, how long the longest shorter start is that fits there, too.
  private var shorter: [Int32] = []

  /// A search for `part`, which has to stay where it is.
  init(_ part: UnsafeBufferPointer<UInt8>) {
    self.part = part
    guard part.count > 1 else { return }
    shorter = Array(repeating: 0, count: part.count)
    var length = 0
    for place in 1..<part.count {
      while length > 0, part[place] != part[length] { length = Int(shorter[length - 1]) }
      if part[place] == part[length] { length += 1 }
      shorter[place] = Int32(length)
    }
  }

  /// Where the part begins first from a place on; nil if it does not stand there.
  ///
  /// An empty part stands everywhere.
  func place(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let first = part.first else { return start <= text.count ? start : nil }
    guard start < text.count, text.count - start >= part.count, let bytes = text.baseAddress else { return nil }
    var place = start
    var length = 0
    while place < text.count {
      if length == 0 {
        // Most of a text is skipped here.
        guard let found = memchr(bytes + place, Int32(first), text.count - place) else { return nil }
        place = UnsafeRawPointer(bytes).distance(to: found) + 1
        length = 1
      } else if text[place] == part[length] {
        place += 1
        length += 1
      } else {
        length = Int(shorter[length - 1])
      }
      if length == part.count { return place - length }
    }
    return nil
  }
}
