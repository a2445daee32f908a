/// Makes identifiers in the shapes the vendors use, from a seeded stream and the sandbox's time.
///
/// Shapes: ElevenLabs reference §3, decoded from 18 real ids of 2025 and 2026.
public struct IDGenerator: Sendable {
  private var random: SeededGenerator

  /// A generator whose ids depend on `seed` alone.
  public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private static let crockford = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  private static let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// `<prefix>_`, two decimal digits, and a UUIDv7 in lower-case Crockford base32 (26 characters).
  ///
  /// The UUID carries `now` in milliseconds, version 7 and variant 2, as the real ids do. The prefix has at most 35 bytes.
  public mutating func resource(_ prefix: String, at now: Instant) -> String {
    let shard = random.next() % 100
    let high = UInt64(bitPattern: now.unixMilliseconds) << 16 | 0x7000 | random.next() & 0x0fff
    let low = 0x8000_0000_0000_0000 | random.next() & 0x3fff_ffff_ffff_ffff
    // 128 bits in 26 digits of 5: the first digit holds the top 3 bits.
    let bits = UInt128(high) << 64 | UInt128(low)
    return Self.text(prefix, digits: 29) { place in
      switch place {
      case 0: UInt8(ascii: "_")
      case 1: UInt8(ascii: "0") + UInt8(shard / 10)
      case 2: UInt8(ascii: "0") + UInt8(shard % 10)
      default: Self.crockford[Int(truncatingIfNeeded: bits >> (140 - 5 * place) & 31)]
      }
    }
  }

  /// `prefix` and `digits` lower-case hexadecimal digits: trace ids (32), `CA…` and `AC…` SIDs (32), keys (48); at most 64 bytes.
  public mutating func hexadecimal(_ prefix: String = "", digits: Int = 32) -> String {
    var pool: UInt64 = 0
    return Self.text(prefix, digits: digits) { place in
      if place % 16 == 0 { pool = random.next() }
      let digit = UInt8(truncatingIfNeeded: pool & 15)
      pool >>= 4
      return digit &+ (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }
  }

  /// A trace id: the digits that `hexadecimal()` would give.
  public mutating func trace() -> TraceID { TraceID(random.next(), random.next()) }

  /// `prefix` and as many letters and digits of both cases, at most 64 bytes: `SCL_…` (12), ids of documents and secrets (20).
  public mutating func alphanumeric(_ prefix: String = "", digits: Int = 20) -> String {
    Self.text(prefix, digits: digits) { _ in Self.letters[Int(random.next() % UInt64(Self.letters.count))] }
  }

  /// A number from 0 up to, but not including, 1: how much something varies that varies in the real service.
  public mutating func fraction() -> Double { Double(random.next() >> 11) * 0x1p-53 }

  /// `prefix` and as many digits, at most 64 bytes in all: put together on the stack, since every answer has one.
  @inline(__always)
  private static func text(_ prefix: String, digits: Int, _ digit: (Int) -> UInt8) -> String {
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    var count = 0
    for byte in prefix.utf8 {
      bytes[count] = byte
      count += 1
    }
    for place in 0..<digits {
      bytes[count] = digit(place)
      count += 1
    }
    guard let text = try? UTF8Span(validating: bytes.span.extracting(first: count)) else {
      preconditionFailure("a string and ASCII digits are UTF-8")
    }
    return String(copying: text)
  }
}

extension IDGenerator: Codable {
  /// Reads where the stream of ids stands.
  public init(from decoder: any Decoder) throws { random = try SeededGenerator(from: decoder) }

  /// Writes where the stream of ids stands.
  public func encode(to encoder: any Encoder) throws { try random.encode(to: encoder) }
}
