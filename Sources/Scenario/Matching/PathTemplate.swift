internal import HTTP1
internal import JSON

/// A path with parameters: `/v1/convai/agents/{agent_id}`; a last `/**` takes everything below, or nothing more.
struct PathTemplate: Sendable {
  /// One part between slashes.
  enum Segment: Sendable, Equatable {
    case literal(String)
    case parameter(String)
  }

  let text: String
  let segments: [Segment]
  let takesRest: Bool

  /// The names of the parameters, in order.
  var names: [String] {
    segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
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
      if part.hasPrefix("{"), part.hasSuffix("}"), part.count > 2, !part.dropFirst().dropLast().contains("{") {
        segments.append(.parameter(String(part.dropFirst().dropLast())))
      } else if part.contains("{") || part.contains("}") {
        throw ScenarioMistake(pointer, "a parameter is a whole segment such as {agent_id}; found \"\(part)\".")
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

  /// The parts of a path between its slashes, percent-encoding undone.
  static func parts(_ path: String) -> [String] {
    PercentCoding.decode(path).split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
  }

  /// Whether the path with these parts fits.
  func matches(_ parts: [String]) -> Bool {
    guard takesRest ? parts.count >= segments.count : parts.count == segments.count else { return false }
    for (segment, part) in zip(segments, parts) {
      switch segment {
      case .literal(let text): if text != part { return false }
      case .parameter: if part.isEmpty { return false }
      }
    }
    return true
  }

  /// The parameter with this name in the path with these parts.
  func parameter(_ name: String, in parts: [String]) -> String? {
    guard matches(parts), let place = segments.firstIndex(of: .parameter(name)) else { return nil }
    return parts[place]
  }
}
