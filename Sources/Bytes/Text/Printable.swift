/// Text that a terminal shows instead of obeying.
///
/// Files, requests and answers are written by others. Control characters (C0, DEL, C1) move the cursor, set colors and retitle
/// the window; bidirectional controls and line separators show a text in another order than it has. All of them become
/// `\u001b`, the escape of JSON, so that a line of JSON keeps its value.
public enum Printable {
  /// What may stay unescaped.
  public enum Layout: Sendable {
    /// A line: nothing may.
    case line
    /// A text of lines: line feeds and tabs may.
    case lines
  }

  /// The text with all such characters escaped.
  public static func text(_ text: String, _ layout: Layout = .line) -> String {
    var text = text
    let isClean = text.withUTF8 { bytes in unsafe first(in: bytes, from: 0, layout) == nil }
    return isClean ? text : String(decoding: bytes(Array(text.utf8), layout), as: UTF8.self)
  }

  /// The bytes of a text in UTF-8 with all such characters escaped.
  public static func bytes(_ bytes: [UInt8], _ layout: Layout = .lines) -> [UInt8] {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      guard var hidden = unsafe first(in: bytes, from: 0, layout) else { return unsafe Array(bytes) }
      var escaped: [UInt8] = []
      escaped.reserveCapacity(bytes.count + 64)
      var copied = 0
      while true {
        unsafe escaped += bytes[copied..<hidden.place]
        append(hidden.scalar, to: &escaped)
        copied = hidden.place + hidden.length
        guard let next = unsafe first(in: bytes, from: copied, layout) else { break }
        hidden = next
      }
      unsafe escaped += bytes[copied...]
      return escaped
    }
  }

  /// A character that is not shown, where it is, and how many bytes it has.
  private struct Hidden {
    let place: Int
    let length: Int
    let scalar: UInt16
  }

  private static func first(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ layout: Layout
  ) -> Hidden? {
    for place in start..<bytes.count {
      let byte = unsafe bytes[place]
      switch byte {
      case 0x20..<0x7F: continue
      case 0x0A where layout == .lines, 0x09 where layout == .lines: continue
      case 0..<0x20, 0x7F: return Hidden(place: place, length: 1, scalar: UInt16(byte))
      case 0xC2, 0xD8, 0xE2:
        if let hidden = unsafe longer(bytes, at: place) { return hidden }
      default: continue
      }
    }
    return nil
  }

  /// A C1 control, or what turns the direction of writing or the line, which have two or three bytes.
  private static func longer(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Hidden? {
    guard place + 1 < bytes.count else { return nil }
    let (lead, second) = unsafe (bytes[place], bytes[place + 1])
    let third = unsafe place + 2 < bytes.count ? bytes[place + 2] : 0
    switch (lead, second, third) {
    case (0xC2, 0x80...0x9F, _): return Hidden(place: place, length: 2, scalar: UInt16(second))
    case (0xD8, 0x9C, _): return Hidden(place: place, length: 2, scalar: 0x061C)
    case (0xE2, 0x80, 0x8E...0x8F), (0xE2, 0x80, 0xA8...0xAE):
      return Hidden(place: place, length: 3, scalar: 0x2000 + UInt16(third & 0x3F))
    case (0xE2, 0x81, 0xA6...0xA9): return Hidden(place: place, length: 3, scalar: 0x2040 + UInt16(third & 0x3F))
    default: return nil
    }
  }

  private static func append(_ scalar: UInt16, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    bytes += [UInt8(ascii: "\\"), UInt8(ascii: "u")]
    for shift in [12, 8, 4, 0] { bytes.append(digits[Int(scalar >> shift & 15)]) }
  }
}
