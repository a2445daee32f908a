/// Random numbers that depend on the seed alone: xoshiro256**, by Blackman and Vigna (public domain, 2018).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The stream that belongs to `seed`.
  public init(seed: UInt64) {
    var expander = SplitMix64(state: seed)
    state = (expander.next(), expander.next(), expander.next(), expander.next())
  }

  /// The stream that belongs to a name.
  public init(name: String) { self.init(seed: SeededGenerator.seed(of: name)) }

  /// A seed made from a name, the same on every machine: FNV-1a, 64 bits.
  public static func seed(of name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// The next 64 bits of the stream.
  public mutating func next() -> UInt64 {
    let scrambled = rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return scrambled
  }

  private func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
}

extension SeededGenerator: Codable {
  /// Where the stream stands, as 64 hexadecimal digits.
  public var stateText: String {
    [state.0, state.1, state.2, state.3].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    .joined()
  }

  /// The stream that stands where `stateText` says; nil where it is no state that a stream can have.
  public init?(stateText: String) {
    let digits = Array(stateText.utf8)
    guard digits.count == 64 else { return nil }
    let words = stride(from: 0, to: 64, by: 16).compactMap { start -> UInt64? in
      let word = digits[start..<start + 16]
      // `UInt64(_:radix:)` would take a sign.
      guard word.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
      return UInt64(String(decoding: word, as: UTF8.self), radix: 16)
    }
    // A state of zeros yields zeros for ever.
    guard words.count == 4, words.contains(where: { $0 != 0 }) else { return nil }
    state = (words[0], words[1], words[2], words[3])
  }

  /// Reads where the stream stands.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let read = SeededGenerator(stateText: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected the state of a generator: 64 hexadecimal digits, not all 0")
    }
    self = read
  }

  /// Writes where the stream stands.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(stateText)
  }
}

/// Spreads one seed over the four words of a generator's state.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
