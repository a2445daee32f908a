extension JSONValue {
  /// What a value says about itself through `Encodable`.
  ///
  /// Whole numbers and reals are kept exactly; what JSON cannot say is refused. Members stand in the order in which they
  /// were encoded, those of a dictionary in the order of their keys, so that equal values give equal texts.
  public init(encoding value: some Encodable) throws(JSONCodingFailure) {
    do {
      self = try JSONNode.value(of: value, at: [])
    } catch {
      throw JSONCodingFailure(error)
    }
  }

  /// The value that this describes; members that the type does not ask for are skipped.
  public func decoded<T: Decodable>(as type: T.Type) throws(JSONCodingFailure) -> T {
    do {
      return try JSONValueDecoder(value: self, codingPath: []).value(of: type)
    } catch {
      throw JSONCodingFailure(error)
    }
  }
}

extension JSONValue: Codable {
  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? JSONValueDecoder {
      self = decoder.value
      return
    }
    if let container = try? decoder.container(keyedBy: JSONCodingKey.self) {
      self = .object(try JSONObject(container))
      return
    }
    if var container = try? decoder.unkeyedContainer() {
      var elements: [JSONValue] = []
      while !container.isAtEnd { elements.append(try container.decode(JSONValue.self)) }
      self = .array(elements)
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .real(value)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  /// Writes the value as it is.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let members): try members.encode(to: encoder)
    case .array(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value): try Self.encode(value, to: encoder)
    case .integer(let value): try Self.encode(value, to: encoder)
    case .real(let value): try Self.encode(value, to: encoder)
    case .string(let value): try Self.encode(value, to: encoder)
    }
  }

  private static func encode(_ value: some Encodable, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

extension JSONObject: Codable {
  /// Reads the members of an object, in order where the decoder knows one.
  public init(from decoder: any Decoder) throws {
    self = try JSONObject(decoder.container(keyedBy: JSONCodingKey.self))
  }

  /// Writes the members in their order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONCodingKey.self)
    for member in self { try container.encode(member.value, forKey: JSONCodingKey(stringValue: member.key)) }
  }

  fileprivate init(_ container: KeyedDecodingContainer<JSONCodingKey>) throws {
    self.init(try container.allKeys.map { ($0.stringValue, try container.decode(JSONValue.self, forKey: $0)) })
  }
}
