/// The members of an object.
struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: Node
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) {
    let null = Node()
    null.set(literal: "null")
    node.put(null, at: key.stringValue)
  }

  func encode(_ value: some Encodable, forKey key: Key) throws { node.put(try Node(value), at: key.stringValue) }

  func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
    inner(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { inner(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { node }
  func superEncoder(forKey key: Key) -> any Encoder { inner(key) }

  private func inner(_ key: Key) -> Node {
    let inner = Node()
    node.put(inner, at: key.stringValue)
    return inner
  }
}

/// The elements of an array.
struct Elements: UnkeyedEncodingContainer {
  let node: Node
  var codingPath: [any CodingKey] { [] }
  var count: Int { node.count }

  func encodeNil() { inner().set(literal: "null") }
  func encode(_ value: some Encodable) throws { node.add(try Node(value)) }

  func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
    inner().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { inner().unkeyedContainer() }
  func superEncoder() -> any Encoder { inner() }

  private func inner() -> Node {
    let inner = Node()
    node.add(inner)
    return inner
  }
}

/// A value that is neither.
struct Single: SingleValueEncodingContainer {
  let node: Node
  var codingPath: [any CodingKey] { [] }

  func encodeNil() { node.set(literal: "null") }
  func encode(_ value: Bool) { node.set(literal: "\(value)") }
  func encode(_ value: String) { node.set(value) }
  func encode(_ value: Double) { node.set(literal: "\(value)") }
  func encode(_ value: Float) { node.set(literal: "\(value)") }
  func encode(_ value: Int) { node.set(literal: "\(value)") }
  func encode(_ value: Int8) { node.set(literal: "\(value)") }
  func encode(_ value: Int16) { node.set(literal: "\(value)") }
  func encode(_ value: Int32) { node.set(literal: "\(value)") }
  func encode(_ value: Int64) { node.set(literal: "\(value)") }
  func encode(_ value: UInt) { node.set(literal: "\(value)") }
  func encode(_ value: UInt8) { node.set(literal: "\(value)") }
  func encode(_ value: UInt16) { node.set(literal: "\(value)") }
  func encode(_ value: UInt32) { node.set(literal: "\(value)") }
  func encode(_ value: UInt64) { node.set(literal: "\(value)") }
  func encode(_ value: some Encodable) throws { try value.encode(to: node) }
}
