/// A place in a JSON text that is being built.
final class Node: Encoder {
  private enum Content {
    case literal(String)
    case array([Node])
    case object([String: Node])
  }

  private var content = Content.object([:])
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  init() {}

  init(_ value: some Encodable) throws {
    switch value {
    case let text as String: set(text)
    case let flag as Bool: set(literal: "\(flag)")
    case let number as Int: set(literal: "\(number)")
    default: try value.encode(to: self)
    }
  }

  func set(literal: String) { content = .literal(literal) }
  func set(_ text: String) { set(literal: Self.quoted(text)) }

  func add(_ node: Node) {
    if case .array(let nodes) = content { content = .array(nodes + [node]) } else { content = .array([node]) }
  }

  func put(_ node: Node, at key: String) {
    guard case .object(var members) = content else { return }
    members[key] = node
    content = .object(members)
  }

  var count: Int {
    if case .array(let nodes) = content { nodes.count } else { 0 }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Members<Key>(node: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    content = .array([])
    return Elements(node: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(node: self) }

  func text(indent: String) -> String {
    let inner = indent + "  "
    switch content {
    case .literal(let text): return text
    case .array(let nodes):
      let lines = nodes.map { inner + $0.text(indent: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members):
      let lines = members.sorted { $0.key < $1.key }
        .map { "\(inner)\(Self.quoted($0.key)) : \($0.value.text(indent: inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\", "/": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{8}": quoted += "\\b"
      case "\u{c}": quoted += "\\f"
      case ..<"\u{10}": quoted += "\\u000" + String(scalar.value, radix: 16)
      case ..<" ": quoted += "\\u00" + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
