internal import Bytes
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// What people send under the wrong name, as `fields` of the catalogue file lists it for one operation.
///
/// A name is a member of the body, `a.b` a member inside, `*` any item or any member that the schema does not declare,
/// `?name` a query parameter. What was sent is walked, not the list, so that a right request pays little.
final class FieldHints {
  private final class Node {
    /// Where it stands in the body; items of a list stand for the list.
    let place: [String]
    /// By the length of their names: for most names that are sent that is all that is looked at.
    private var members: [[(name: String, node: Node)]] = []
    /// Any item of a list, or any member that the schema does not declare.
    var other: Node?
    var hint: String?
    /// The members that the schema declares here; asked for once.
    var declared: [String]?

    init(at place: [String]) { self.place = place }

    func member(_ name: String) -> Node? {
      let length = name.utf8.count
      return length < members.count ? members[length].first { $0.name == name }?.node : nil
    }

    func add(_ node: Node, as name: String) {
      let length = name.utf8.count
      while members.count <= length { members.append([]) }
      members[length].append((name, node))
    }
  }

  private let root = Node(at: [])
  private var query: [String: String] = [:]
  private let declared: ([String]) -> [String]

  /// `declared` tells the members that the operation's schema has at a place.
  init(_ entries: JSONObject, declared: @escaping ([String]) -> [String]) {
    self.declared = declared
    for (name, entry) in entries {
      let hint = entry["hint"]?.string ?? ""
      if name.hasPrefix("?") {
        query[String(name.dropFirst())] = hint
      } else {
        node(at: name).hint = hint
      }
    }
  }

  private func node(at name: String) -> Node {
    name.split(separator: ".").reduce(root) { node, step in
      let isAny = step == "*"
      let next =
        (isAny ? node.other : node.member(String(step))) ?? Node(at: isAny ? node.place : node.place + [String(step)])
      if isAny {
        node.other = next
      } else if node.member(String(step)) == nil {
        node.add(next, as: String(step))
      }
      return next
    }
  }

  /// The hint for the first wrong name in what was sent.
  func first(in body: JSONValue?, query text: String) -> String? {
    if !text.isEmpty, !query.isEmpty {
      for item in QueryItems.parse(text) {
        if let hint = query[item.name] { return hint }
      }
    }
    return body.flatMap { find(in: $0, root) }
  }

  /// The hint for the first wrong name in a request that was answered.
  @LoopActor func first(in exchange: Exchange) -> String? {
    first(in: exchange.sentBody, query: exchange.request.query)
  }

  private func find(in value: JSONValue, _ node: Node) -> String? {
    switch value {
    case .array(let items):
      guard let inner = node.other else { return nil }
      for item in items {
        if let hint = find(in: item, inner) { return hint }
      }
      return nil
    case .object(let members): return find(in: members, node)
    default: return nil
    }
  }

  private func find(in members: JSONObject, _ node: Node) -> String? {
    for (name, value) in members {
      guard let inner = node.member(name) else { continue }
      if let hint = inner.hint { return Self.filled(hint, HintLine.quoted(name)) }
      if let hint = find(in: value, inner) { return hint }
    }
    guard let hint = node.other?.hint else { return nil }
    let known = node.declared ?? declared(node.place)
    node.declared = known
    let stray = members.lazy.map(\.key).filter { name in !known.contains { $0.isExactly(name) } }
    guard !stray.isEmpty else { return nil }
    return Self.filled(hint, stray.prefix(6).map(HintLine.quoted).joined(separator: ", "))
  }

  private static func filled(_ hint: String, _ sent: String) -> String {
    MessageTemplate.fill(hint, ["sent": sent])
  }
}
