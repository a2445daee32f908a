/// Lets a type read itself from a JSON value.
struct JSONValueDecoder: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw mismatch("an object") }
    return KeyedDecodingContainer(JSONMemberReader<Key>(members, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch("an array") }
    return JSONElementReader(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  /// A value of any type.
  func value<T: Decodable>(of type: T.Type) throws -> T {
    if T.self == JSONValue.self, let value = value as? T { return value }
    if T.self == JSONObject.self, case .object(let members) = value, let members = members as? T { return members }
    return try T(from: self)
  }

  /// Says what would have fitted here, and what was found.
  func mismatch(_ expected: String) -> JSONCodingFailure {
    let text = value.description
    let found = text.unicodeScalars.count > 60 ? "\(String(text.unicodeScalars.prefix(57)))..." : text
    return JSONCodingFailure(JSONCodingFailure.pointer(codingPath), "expected \(expected); found \(found).")
  }
}

extension JSONValueDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value.isNull }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let found) = value else { throw mismatch("true or false") }
    return found
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let found) = value else { throw mismatch("a string") }
    return found
  }

  func decode(_ type: Double.Type) throws -> Double {
    switch value {
    case .real(let found): return found
    case .integer(let found):
      guard let exact = Double(exactly: found) else { throw mismatch("a number that a double holds") }
      return exact
    default: throw mismatch("a number")
    }
  }

  func decode(_ type: Float.Type) throws -> Float {
    guard let exact = Float(exactly: try decode(Double.self)) else { throw mismatch("a number that a float holds") }
    return exact
  }

  func decode(_ type: Int.Type) throws -> Int { try whole() }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole() }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole() }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole() }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole() }
  func decode(_ type: UInt.Type) throws -> UInt { try whole() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole() }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try value(of: type) }

  private func whole<T: FixedWidthInteger>() throws -> T {
    guard case .integer(let found) = value else { throw mismatch("a whole number") }
    guard let exact = T(exactly: found) else { throw mismatch("a whole number from \(T.min) to \(T.max)") }
    return exact
  }
}
