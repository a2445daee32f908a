/// UUIDs in strings: plain, with hyphens, in braces, or as URN.
enum UUIDText {
  private static let groups = [8, 4, 4, 4, 12]

  /// What is wrong with `text`, in pydantic's words, or nil.
  static func trouble(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    let body: ArraySlice<UInt8>
    if text.hasPrefix("{"), text.hasSuffix("}") {
      body = bytes.dropFirst().dropLast()
    } else {
      body = text.hasPrefix("urn:uuid:") ? bytes.dropFirst(9) : bytes[...]
    }
    let hyphen = UInt8(ascii: "-")
    if let place = body.firstIndex(where: { $0 != hyphen && !isHexDigit($0) }) {
      let rest = String(decoding: body[place...], as: UTF8.self)
      return "invalid character: found `\(rest.first.map(String.init) ?? "")` at \(place)"
    }
    let parts = body.split(separator: hyphen, omittingEmptySubsequences: false).map(\.count)
    if parts.count == 1 { return parts[0] == 32 ? nil : "invalid length: found \(bytes.count)" }
    guard parts.count == groups.count else { return "invalid group count: expected 5, found \(parts.count)" }
    for (index, count) in parts.enumerated() where count != groups[index] {
      return "invalid group length in group \(index): expected \(groups[index]), found \(count)"
    }
    return nil
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
