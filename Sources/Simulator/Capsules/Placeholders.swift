internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation

/// Puts a sandbox's own secrets where a capsule has placeholders.
struct Placeholders: Sendable {
  private let secrets: [(placeholder: String, value: String)]

  @LoopActor init(_ sandbox: Sandbox) {
    secrets =
      sandbox.plan.credentials.map { ("<key:\($0.name)>", $0.value) }
      + sandbox.recordSecrets.sorted { StandIns.precedes($0.key, $1.key) }.map { ($0.value, $0.key) }
      + [("<twilio:auth_token>", sandbox.twilio.authToken), ("<twilio:account_sid>", sandbox.twilio.accountSID)]
  }

  /// The text with secrets in it; what was Base64 is so again.
  func filled(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "<")) else { return text }
    var filled = text
    for secret in secrets { filled = filled.replacing(text: secret.placeholder, with: secret.value) }
    while let start = filled.firstRange(ofText: "<base64:"), let end = filled[start.upperBound...].firstIndex(of: ">") {
      let inside = Array(filled[start.upperBound..<end].utf8)
      filled.replaceSubrange(start.lowerBound...end, with: Base64Text.encode(inside))
    }
    return filled
  }

  /// The value with secrets in it.
  func filled(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(filled(text))
    case .array(let elements): .array(elements.map(filled))
    case .object(let members): .object(JSONObject(members.map { (filled($0.key), filled($0.value)) }))
    default: value
    }
  }
}
