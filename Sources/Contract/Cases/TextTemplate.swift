internal import Patterns

/// A text of a request or an expectation with `{{VARIABLE}}` in it; `{{{{` is a literal `{{`.
struct TextTemplate: Sendable {
  enum Part: Sendable, Equatable {
    case text(String)
    case variable(String)
  }

  let parts: [Part]

  init(_ text: String) {
    guard text.utf8.contains(UInt8(ascii: "{")) else {
      parts = [.text(text)]
      return
    }
    var parts: [Part] = []
    var literal = ""
    var rest = text[...]
    while let brace = rest.firstRange(ofText: "{{") {
      literal += rest[..<brace.lowerBound]
      rest = rest[brace.upperBound...]
      if rest.hasPrefix("{{") {
        literal += "{{"
        rest = rest.dropFirst(2)
      } else if let end = rest.firstRange(ofText: "}}") {
        if !literal.isEmpty { parts.append(.text(literal)) }
        literal = ""
        parts.append(.variable(String(rest[..<end.lowerBound])))
        rest = rest[end.upperBound...]
      } else {
        literal += "{{"
      }
    }
    literal += rest
    if !literal.isEmpty || parts.isEmpty { parts.append(.text(literal)) }
    self.parts = parts
  }

  /// The names of the variables in it.
  var variables: [String] {
    parts.compactMap { if case .variable(let name) = $0 { name } else { nil } }
  }
}
