internal import HTTP1

/// Where a request leads.
public enum Routing {
  /// To an operation, with the decoded path parameters by name.
  case operation(Operation, [String: String])
  /// The path exists with these methods only, in the document's order.
  ///
  /// FastAPI names just the first of them in `allow`, since each operation is a route of its own.
  case methodNotAllowed(allow: [String])
  /// No such path.
  case notFound
}

/// Finds operations by path: a tree of segments, compared as bytes.
final class RouteTable {
  /// The operations of one path template, and the positions of its parameters among the segments.
  private struct Entry {
    var operations: [Operation] = []
    var parameters: [(segment: Int, name: String, ending: Int)] = []

    func operation(_ method: Method) -> Operation? {
      for operation in operations where operation.method == method { return operation }
      return nil
    }
  }

  /// What may follow a segment; other nodes and the entry are told by their places.
  private struct Node {
    var literals: [(bytes: [UInt8], node: Int)] = []
    /// Parameters with something behind them in their segment: `{Sid}.json`.
    var endings: [(bytes: [UInt8], node: Int)] = []
    var parameter: Int?
    var entry: Int?
  }

  private let entries: [Entry]
  /// The first is the root.
  private let nodes: [Node]

  init(_ operations: [Operation]) {
    var entries: [Entry] = []
    var nodes = [Node()]
    var known: [String: Int] = [:]
    for operation in operations {
      let template = operation.pathTemplate
      let position = known[template] ?? entries.count
      if position == entries.count { entries.append(Self.add(template, as: position, to: &nodes)) }
      known[template] = position
      entries[position].operations.append(operation)
    }
    self.entries = entries
    self.nodes = nodes
  }

  private static func add(_ template: String, as position: Int, to nodes: inout [Node]) -> Entry {
    var entry = Entry()
    var node = 0
    let segments = Array(template.utf8).dropFirst().split(separator: slash, omittingEmptySubsequences: false)
    for (index, segment) in segments.enumerated() {
      var next = nodes.count
      if segment.first == UInt8(ascii: "{"), let close = segment.firstIndex(of: UInt8(ascii: "}")) {
        let ending = Array(segment[close...].dropFirst())
        let name = String(decoding: segment[..<close].dropFirst(), as: UTF8.self)
        entry.parameters.append((index, name, ending.count))
        if ending.isEmpty {
          next = nodes[node].parameter ?? next
          nodes[node].parameter = next
        } else if let known = nodes[node].endings.first(where: { $0.bytes == ending }) {
          next = known.node
        } else {
          nodes[node].endings.append((ending, next))
        }
      } else if let known = nodes[node].literals.first(where: { $0.bytes == Array(segment) }) {
        next = known.node
      } else {
        nodes[node].literals.append((Array(segment), next))
      }
      if next == nodes.count { nodes.append(Node()) }
      node = next
    }
    nodes[node].entry = nodes[node].entry ?? position
    return entry
  }

  func route(method: Method, path: ArraySlice<UInt8>) -> Routing {
    for byte in path where byte == UInt8(ascii: "%") {
      return find(method, Array(PercentCoding.decode(String(decoding: path, as: UTF8.self)).utf8)[...])
    }
    return find(method, path)
  }

  private static let slash = UInt8(ascii: "/")

  private func find(_ method: Method, _ path: ArraySlice<UInt8>) -> Routing {
    guard path.first == Self.slash else { return .notFound }
    // A literal path without the method leaves the request to a template that has it, as Starlette's router does.
    guard let position = find(path.span, 1, in: 0, method) ?? find(path.span, 1, in: 0, nil) else { return .notFound }
    let entry = entries[position]
    guard let operation = entry.operation(method) else {
      return .methodNotAllowed(allow: entry.operations.map(\.method.name))
    }
    return .operation(operation, entry.parameters.isEmpty ? [:] : Self.parameters(of: entry, in: path))
  }

  /// Tries literal segments first and leaves a dead end there for the parameter; nil as method takes any.
  ///
  /// The segment begins at `start`, behind a slash.
  private func find(_ path: Span<UInt8>, _ start: Int, in node: Int, _ method: Method?) -> Int? {
    var end = start
    while end < path.count, path[end] != Self.slash { end += 1 }
    for place in nodes[node].literals.indices where Self.holds(path, start, end, nodes[node].literals[place].bytes) {
      if let found = find(path, after: end, in: nodes[node].literals[place].node, method) { return found }
    }
    for place in nodes[node].endings.indices {
      let ending = nodes[node].endings[place].bytes
      guard end - start > ending.count, Self.holds(path, end - ending.count, end, ending) else { continue }
      if let found = find(path, after: end, in: nodes[node].endings[place].node, method) { return found }
    }
    guard let parameter = nodes[node].parameter, end > start else { return nil }
    return find(path, after: end, in: parameter, method)
  }

  private func find(_ path: Span<UInt8>, after end: Int, in node: Int, _ method: Method?) -> Int? {
    guard end == path.count else { return find(path, end + 1, in: node, method) }
    guard let entry = nodes[node].entry, let method else { return nodes[node].entry }
    return entries[entry].operation(method) == nil ? nil : entry
  }

  /// Whether `literal` stands between two places.
  private static func holds(_ path: Span<UInt8>, _ start: Int, _ end: Int, _ literal: [UInt8]) -> Bool {
    guard literal.count == end - start else { return false }
    var place = start
    for byte in literal {
      if path[place] != byte { return false }
      place += 1
    }
    return true
  }

  private static func parameters(of entry: Entry, in path: ArraySlice<UInt8>) -> [String: String] {
    let segments = path.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
    var parameters: [String: String] = [:]
    for (segment, name, ending) in entry.parameters {
      parameters[name] = String(decoding: segments[segment].dropLast(ending), as: UTF8.self)
    }
    return parameters
  }
}
