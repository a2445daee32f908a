/// Where the members of a large document stand, down to a few levels, found in one scan that builds no values.
///
/// It serves documents of which little is used: index them at start, parse the slice behind ``Member/value`` at first
/// use. Deeper than the levels asked for, only strings and brackets are looked at, so a mistake there shows when the slice
/// is parsed.
public struct JSONOutline: Sendable {
  /// One member of an object.
  public struct Member: Sendable {
    /// The key, unescaped.
    public let key: String
    /// The bytes of the value, white space around it excluded.
    public let value: Range<Int>
    /// The members of the value in order; empty when it is no object or lies too deep.
    public let members: [Member]
  }

  /// The members of the document's root object in order; empty when the root is no object.
  public let members: [Member]

  /// Scans `bytes` down to `levels` levels of members: 1 for those of the root only.
  public init(_ bytes: [UInt8], levels: Int) throws(JSONFailure) {
    var scan = OutlineScan(bytes: bytes, position: JSONText.byteOrderMark(of: bytes))
    scan.skipSpace()
    guard let members = scan.value(levels: levels), scan.isAtEnd else {
      throw JSONDiagnosis.malformed(bytes, near: scan.position)
    }
    self.members = members
  }

  /// The members of what `keys` lead to; empty when there is no such object.
  public func members(of keys: String...) -> [Member] {
    keys.reduce(members) { members, key in members.last { $0.key == key }?.members ?? [] }
  }

  /// What `keys` lead to.
  public func member(_ keys: String...) -> Member? {
    var members = members
    var found: Member?
    for key in keys {
      found = members.last { $0.key == key }
      members = found?.members ?? []
    }
    return found
  }
}

/// Walks JSON text by its strings and brackets.
struct OutlineScan {
  let bytes: [UInt8]
  var position: Int

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position == bytes.count
    }
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// Goes past one value; its members when it is an object and `levels` remain, nil when the text is malformed.
  mutating func value(levels: Int) -> [JSONOutline.Member]? {
    if levels > 0, byte == UInt8(ascii: "{") { return object(levels: levels) }
    return skipValue() ? [] : nil
  }

  private mutating func object(levels: Int) -> [JSONOutline.Member]? {
    var members: [JSONOutline.Member] = []
    position += 1
    skipSpace()
    if skip(UInt8(ascii: "}")) { return members }
    while true {
      guard let key = key() else { return nil }
      let start = position
      guard let inner = value(levels: levels - 1) else { return nil }
      members.append(JSONOutline.Member(key: key, value: start..<position, members: inner))
      skipSpace()
      if skip(UInt8(ascii: "}")) { return members }
      guard skip(UInt8(ascii: ",")) else { return nil }
      skipSpace()
    }
  }

  private mutating func key() -> String? {
    let start = position
    guard byte == UInt8(ascii: "\""), skipString() else { return nil }
    let text = bytes[start..<position]
    let key =
      text.contains(UInt8(ascii: "\\"))
      ? (try? JSONParser().parse(text))?.string
      : String(validating: text.dropFirst().dropLast(), as: UTF8.self)
    skipSpace()
    guard let key, skip(UInt8(ascii: ":")) else { return nil }
    skipSpace()
    return key
  }

  mutating func skip(_ expected: UInt8) -> Bool {
    guard byte == expected else { return false }
    position += 1
    return true
  }

  private mutating func skipString() -> Bool {
    position += 1
    while true {
      position = bytes.endOfPlainText(from: position)
      guard position < bytes.count else { return false }
      if bytes[position] == UInt8(ascii: "\"") {
        position += 1
        return true
      }
      position += 2
    }
  }

  /// Goes past a value by its brackets alone.
  mutating func skipValue() -> Bool {
    var depth = 0
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        guard skipString() else { return false }
        if depth == 0 { return true }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // At depth 0 it closes what surrounds this scalar.
        if depth == 0 { return position > start }
        depth -= 1
        position += 1
        if depth == 0 { return true }
      case UInt8(ascii: ","), 0x20, 0x0A, 0x0D, 0x09:
        if depth == 0 { return position > start }
        position += 1
      default: position += 1
      }
    }
    return depth == 0 && position > start
  }
}
