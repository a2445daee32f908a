internal import HTTP1
internal import JSON
internal import Simulation

/// A recorded request as it is sent again: with this run's ids and this sandbox's secrets.
struct ReplayRequest {
  /// Nil where only the start of the body is known.
  let request: Request?

  init(_ entry: Capsule.Entry, _ sandbox: String, _ counterparts: Counterparts, _ placeholders: Placeholders) {
    guard entry.request["body_cut"] == nil, let method = entry.request["method"]?.string.flatMap(Method.init) else {
      request = nil
      return
    }
    func text(_ recorded: String) -> String { placeholders.filled(counterparts.translated(recorded)) }
    var target = (entry.isPrefixed ? "/~\(sandbox)" : "") + text(entry.request["path"]?.string ?? "/")
    let query = Self.pairs(entry.request["query"]).map { name, value in
      "\(PercentCoding.encode(text(name)))=\(PercentCoding.encode(text(value)))"
    }
    if !query.isEmpty { target += "?" + query.joined(separator: "&") }
    var fields = Self.pairs(entry.request["headers"]).map { (name: $0, value: text($1)) }
    // A request that found its sandbox by a key that is gone, or by none, has to find this one.
    if !entry.isPrefixed, sandbox != "default", !fields.contains(where: { $0.name == "x-ringback-sandbox" }) {
      fields.append((name: "x-ringback-sandbox", value: sandbox))
    }
    let body = entry.request["body"] ?? .null
    request = Request(
      method: method, target: target, fields: fields,
      body: Self.bytes(
        placeholders.filled(counterparts.translated(body)), encoding: entry.request["body_encoding"]?.string))
  }

  /// What the app answered when it was recorded, as it answers again; nobody's answer is a failure.
  static func delivered(
    _ entry: Capsule.Entry, _ counterparts: Counterparts, _ placeholders: Placeholders
  ) -> Delivered {
    let status = Int(entry.response["status"]?.integer ?? 0)
    guard status > 0 else { return .failed(kind: entry.error ?? "unreachable", message: entry.hint.string ?? "") }
    var response = Response(status: status)
    for (name, value) in pairs(entry.response["headers"]) where name != "content-length" {
      response.fields.append(name, value)
    }
    let body = placeholders.filled(counterparts.translated(entry.response["body"] ?? .null))
    response.body = bytes(body, encoding: entry.response["body_encoding"]?.string)
    return .answered(response)
  }

  private static func bytes(_ body: JSONValue, encoding: String?) -> [UInt8] {
    switch (encoding, body) {
    case ("json"?, _): JSONWriter.bytes(body)
    case ("text"?, .string(let text)): Array(text.utf8)
    case ("base64"?, .string(let text)):
      Base64Text.decode(Array(text.utf8.filter { $0 != UInt8(ascii: "=") })[...]) ?? []
    default: []
    }
  }

  /// The pairs of an object whose values are texts or lists of texts.
  private static func pairs(_ value: JSONValue?) -> [(String, String)] {
    (value?.object ?? [:]).flatMap { key, value in
      (value.array ?? [value]).compactMap { element in element.string.map { (key, $0) } }
    }
  }
}
