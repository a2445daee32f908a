/// Base64 with the plain alphabet, RFC 4648 §4, by way of the URL-safe one.
public enum Base64Text {
  /// The text for some bytes, padded.
  public static func encode(_ bytes: [UInt8]) -> String {
    let text = Base64URL.encode(bytes).utf8.map(plain)
    return String(decoding: text, as: UTF8.self) + String(repeating: "=", count: (4 - text.count % 4) % 4)
  }

  /// The bytes of a text without padding; nil where a character or the length cannot be.
  public static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    Base64URL.decode(String(decoding: text.map(safe), as: UTF8.self))
  }

  /// Whether a character of ASCII text in Base64 can be this one: `/` and its like come from none but `?` and DEL.
  public static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"):
      true
    default: false
    }
  }

  private static func plain(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "-"): UInt8(ascii: "+")
    case UInt8(ascii: "_"): UInt8(ascii: "/")
    default: byte
    }
  }

  private static func safe(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "+"): UInt8(ascii: "-")
    case UInt8(ascii: "/"): UInt8(ascii: "_")
    default: byte
    }
  }
}
