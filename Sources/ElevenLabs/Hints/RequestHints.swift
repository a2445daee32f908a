internal import EventLoop
internal import HTTP1
internal import JSON
internal import OpenAPI
internal import Scenario
internal import Simulation

/// Explains mistaken requests: what was sent, and the nearest call that works.
struct RequestHints {
  /// A call that people really make and that never worked.
  private struct Mistake {
    /// Nil for any.
    let method: String?
    let path: [Substring]
    let hint: String

    /// `{name}` is one segment, `{rest...}` all that follow.
    func takes(_ segments: [Substring]) -> Bool {
      let isOpen = path.last?.hasSuffix("...}") == true
      let fixed = isOpen ? path.dropLast() : path[...]
      guard isOpen ? segments.count > fixed.count : segments.count == fixed.count else { return false }
      return zip(fixed, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
  }

  private let mistakes: [Mistake]

  /// Reads `mistakes` of the catalogue file.
  init(_ file: JSONValue) {
    mistakes = (file["mistakes"]?.array ?? []).map { entry in
      let method = entry["method"]?.string
      return Mistake(
        method: method == "*" ? nil : method, path: (entry["path"]?.string ?? "/").split(separator: "/"),
        hint: entry["hint"]?.string ?? "")
    }
  }

  private func mistake(_ request: Request, path: String) -> String? {
    let segments = path.split(separator: "/")
    let mistake = mistakes.first { ($0.method == nil || $0.method == request.method.name) && $0.takes(segments) }
    return mistake.map { MessageTemplate.fill($0.hint, ["method": request.method.name, "path": path]) }
  }

  func wrongMethod(_ request: Request, path: String, allow: [String]) -> String {
    mistake(request, path: path)
      ?? "\(request.method.name) was sent to \(HintLine.quoted(path)), which answers \(allow.joined(separator: ", ")) only."
  }

  func unknownPath(_ request: Request, path: String, _ document: Document) -> String {
    if let hint = mistake(request, path: path) { return hint }
    let sent = "\(request.method.name) \(HintLine.quoted(path))"
    let templates = document.operations.filter { $0.method == request.method }.map(\.pathTemplate)
    if let near = Self.nearest(to: path, among: templates) {
      return "There is no \(sent): 404 Not Found. The nearest call is \(request.method.name) \(near)."
    }
    return "Ringback has no \(sent): 404 Not Found. The real service may have it; GET /openapi.json lists the calls "
      + "that Ringback knows."
  }

  /// The template that is a slip or two away from the path; ids in the path stand for the template's parameters.
  private static func nearest(to path: String, among templates: [String]) -> String? {
    let segments = path.split(separator: "/")
    let filled = templates.map { template in
      let parts = template.split(separator: "/")
      guard parts.count == segments.count else { return template }
      return "/" + zip(parts, segments).map { $0.hasPrefix("{") ? $1 : $0 }.joined(separator: "/")
    }
    guard let near = Nearest.to(path, among: filled, within: 3) else { return nil }
    return filled.firstIndex(of: near).map { templates[$0] }
  }

  static func authorization(_ value: String) -> String {
    // Without a blank there is no scheme: what was sent is then the secret itself.
    let scheme = value.contains(" ") ? String(value.prefix { $0 != " " }) : Secrets.cut(value)
    return "Authorization: \(HintLine.quoted(scheme)) was sent and no xi-api-key. API keys go into the xi-api-key "
      + "header; a bearer token is for logged-in users, and the real service refuses a key there with 401."
  }

  @LoopActor static func unknownKey(_ value: String, in sandbox: Sandbox) -> String {
    let trimmed = String(value.drop { " \"'".contains($0) }.reversed().drop { " \"'".contains($0) }.reversed())
    if trimmed != value, sandbox.credential(trimmed) != nil {
      return "The key has quotes or blanks around it; without them it would be known."
    }
    let keys = sandbox.plan.credentials.prefix(4).map { "\($0.name) = \(Secrets.cut($0.value))" }.joined(
      separator: ", ")
    return "xi-api-key \(HintLine.quoted(Secrets.cut(value))) opens no sandbox. Sandbox \(sandbox.name) has: \(keys). "
      + "GET /_ringback/sandboxes shows them in full; --accept-any-key lets any key in."
  }

  static func schemaMade(_ operation: String) -> String {
    "\(operation) is answered from its schema: the shape is right, the values are made up, and nothing was remembered."
  }

  /// What a schema refusal is about: a body that is not JSON, or names that were nearly right.
  static func invalid(_ request: Request, _ misnamed: FieldHints?, _ issues: [ValidationIssue]) -> String? {
    if let failure = issues.first, failure.type == "json_invalid" {
      return "The body is not JSON: \(failure.context?["error"]?.string ?? "") at character "
        + "\(failure.location.last?.description ?? "?")."
    }
    let missing = issues.filter { $0.type == "missing" }.compactMap { $0.location.last?.string }
    let contentType = request.field("content-type")
    if !request.body.isEmpty, !missing.isEmpty, !Operation.isJSON(contentType) {
      return
        "The body was sent as \(contentType.map { HintLine.quoted($0) } ?? "no content type at all"), so it was not read "
        + "as JSON: send content-type: application/json."
    }
    // Whoever sends so much is no beginner, and taking it apart again would hold up all others.
    guard request.body.count < DetachedDocument.largeBody else { return nil }
    let sent = try? JSONParser().parse(request.body)
    if let hint = misnamed?.first(in: sent, query: request.query) { return hint }
    // A slip is among the first names; a body of a million names must not hold up everybody else.
    for name in (sent?.object?.keys ?? []).prefix(64) {
      if let near = Nearest.to(name, among: missing) {
        return "\(HintLine.quoted(name)) was sent; the field is named \"\(near)\"."
      }
    }
    return nil
  }
}
