/// A JSON Pointer: the way from the root of a value to one inside it (RFC 6901).
public struct JSONPointer: Sendable, Hashable {
  /// The unescaped reference tokens; empty for the whole value.
  public let tokens: [String]

  /// A text that is no pointer.
  public struct Malformed: Error, Equatable, CustomStringConvertible {
    /// What was given.
    public let text: String
    /// What a pointer has to look like, and what was found.
    public var description: String {
      "\"\(text)\" is no JSON Pointer: it must be empty or start with \"/\", and \"~\" must be written \"~0\", \"/\" \"~1\""
    }
  }

  /// The pointer to `tokens`, which are not escaped.
  public init(tokens: [String]) { self.tokens = tokens }

  /// Reads `""`, `"/a/0"`, `"/a~1b"`; throws ``Malformed`` otherwise (RFC 6901 §3).
  public init(_ text: String) throws(Malformed) {
    guard !text.isEmpty else {
      tokens = []
      return
    }
    var found: [String] = []
    for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      var token: [UInt8] = []
      var bytes = part.makeIterator()
      while let byte = bytes.next() {
        guard byte == UInt8(ascii: "~") else {
          token.append(byte)
          continue
        }
        switch bytes.next() {
        case UInt8(ascii: "0"): token.append(UInt8(ascii: "~"))
        case UInt8(ascii: "1"): token.append(UInt8(ascii: "/"))
        default: throw Malformed(text: text)
        }
      }
      found.append(String(decoding: token, as: UTF8.self))
    }
    guard text.utf8.first == UInt8(ascii: "/") else { throw Malformed(text: text) }
    tokens = found
  }

  /// The pointer one step further down.
  public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

  /// The pointer to element `index` of what this points to.
  public func appending(_ index: Int) -> JSONPointer { appending(String(index)) }
}

extension JSONPointer: CustomStringConvertible {
  /// The escaped text, empty for the whole value.
  public var description: String {
    var text = ""
    for token in tokens {
      text.unicodeScalars.append("/")
      for scalar in token.unicodeScalars {
        switch scalar {
        case "~": text += "~0"
        case "/": text += "~1"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    return text
  }

  /// An array index as RFC 6901 §4 spells it: digits without a leading zero.
  static func index(_ token: String) -> Int? {
    let digits = token.utf8
    guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(token)
  }
}

extension JSONValue {
  /// What `pointer` points to, or nil where nothing stands.
  public func value(at pointer: JSONPointer) -> JSONValue? {
    var current = self
    for token in pointer.tokens {
      let next: JSONValue?
      switch current {
      case .object(let members): next = members[token]
      case .array: next = JSONPointer.index(token).flatMap { current[$0] }
      default: next = nil
      }
      guard let next else { return nil }
      current = next
    }
    return current
  }

  /// Puts `value` where `pointer` points and reports whether it could.
  ///
  /// Missing members on the way become objects, as does what is not yet there at the end; `-` or the count as last
  /// token appends to an array. Nil removes. Nothing changes when the way is blocked by a scalar or leads outside an array.
  @discardableResult
  public mutating func set(_ value: JSONValue?, at pointer: JSONPointer) -> Bool {
    set(value, tokens: pointer.tokens[...])
  }

  private mutating func set(_ value: JSONValue?, tokens: ArraySlice<String>) -> Bool {
    guard let token = tokens.first else {
      self = value ?? .null
      return true
    }
    let rest = tokens.dropFirst()
    if var members = object {
      self = .null
      defer { self = .object(members) }
      return Self.change(&members, at: token, to: value, rest)
    }
    guard var elements = array, let index = token == "-" ? elements.count : JSONPointer.index(token),
      index <= elements.count
    else { return false }
    self = .null
    defer { self = .array(elements) }
    return Self.change(&elements, at: index, to: value, rest)
  }

  private static func change(
    _ members: inout JSONObject, at token: String, to value: JSONValue?, _ rest: ArraySlice<String>
  ) -> Bool {
    if rest.isEmpty {
      members[token] = value
      return true
    }
    if let place = members.index(of: token) { return members.members[place].value.set(value, tokens: rest) }
    var inner: JSONValue = [:]
    guard value != nil, inner.set(value, tokens: rest) else { return false }
    members.append(token, inner)
    return true
  }

  private static func change(
    _ elements: inout [JSONValue], at index: Int, to value: JSONValue?, _ rest: ArraySlice<String>
  ) -> Bool {
    if index == elements.count {
      var new: JSONValue = [:]
      guard value != nil, new.set(value, tokens: rest) else { return false }
      elements.append(new)
    } else if !rest.isEmpty {
      return elements[index].set(value, tokens: rest)
    } else if let value {
      elements[index] = value
    } else {
      elements.remove(at: index)
    }
    return true
  }
}
