/// A JSON value that is being put together by containers, several of which may be open at once.
final class JSONNode {
  private enum Content {
    case nothing
    case value(JSONValue)
    case object([(key: String, node: Slot)])
    case array([Slot])
  }

  /// A finished part, or one that a nested container still writes into.
  private enum Slot {
    case value(JSONValue)
    case node(JSONNode)

    var finished: JSONValue {
      switch self {
      case .value(let value): value
      case .node(let node): node.finished
      }
    }
  }

  private var content = Content.nothing

  /// What has been written; an empty object where nothing was, as synthesised code leaves a type without members.
  var finished: JSONValue {
    switch content {
    case .nothing: [:]
    case .value(let value): value
    case .object(let members): .object(JSONObject(members.lazy.map { ($0.key, $0.node.finished) }))
    case .array(let elements): .array(elements.map(\.finished))
    }
  }

  /// How many elements an array has.
  var count: Int { if case .array(let elements) = content { elements.count } else { 0 } }

  func set(_ value: JSONValue) { content = .value(value) }

  func becomeObject() {
    if case .object = content { return }
    content = .object([])
  }

  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  func append(_ value: JSONValue, _ key: String) { add(.value(value), key) }
  func append(_ value: JSONValue) { add(.value(value)) }

  /// A member that is yet to be written.
  func node(_ key: String) -> JSONNode {
    let node = JSONNode()
    add(.node(node), key)
    return node
  }

  /// An element that is yet to be written.
  func node() -> JSONNode {
    let node = JSONNode()
    add(.node(node))
    return node
  }

  private func add(_ slot: Slot, _ key: String) {
    guard case .object(var members) = content else { return }
    content = .nothing
    members.append((key, slot))
    content = .object(members)
  }

  private func add(_ slot: Slot) {
    guard case .array(var elements) = content else { return }
    content = .nothing
    elements.append(slot)
    content = .array(elements)
  }
}

extension JSONNode {
  /// The value of anything that can be encoded.
  static func value<T: Encodable>(of value: T, at path: [any CodingKey]) throws -> JSONValue {
    switch value {
    case let value as JSONValue: return value
    case let value as JSONObject: return .object(value)
    case let value as String: return .string(value)
    default: break
    }
    let node = JSONNode()
    try value.encode(to: JSONValueEncoder(node: node, codingPath: path))
    let finished = node.finished
    guard case .object(let members) = finished, value is any UnorderedMembers else { return finished }
    return .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
  }

  /// A real as JSON can say it.
  static func value(of number: Double, at path: [any CodingKey]) throws -> JSONValue {
    guard number.isFinite else { throw JSONCodingFailure(JSONCodingFailure.pointer(path), "JSON has no \(number).") }
    return .real(number)
  }

  /// A whole number as JSON can say it exactly.
  static func value(of number: some FixedWidthInteger, at path: [any CodingKey]) throws -> JSONValue {
    guard let exact = Int64(exactly: number) else {
      throw JSONCodingFailure(JSONCodingFailure.pointer(path), "\(number) does not fit into 64 bits with a sign.")
    }
    return .integer(exact)
  }
}

/// A type that encodes its members in the order of a hash, different in each run: they are sorted by their keys.
public protocol UnorderedMembers {}
extension Dictionary: UnorderedMembers {}
