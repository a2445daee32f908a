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
  private let telling: Int

  /// Of two needles with the same bytes the first counts; what begins with `telling` bytes of one is taken for it.
  init(_ list: [Needle], telling: Int = .max) {
    self.telling = telling
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
  ///
  /// Of a needle that is longer than `telling` the beginning will do: `count` says how much of it stands there. So a text
  /// that nearly has a long needle everywhere is not compared with it everywhere.
  func first(in text: [UInt8], from start: Int) -> (place: Int, count: Int, needle: Needle)? {
    guard !needles.isEmpty, text.count - start >= Self.shortest else { return nil }
    var window = Self.window(text, at: start)
    var place = start
    while true {
      if filter[Self.slot(window, shift)], let (count, needle) = longest(at: place, in: text) {
        return (place, count, needle)
      }
      place += 1
      guard place + Self.shortest <= text.count else { return nil }
      window = window << 8 | UInt32(text[place + Self.shortest - 1])
    }
  }

  /// The first place from which on up to `end` a needle begins, of which at least six bytes stand there.
  func beginning(in text: [UInt8], from start: Int, to end: Int) -> (place: Int, needle: Needle)? {
    guard !needles.isEmpty else { return nil }
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

  private func longest(at place: Int, in text: [UInt8]) -> (count: Int, needle: Needle)? {
    // Whatever stands here comes before the text in order, and between them only what begins with it. The two neighbors of the
    // text in that order share the most with it.
    var low = 0
    var high = needles.count
    var (below, above) = (0, 0)
    while low < high {
      let middle = (low + high) / 2
      let needle = needles[middle].bytes
      let shared = Self.shared(needle, text, place, atLeast: min(below, above))
      if shared == needle.count || place + shared < text.count && needle[shared] < text[place + shared] {
        (low, below) = (middle + 1, shared)
      } else {
        (high, above) = (middle, shared)
      }
    }
    var candidate = low - 1
    while candidate >= 0, needles[candidate].bytes.count > below { candidate = Int(parents[candidate]) }
    let whole = candidate < 0 ? 0 : needles[candidate].bytes.count
    let most = max(below, above)
    if most >= telling, most > whole { return (most, needles[below >= above ? low - 1 : low]) }
    return candidate < 0 ? nil : (whole, needles[candidate])
  }

  /// How many bytes of a needle stand at a place of the text; `known` do so for sure.
  private static func shared(_ needle: [UInt8], _ text: [UInt8], _ place: Int, atLeast known: Int) -> Int {
    let most = min(needle.count, text.count - place)
    var count = known
    while count < most, needle[count] == text[place + count] { count += 1 }
    return count
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
