public import HTTP1

/// The 32 hexadecimal digits by which an answer is told from all others, written out where they are wanted.
public struct TraceID: Sendable {
  private let digits: InlineArray<4, UInt64>

  /// The digits of two numbers, the lowest first, as ``IDGenerator/hexadecimal(_:digits:)`` has them.
  init(_ first: UInt64, _ second: UInt64) {
    digits = [
      Self.spread(first & 0xFFFF_FFFF), Self.spread(first >> 32), Self.spread(second & 0xFFFF_FFFF),
      Self.spread(second >> 32),
    ]
  }

  /// As text.
  public var text: String {
    digits.span.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// Adds the digits to an answer's fields.
  public func append(to fields: inout Fields, as name: String) {
    fields.append(name, digits.span.bytes)
  }

  /// Eight digits, each four bits of the number, as eight bytes: the lowest comes first in memory.
  private static func spread(_ number: UInt64) -> UInt64 {
    var nibbles = (number | number << 16) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
    let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return (nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).littleEndian
  }
}
