/// Many needles that are looked for in one pass over a text.
///
/// A filter of their first four bytes tells most places apart from the start of one; at the others a search in their sorted list
/// finds the longest that stands there. The time does not grow with the number of needles but by its logarithm.
final class NeedleIndex: Sendable {
  /// The shortest needle that can be looked for.
  static let shortest = 4

  /// Sorted, without repeats.
  private let needles: [Needle]
  /// The longest other needle that each begins with; -1 for none.
  private let parents: [Int32]
  private let filter: [Bool]
  private let shift: UInt32

  /// Of two needles with the same bytes the first counts.
  init(_ list: [Needle]) {
    var firsts: [[UInt8]: Needle] = [:]
    for needle in list where needle.bytes.count >= Self.shortest && firsts[needle.bytes] == nil {
      firsts[needle.bytes] = needle
    }
    let needles = firsts.values.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    var parents: [Int32] = []
    for (place, needle) in needles.enumerated() {
      var parent = Int32(place) - 1
      while parent >= 0, !needle.bytes.starts(with: needles[Int(parent)].bytes) { parent = parents[Int(parent)] }
      parents.append(parent)
    }
    // A place where none begins is mistaken for one in 1 of 32 cases or less.
    let bits = min(20, max(6, UInt32(UInt32.bitWidth - (needles.count * 32).leadingZeroBitCount32)))
    shift = 32 - bits
    var filter = [Bool](repeating: false, count: needles.isEmpty ? 0 : 1 << Int(bits))
    for needle in needles { filter[Self.slot(Self.window(needle.bytes, at: 0), 32 - bits)] = true }
    (self.needles, self.parents, self.filter) = (needles, parents, filter)
  }

  var isEmpty: Bool { needles.isEmpty }

  /// The first place from `start` on where a needle stands, and the longest that stands there.
  func first(in text: [UInt8], from start: Int) -> (place: Int, needle: Needle)? {
    guard !needles.isEmpty, text.count - start >= Self.shortest else { return nil }
    var window = Self.window(text, at: start)
    var place = start
    while true {
      if filter[Self.slot(window, shift)], let needle = longest(at: place, in: text) { return (place, needle) }
      place += 1
      guard place + Self.shortest <= text.count else { return nil }
      window = window << 8 | UInt32(text[place + Self.shortest - 1])
    }
  }

  /// The first place from which on up to `end` a needle begins, of which at least six bytes stand there.
  func beginning(in text: [UInt8], from start: Int, to end: Int) -> (place: Int, needle: Needle)? {
    var place = start
    while end - place >= Redaction.shortest {
      if filter[Self.slot(Self.window(text, at: place), shift)], let needle = needle(beginningWith: text[place..<end]) {
        return (place, needle)
      }
      place += 1
    }
    return nil
  }

  /// A needle that begins so: the first that does not come before it in order.
  private func needle(beginningWith part: ArraySlice<UInt8>) -> Needle? {
    var low = 0
    var high = needles.count
    while low < high {
      let middle = (low + high) / 2
      if needles[middle].bytes.lexicographicallyPrecedes(part) { low = middle + 1 } else { high = middle }
    }
    guard low < needles.count, needles[low].bytes.starts(with: part) else { return nil }
    return needles[low]
  }

  private func longest(at place: Int, in text: [UInt8]) -> Needle? {
    // Whatever stands here comes before the text in order, and between them only what begins with it.
    var low = 0
    var high = needles.count
    while low < high {
      let middle = (low + high) / 2
      if Self.isAtMost(needles[middle].bytes, text, place) { low = middle + 1 } else { high = middle }
    }
    var candidate = Int32(low) - 1
    while candidate >= 0, !Self.stands(needles[Int(candidate)].bytes, text, place) {
      candidate = parents[Int(candidate)]
    }
    return candidate < 0 ? nil : needles[Int(candidate)]
  }

  /// Whether the needle comes before the text from a place on, or is where it begins.
  private static func isAtMost(_ needle: [UInt8], _ text: [UInt8], _ place: Int) -> Bool {
    let shared = min(needle.count, text.count - place)
    for offset in 0..<shared where needle[offset] != text[place + offset] {
      return needle[offset] < text[place + offset]
    }
    return needle.count <= shared
  }

  private static func stands(_ needle: [UInt8], _ text: [UInt8], _ place: Int) -> Bool {
    guard needle.count <= text.count - place else { return false }
    for offset in 0..<needle.count where needle[offset] != text[place + offset] { return false }
    return true
  }

  private static func window(_ text: [UInt8], at place: Int) -> UInt32 {
    UInt32(text[place]) << 24 | UInt32(text[place + 1]) << 16 | UInt32(text[place + 2]) << 8 | UInt32(text[place + 3])
  }

  private static func slot(_ window: UInt32, _ shift: UInt32) -> Int { Int((window &* 0x9E37_79B1) >> shift) }
}

extension Int {
  /// Zero bits in front of the first one, of 32.
  fileprivate var leadingZeroBitCount32: Int { UInt32(clamping: self).leadingZeroBitCount }
}
