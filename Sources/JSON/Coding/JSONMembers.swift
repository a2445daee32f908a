/// Writes the members of an object.
struct JSONMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: JSONNode
  let codingPath: [any CodingKey]

  func encodeNil(forKey key: Key) { node.append(.null, key.stringValue) }
  func encode(_ value: Bool, forKey key: Key) { node.append(.bool(value), key.stringValue) }
  func encode(_ value: String, forKey key: Key) { node.append(.string(value), key.stringValue) }
  func encode(_ value: Double, forKey key: Key) throws {
    node.append(try JSONNode.value(of: value, at: codingPath + [key]), key.stringValue)
  }
  func encode(_ value: Float, forKey key: Key) throws { try encode(Double(value), forKey: key) }
  func encode(_ value: Int, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: Int8, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: Int16, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: Int32, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: Int64, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: UInt, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: UInt8, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: UInt16, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: UInt32, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: UInt64, forKey key: Key) throws { try whole(value, key) }
  func encode(_ value: some Encodable, forKey key: Key) throws {
    node.append(try JSONNode.value(of: value, at: codingPath + [key]), key.stringValue)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder(key).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { encoder(JSONCodingKey.super) }
  func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

  private func encoder(_ key: any CodingKey) -> JSONValueEncoder {
    JSONValueEncoder(node: node.node(key.stringValue), codingPath: codingPath + [key])
  }

  private func whole(_ value: some FixedWidthInteger, _ key: Key) throws {
    node.append(try JSONNode.value(of: value, at: codingPath + [key]), key.stringValue)
  }
}
