internal import Bytes
internal import HTTP1
internal import JSON

/// A path with parameters: `/v1/convai/agents/{agent_id}`; a last `/**` takes everything below, or nothing more.
struct PathTemplate: Sendable {
  /// One part between slashes.
  enum Segment: Sendable, Equatable {
    case literal(String)
    /// With what stands behind it in the segment, such as `.json`.
    case parameter(String, ending: String = "")
  }

  let text: String
  let segments: [Segment]
  let takesRest: Bool

  /// The names of the parameters, in order.
  var names: [String] {
    segments.compactMap { if case .parameter(let name, _) = $0 { name } else { nil } }
  }

  /// Reads a template; `pointer` is where it stands.
  init(_ text: String, at pointer: JSONPointer) throws(ScenarioMistake) {
    guard text.hasPrefix("/") else {
      throw ScenarioMistake(pointer, "expected a path that begins with \"/\"; found \"\(text)\".")
    }
    var parts = Self.parts(text)
    takesRest = parts.last == "**"
    if takesRest { parts.removeLast() }
    var segments: [Segment] = []
    for part in parts {
      if let (name, ending) = Self.parameter(part) {
        segments.append(.parameter(name, ending: ending))
      } else if part.contains("{") || part.contains("}") {
        throw ScenarioMistake(
          pointer, "a parameter is a whole segment such as {agent_id}, or {Sid}.json; found \"\(part)\".")
      } else if part.contains("*") {
        throw ScenarioMistake(
          pointer, "a star stands only in a last \"/**\", and one segment is taken by {name}; found \"\(part)\".")
      } else {
        segments.append(.literal(PercentCoding.decode(part)))
      }
    }
    self.text = text
    self.segments = segments
  }

  /// Name and ending of a segment that is a parameter; an ending begins with a dot.
  private static func parameter(_ part: String) -> (name: String, ending: String)? {
    guard part.first == "{", let close = part.firstIndex(of: "}") else { return nil }
    let name = part[..<close].dropFirst()
    let ending = part[close...].dropFirst()
    guard !name.isEmpty, !name.contains("{"), ending.isEmpty || ending.first == ".",
      !ending.contains(where: { "{}*".contains($0) })
    else { return nil }
    return (String(name), String(ending))
  }

  /// The parts of a path between its slashes, percent-encoding undone.
  static func parts(_ path: String) -> [String] {
    PercentCoding.decode(path).split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
  }

  /// Whether the path with these parts fits.
  func matches(_ parts: [String]) -> Bool {
    guard takesRest ? parts.count >= segments.count : parts.count == segments.count else { return false }
    for (segment, part) in zip(segments, parts) {
      switch segment {
      case .literal(let text): if !text.isExactly(part) { return false }
      case .parameter(_, let ending):
        if part.utf8.count <= ending.utf8.count || !part.hasSuffix(ending) { return false }
      }
    }
    return true
  }

  /// The parameter with this name in the path with these parts.
  func parameter(_ name: String, in parts: [String]) -> String? {
    guard matches(parts) else { return nil }
    for (segment, part) in zip(segments, parts) {
      if case .parameter(name, let ending) = segment { return String(part.dropLast(ending.count)) }
    }
    return nil
  }
}
