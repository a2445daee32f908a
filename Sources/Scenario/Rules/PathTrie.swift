internal import Bytes

/// Path templates by their segments, so that a request meets those alone that fit its path.
struct PathTrie: Sendable {
  private struct Node: Sendable {
    var literals: [ExactText: Int] = [:]
    var parameter: Int?
    /// Rules whose template ends here.
    var here: [Int] = []
    /// Rules whose template goes on with anything.
    var below: [Int] = []
    var buckets: (here: RuleBucket, below: RuleBucket) = (.list([]), .list([]))
  }

  private var nodes = [Node()]

  /// The rules by place and template.
  init(_ templates: [(place: Int, template: PathTemplate)], of rules: [Rule]) {
    for (place, template) in templates {
      var node = 0
      for segment in template.segments { node = next(segment, from: node) }
      if template.takesRest { nodes[node].below.append(place) } else { nodes[node].here.append(place) }
    }
    for node in nodes.indices {
      nodes[node].buckets = (RuleBucket(nodes[node].here, of: rules), RuleBucket(nodes[node].below, of: rules))
    }
  }

  private mutating func next(_ segment: PathTemplate.Segment, from node: Int) -> Int {
    let known =
      switch segment {
      case .literal(let text): nodes[node].literals[ExactText(text)]
      case .parameter: nodes[node].parameter
      }
    if let known { return known }
    nodes.append(Node())
    switch segment {
    case .literal(let text): nodes[node].literals[ExactText(text)] = nodes.count - 1
    case .parameter: nodes[node].parameter = nodes.count - 1
    }
    return nodes.count - 1
  }

  /// Adds the places of the rules whose template fits, in no order.
  func collect(_ subject: MatchSubject, into places: inout [Int]) {
    guard nodes.count > 1 || !nodes[0].below.isEmpty else { return }
    collect(subject, subject.pathParts[...], in: 0, into: &places)
  }

  private func collect(
    _ subject: MatchSubject, _ parts: ArraySlice<String>, in node: Int, into places: inout [Int]
  ) {
    nodes[node].buckets.below.collect(subject, into: &places)
    guard let part = parts.first else { return nodes[node].buckets.here.collect(subject, into: &places) }
    if let next = nodes[node].literals[ExactText(part)] { collect(subject, parts.dropFirst(), in: next, into: &places) }
    if let next = nodes[node].parameter, !part.isEmpty {
      collect(subject, parts.dropFirst(), in: next, into: &places)
    }
  }
}
