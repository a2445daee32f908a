internal import HTTP1
internal import JSON
internal import Simulation

/// The webhook that tells an agent who is calling: `conversation_initiation_client_data_webhook`.
struct InitiationWebhook {
  /// What the journal calls the question.
  static let operation = "conversation_initiation_client_data"

  let url: String
  let fields: Fields
  /// The names of header fields whose values are not known here: they name a secret that is gone, or no secret.
  let leftOut: [String]

  /// The agent's own, else that of the workspace; nil where neither has a URL.
  init?(of agent: Agent, in world: World) {
    let name = "conversation_initiation_client_data_webhook"
    let own = agent.platformSettings["workspace_overrides"]?[name]
    let shared = world[WorkspaceSettings.self].content[name]
    guard let webhook = [own, shared].compactMap(\.self).first(where: { $0["url"]?.string?.isEmpty == false }),
      let url = webhook["url"]?.string
    else { return nil }
    self.url = url
    var fields: Fields = ["content-type": "application/json"]
    var leftOut: [String] = []
    for (name, value) in webhook["request_headers"]?.object ?? [:] {
      if let text = Self.text(of: value, in: world) {
        fields[name.lowercased()] = text
      } else {
        leftOut.append(name)
      }
    }
    self.fields = fields
    self.leftOut = leftOut
  }

  /// What a header field says: a plain text, or the value of the secret that `{"secret_id"}` names; nil for anything else.
  private static func text(of value: JSONValue, in world: World) -> String? {
    value.string ?? value["secret_id"]?.string.flatMap { world[Secret.self][$0]?.value }
  }

  /// The question; it has no signature (docs).
  func letter(_ question: JSONObject) -> Letter {
    Letter(Self.operation, .post, url, fields: fields, body: JSONWriter.bytes(.object(question)))
  }
}

/// What the app answered to the question who is calling.
enum InitiationAnswer {
  /// What the conversation starts with.
  case data(JSONObject)
  /// Nothing that the service can use, for this reason.
  case refused(String)

  /// Reads an answer as the reference describes it; how the service treats one that is not so is assumed.
  init(_ delivered: Delivered) {
    switch delivered {
    case .failed(let kind, let message): self = .refused("nobody answered (\(kind)): \(message)")
    case .answered(let response): self = Self.read(response)
    }
  }

  private static func read(_ response: Response) -> InitiationAnswer {
    guard (200..<300).contains(response.status) else { return .refused("it answered \(response.status)") }
    guard let answer = try? JSONParser().parse(response.body), var data = answer.object else {
      return .refused("its answer is no JSON object")
    }
    guard data["type"] == "conversation_initiation_client_data" else {
      return .refused("\"type\" is not \"conversation_initiation_client_data\" but \(data["type"] ?? .null)")
    }
    for name in ["dynamic_variables", "conversation_config_override", "custom_llm_extra_body"] {
      guard let value = data[name], !value.isNull, value.object == nil else { continue }
      return .refused("\"\(name)\" is no object")
    }
    for (name, value) in data["dynamic_variables"]?.object ?? [:] where value.object != nil || value.array != nil {
      return .refused("the dynamic variable \"\(name)\" is neither a text, a number nor a truth value")
    }
    data["type"] = JSONValue?.none
    return .data(data)
  }
}
