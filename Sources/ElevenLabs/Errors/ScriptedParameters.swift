internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// What the braces of an error stand for where a scenario's rule names the error and leaves them open.
///
/// They are taken from the request that meets the rule: its scope, its key, the ids that it names. What no request knows,
/// such as the figures of a quota, stands in the catalogue as the entry's `examples`.
@LoopActor struct ScriptedParameters {
  let arrival: Arrival
  let scope: String?
  let path: [String: String]

  /// The error with every brace filled that is not filled yet.
  func filled(_ error: APIError) -> APIError {
    var error = error
    error.parameters.merge(known(error.name)) { stated, _ in stated }
    return error
  }

  private func known(_ name: String) -> [String: String] {
    let credential = arrival.credential
    return [
      "permission": scope ?? "convai_read",
      "granted": (credential?.permissions ?? .only([])).description,
      "id": identifier(name),
    ]
  }

  /// The id that the request gives for the kind of thing that the error misses; else the first id of its path.
  private func identifier(_ name: String) -> String {
    let members: [(prefix: String, path: String, body: String)] = [
      ("agent", "agent_id", "agent_id"), ("phone_number", "phone_number_id", "agent_phone_number_id"),
      ("batch", "batch_id", "batch_id"), ("voice", "voice_id", "voice_id"),
      ("conversation", "conversation_id", "conversation_id"),
    ]
    let body = try? JSONParser().parse(arrival.request.body)
    if let member = members.first(where: { name.hasPrefix($0.prefix) }),
      let id = path[member.path] ?? body?[member.body]?.string
    {
      return id
    }
    return path.sorted { $0.key < $1.key }.first?.value ?? body?["agent_id"]?.string ?? "unknown"
  }
}
