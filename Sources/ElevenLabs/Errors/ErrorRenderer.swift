internal import JSON
internal import Simulation

/// Turns a named error into the answer that the service sends.
struct ErrorRenderer {
  /// Which of the two object forms bodies take.
  enum Envelope: String, CaseIterable, Codable {
    /// 2026: `type`, `code`, `message`, `status`, `request_id`.
    case current
    /// 2023 to at least January 2026: `status` and `message`.
    case legacy
  }

  let catalog: ErrorCatalog

  /// The answer that the catalogue gives.
  func render(_ error: APIError, envelope: Envelope, requestID: String) -> RenderedError {
    catalog.render(error) { entry, error in body(of: entry, error, envelope, requestID) }
  }

  private func body(
    of entry: ErrorCatalog.Entry, _ error: APIError, _ envelope: Envelope, _ requestID: String
  ) -> [UInt8] {
    let definition = entry.definition
    switch definition["kind"]?.string {
    case "empty": return []
    case "text": return Array((definition["body"]?.string ?? "").utf8)
    case "validation": return JSONWriter.bytes(["detail": .array(error.issues)])
    case "body", "outbound_refusal": return JSONWriter.bytes(Self.filled(definition["body"] ?? .null, error.parameters))
    default: return JSONWriter.bytes(Self.detail(definition, error, envelope, requestID))
    }
  }

  private static func detail(
    _ definition: JSONObject, _ error: APIError, _ envelope: Envelope, _ requestID: String
  ) -> JSONValue {
    let message = JSONValue.string(MessageTemplate.fill(definition["message"]?.string ?? "", error.parameters))
    let status = definition["legacy_status"] ?? .string(error.name)
    guard envelope == .current, definition["envelope"] != "legacy" else {
      return ["detail": ["status": status, "message": message]]
    }
    var detail: JSONObject = [
      "type": definition["type"] ?? .null, "code": definition["code"] ?? status, "message": message, "status": status,
      "request_id": .string(requestID),
    ]
    if let parameter = definition["param"] { detail.append("param", parameter) }
    return ["detail": .object(detail)]
  }

  /// The value with the braces of every text in it filled.
  private static func filled(_ value: JSONValue, _ parameters: [String: String]) -> JSONValue {
    switch value {
    case .string(let text): return .string(MessageTemplate.fill(text, parameters))
    case .array(let elements): return .array(elements.map { filled($0, parameters) })
    case .object(var members):
      for position in members.indices {
        members.replaceValue(at: position, with: filled(members[position].value, parameters))
      }
      return .object(members)
    default: return value
    }
  }
}
