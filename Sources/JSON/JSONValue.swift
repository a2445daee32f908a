internal import Bytes

/// A JSON value that keeps what the text said: member order, and whether a number was written as an integer or a real.
///
/// Equality is structural. `integer(1)` and `real(1.0)` differ, as the texts `1` and `1.0` do; two objects are
/// equal when they have the same members in any order (``JSONObject``); texts are equal when their bytes are.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// Whether both are the same value.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let one), .bool(let other)): one == other
    case (.integer(let one), .integer(let other)): one == other
    case (.real(let one), .real(let other)): one == other
    case (.string(let one), .string(let other)): one.isExactly(other)
    case (.array(let one), .array(let other)): one == other
    case (.object(let one), .object(let other)): one == other
    default: false
    }
  }

  /// Whether this is `null`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The truth value, if this is `true` or `false`.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The whole number, if this was written without fraction and exponent.
  public var integer: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// Any number, integers included, as a double.
  public var real: Double? {
    switch self {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// The text, if this is a string.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, if this is an array.
  public var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, if this is an object.
  public var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The member called `key`, if this is an object that has one.
  ///
  /// Setting replaces the member in place, appends a new one, or removes it when set to nil; on anything but an
  /// object the value first becomes an empty object.
  public subscript(key: String) -> JSONValue? {
    get {
      if case .object(let members) = self { members[key] } else { nil }
    }
    set {
      var members = object ?? [:]
      self = .null
      members[key] = newValue
      self = .object(members)
    }
  }

  /// The element at `index`, if this is an array that has one.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// `null`.
  ///
  /// Beware of `condition ? value : nil` where a `JSONValue?` is meant: it is `null`, not absence. Write `.none`.
  public init(nilLiteral: ()) { self = .null }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A real.
  public init(floatLiteral value: Double) { self = .real(value) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object whose members stand in the order written; of equal keys the last value wins.
  public init(dictionaryLiteral members: (String, JSONValue)...) { self = .object(JSONObject(members)) }
}

extension JSONValue {
  /// A whole number from a native `Int`.
  public static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }

  /// `value` as a string, or `null` without one.
  public init(_ value: String?) { self = value.map { .string($0) } ?? .null }
}

extension JSONValue: CustomStringConvertible {
  /// The value as compact JSON.
  public var description: String { String(decoding: JSONWriter.bytes(self), as: UTF8.self) }
}
