internal import JSON
internal import Simulation

/// Reads templates and refuses expressions that would fail whenever they are used.
struct TemplateReader {
  /// The paths whose parameters `request.path.NAME` may name: the rule's own, or those of its operations.
  var paths: [PathTemplate] = []
  /// The named objects; nil where they are not known yet.
  var names: WorldNames?

  /// Reads one text: `{{expression}}` is replaced, `{{{{` stands for `{{`.
  func template(_ text: String, at pointer: JSONPointer) throws(ScenarioMistake) -> Template {
    var pieces: [Template.Piece] = []
    var literal = ""
    var rest = text[...]
    while let open = Self.place(of: "{{", in: rest) {
      literal += rest[..<open]
      rest = rest[open...].dropFirst(2)
      if rest.hasPrefix("{{") {
        literal += "{{"
        rest = rest.dropFirst(2)
        continue
      }
      guard let close = Self.place(of: "}}", in: rest) else {
        throw ScenarioMistake(
          pointer, "\"{{\" opens an expression that \"}}\" never closes; a literal \"{{\" is written \"{{{{\".")
      }
      if !literal.isEmpty { pieces.append(.literal(literal)) }
      literal = ""
      let words = String(rest[..<close])
      pieces.append(.expression(try expression(words, at: pointer), source: words))
      rest = rest[close...].dropFirst(2)
    }
    literal += rest
    if !literal.isEmpty || pieces.isEmpty { pieces.append(.literal(literal)) }
    return Template(pieces: pieces)
  }

  private static func place(of mark: String, in text: Substring) -> Substring.Index? {
    guard let first = mark.first else { return nil }
    var rest = text
    while let place = rest.firstIndex(of: first) {
      if rest[place...].hasPrefix(mark) { return place }
      rest = rest[place...].dropFirst()
    }
    return nil
  }

  private func expression(_ source: String, at pointer: JSONPointer) throws(ScenarioMistake) -> TemplateExpression {
    let words = source.split(separator: " ").map(String.init)
    guard let head = words.first else { throw unknown(source, at: pointer) }
    if head.hasPrefix("random.") { return try random(head, Array(words.dropFirst()), source, at: pointer) }
    // A name in the world may have spaces in it.
    let text = words.joined(separator: " ")
    for (prefix, kind) in [("world.agents.", "agent"), ("world.phone_numbers.", "phone number")]
    where text.hasPrefix(prefix) && text.count > prefix.count {
      return try named(kind, String(text.dropFirst(prefix.count)), at: pointer)
    }
    guard words.count == 1 else { throw unknown(source, at: pointer) }
    switch head {
    case "request.method": return .method
    case "request.path": return .path
    case "request.body": return .body
    case "request.key": return .key
    case "now": return .now
    case "now.unix": return .nowUnix
    default: return try field(head, at: pointer)
    }
  }

  private func field(_ text: String, at pointer: JSONPointer) throws(ScenarioMistake) -> TemplateExpression {
    if text.hasPrefix("request.body/") {
      guard let inside = try? JSONPointer(String(text.dropFirst("request.body".count))) else {
        throw ScenarioMistake(pointer, "{{\(text)}}: what follows request.body is no JSON Pointer.")
      }
      return .bodyValue(inside)
    }
    for prefix in ["request.path.", "request.query.", "request.headers.", "request.form."]
    where text.hasPrefix(prefix) && text.count > prefix.count {
      let name = String(text.dropFirst(prefix.count))
      switch prefix {
      case "request.query.": return .query(name)
      case "request.headers.": return .header(name.lowercased())
      case "request.form.": return .form(name)
      default: return try pathParameter(name, at: pointer)
      }
    }
    throw unknown(text, at: pointer)
  }

  private func pathParameter(_ name: String, at pointer: JSONPointer) throws(ScenarioMistake) -> TemplateExpression {
    guard !paths.isEmpty else {
      throw ScenarioMistake(
        pointer, "{{request.path.\(name)}} needs a \"path\" or an \"operation\" in \"when\" that has {\(name)}.")
    }
    // Any of several operations may take the request, so that each must have the parameter.
    for path in paths where !path.names.contains(name) {
      let mistake = ScenarioMistake.unknown("parameter of \(path.text)", name, among: path.names, at: pointer)
      throw ScenarioMistake(pointer, "{{request.path.\(name)}}: \(mistake.message)")
    }
    return .pathParameter(name, of: paths)
  }

  private func named(_ kind: String, _ name: String, at pointer: JSONPointer) throws(ScenarioMistake)
    -> TemplateExpression
  {
    let isAgent = kind == "agent"
    if let known = isAgent ? names?.agents : names?.phoneNumbers, known[name] == nil {
      throw .unknown(kind, name, among: known.keys, at: pointer)
    }
    return isAgent ? .agent(name) : .phoneNumber(name)
  }

  private func random(
    _ head: String, _ arguments: [String], _ source: String, at pointer: JSONPointer
  ) throws(ScenarioMistake) -> TemplateExpression {
    switch (head, arguments.count) {
    case ("random.uuid", 0): return .uuid
    case ("random.hex", 1):
      guard let digits = Int(arguments[0]), (1...64).contains(digits) else {
        throw ScenarioMistake(pointer, "{{\(source)}}: expected 1 to 64 digits.")
      }
      return .hexadecimal(digits: digits)
    case ("random.integer", 2):
      guard let lower = Int64(arguments[0]), let upper = Int64(arguments[1]), lower <= upper else {
        throw ScenarioMistake(pointer, "{{\(source)}}: expected two whole numbers, the lower one first.")
      }
      return .integer(lower...upper)
    case ("random.id", 1):
      guard arguments[0].utf8.count <= 32 else {
        throw ScenarioMistake(pointer, "{{\(source)}}: expected a prefix of at most 32 bytes.")
      }
      return .id(prefix: arguments[0])
    default: throw unknown(source, at: pointer)
    }
  }

  private func unknown(_ source: String, at pointer: JSONPointer) -> ScenarioMistake {
    let near = Nearest.to(source, among: TemplateExpression.forms).map { "Did you mean {{\($0)}}?" }
    return ScenarioMistake(
      pointer,
      "{{\(source)}} is no expression. \(near ?? "Known are: \(TemplateExpression.forms.joined(separator: ", ")).")")
  }
}
