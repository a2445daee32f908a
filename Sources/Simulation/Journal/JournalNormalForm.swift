internal import EventLoop
internal import HTTP1
internal import JSON
internal import Patterns

/// Entries reduced to what has to be the same in two runs of the same requests with one seed, scenario and time.
///
/// Of each entry count: sandbox time, kind, operation, method, path, query, bodies, status, named error, rules. Normalised
/// are the order of members, query parameters and form fields, the boundary of a multipart body, the host and the sandbox's
/// prefix in texts, and secrets. Headers, ports, real times, hints and sequences do not count.
@LoopActor struct JournalNormalForm {
  private let prefix: [UInt8]
  private let redaction: Redaction

  init(_ sandbox: Sandbox) {
    prefix = Array("/~\(sandbox.name)".utf8)
    redaction = sandbox.redaction
  }

  /// What counts of an entry, with sorted keys.
  func value(of entry: JournalEntry) -> JSONValue {
    let request = entry.request
    let text = texts(of: entry)
    var members: [String: JSONValue] = [
      "time": .integer(entry.time.nanoseconds), "kind": .string(entry.kind.rawValue),
      "operation": JSONValue(entry.answered.operation), "method": .string(request.method.name),
      "query": pairs(request.query, text), "status": .integer(entry.answered.response.status),
      "error": JSONValue(entry.answered.error), "rules": .array(entry.rules.map { .string($0) }),
      "body": body(entry.requestBody, entry.requestCut, request.field("content-type"), text),
    ]
    // The control API's paths and answers tell the sandbox's name and where the server listens.
    if entry.kind != .control {
      let path = redaction.text(entry.path)
      members["path"] = .string(text(entry.kind == .outgoing ? Self.withoutHost(path) : path))
      members["answer"] = body(entry.responseBody, entry.responseCut, entry.responseField("content-type"), text)
    }
    return Self.sorted(members.map { ($0.key, $0.value) })
  }

  /// What stands behind scheme and authority of a URL: where the app listens does not count.
  private static func withoutHost(_ url: String) -> String {
    guard let mark = url.firstRange(ofText: "://") else { return url }
    return String(url[mark.upperBound...].drop { $0 != "/" })
  }

  /// What is done to every text of an entry that has no secret any more: the server's address goes.
  private func texts(of entry: JournalEntry) -> (String) -> String {
    guard let host = entry.request.field("host"), !host.isEmpty else { return { $0 } }
    let address = Array("//\(host)".utf8)
    return { [prefix] text in Self.text(text, without: address, prefix) }
  }

  /// The text with `//<host>` where an address stands, with the prefix behind it or without.
  ///
  /// By bytes: a journal has many texts, and a search that knows graphemes takes seconds for them.
  private static func text(_ text: String, without address: [UInt8], _ prefix: [UInt8]) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count >= address.count else { return text }
    var clean: [UInt8] = []
    var copied = 0
    var place = 0
    while place <= bytes.count - address.count {
      guard bytes[place] == address[0], bytes[place...].starts(with: address) else {
        place += 1
        continue
      }
      clean += bytes[copied..<place]
      clean += Array("//<host>".utf8)
      place += address.count
      if bytes[place...].starts(with: prefix) { place += prefix.count }
      copied = place
    }
    return copied == 0 ? text : String(decoding: clean + bytes[copied...], as: UTF8.self)
  }

  private func body(
    _ body: JournalBody?, _ cut: BodyCut?, _ contentType: String?, _ text: (String) -> String
  ) -> JSONValue {
    if let cut { return ["bytes": .integer(cut.length), "sha256": .string(cut.digest)] }
    let type = contentType ?? ""
    switch body {
    case nil: return .null
    case .json(let value)?: return normal(redaction.value(value), text)
    case .text(let words)? where type.hasPrefix("application/x-www-form-urlencoded"): return pairs(words, text)
    case .text(let words)?:
      return .string(text(redaction.text(Self.boundary(of: type)?.text(words) ?? words)))
    case .binary(let bytes)?:
      return .string(Base64Text.encode(redaction.bytes(Self.boundary(of: type)?.bytes(bytes) ?? bytes)))
    }
  }

  /// Query or form: sorted by name, values of one name in their order.
  private func pairs(_ raw: String, _ text: (String) -> String) -> JSONValue {
    var values: [String: [JSONValue]] = [:]
    for item in QueryItems.parse(raw) {
      let value = text(redaction.parameter(item.name, item.value))
      values[text(redaction.text(item.name)), default: []].append(.string(value))
    }
    return Self.sorted(values.map { ($0.key, .array($0.value)) })
  }

  private func normal(_ value: JSONValue, _ text: (String) -> String) -> JSONValue {
    switch value {
    case .null, .bool, .integer, .real: value
    case .string(let words): .string(text(words))
    case .array(let elements): .array(elements.map { normal($0, text) })
    case .object(let members): Self.sorted(members.map { (text($0.key), normal($0.value, text)) })
    }
  }

  private static func sorted(_ members: [(String, JSONValue)]) -> JSONValue {
    .object(JSONObject(members.sorted { $0.0 < $1.0 }))
  }

  /// What hides the boundary of a multipart body, which clients make up anew for each request.
  private static func boundary(of contentType: String) -> Redaction? {
    guard contentType.hasPrefix("multipart/"), let mark = contentType.firstRange(ofText: "boundary=") else {
      return nil
    }
    let value = contentType[mark.upperBound...].prefix { $0 != ";" && $0 != " " }.filter { $0 != "\"" }
    return Redaction([(value, "<boundary>")])
  }
}
