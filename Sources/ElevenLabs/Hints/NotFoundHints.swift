internal import EventLoop
internal import Simulation
internal import Telephony

/// Why an id may be unknown, and what the caller probably meant.
@LoopActor enum NotFoundHints {
  static func agent(_ id: String, in sandbox: Sandbox) -> String {
    let quoted = HintLine.quoted(id)
    let known = listed(sandbox.world[Agent.self], of: "agents", in: sandbox) { "\($0.id) (\($0.name))" }
    if sandbox.world[PhoneNumber.self][id] != nil {
      return "agent_id \(quoted) is the id of a phone number. \(known)"
    }
    if !id.hasPrefix("agent_") { return "\(quoted) does not look like an agent id (agent_...). \(known)" }
    return "No agent \(quoted) in this workspace; a foreign workspace's agent answers the same 404, not 403. \(known)"
  }

  static func phoneNumber(_ id: String, in sandbox: Sandbox) -> String {
    let quoted = HintLine.quoted(id)
    let numbers = sandbox.world[PhoneNumber.self]
    if PhoneNetwork.isPhoneNumber(PhoneNetwork.digits(of: id)) {
      let digits = PhoneNetwork.digits(of: id)
      let meant = numbers.all.first { PhoneNetwork.digits(of: $0.number) == digits }
      let advice =
        meant.map { "send its id, \"\($0.id)\", instead." }
        ?? "import that number first (POST /v1/convai/phone-numbers) and send the phnum_... id of the answer."
      return
        "agent_phone_number_id carries the phone number \(quoted), but it wants the id of an imported number: \(advice)"
    }
    let known = listed(numbers, of: "phone numbers", in: sandbox) { "\($0.id) (\($0.number))" }
    if sandbox.world[Agent.self][id] != nil {
      return "\(quoted) is the id of an agent, not of a phone number. \(known)"
    }
    return "No phone number with id \(quoted) in this workspace. \(known)"
  }

  static func webhook(_ id: String, in sandbox: Sandbox) -> String {
    let webhooks = sandbox.world[WorkspaceWebhook.self]
    let known = listed(webhooks, of: "webhooks", in: sandbox) { "\($0.id) (\($0.name))" }
    if let meant = webhooks.all.first(where: { $0.name == id || $0.url == id }) {
      return "\(HintLine.quoted(id)) is the name or the URL of a webhook; it is known by its id, \(meant.id)."
    }
    return "No webhook with id \(HintLine.quoted(id)) in this workspace. \(known)"
  }

  static func tag(_ id: String, in sandbox: Sandbox) -> String {
    let tags = sandbox.world[ConversationTag.self]
    let known = listed(tags, of: "tags", in: sandbox) { "\($0.id) (\($0.title))" }
    if let meant = tags.all.first(where: { $0.title == id }) {
      return "\(HintLine.quoted(id)) is the title of a tag; it is known by its id, \(meant.id)."
    }
    return "No tag with id \(HintLine.quoted(id)) in this workspace. \(known)"
  }

  static func tool(_ id: String, in sandbox: Sandbox) -> String {
    let tools = sandbox.world[Tool.self]
    let known = listed(tools, of: "tools", in: sandbox) { "\($0.id) (\($0.name))" }
    let quoted = HintLine.quoted(id)
    if let meant = tools.all.first(where: { $0.name == id }) {
      return "\(quoted) is the name of a tool; its id is \(meant.id)."
    }
    return "No tool with id \(quoted) in this workspace. \(known)"
  }

  static func document(_ id: String, in sandbox: Sandbox) -> String {
    let known = listed(sandbox.world[KnowledgeDocument.self], of: "knowledge base documents", in: sandbox) {
      "\($0.id) (\($0.name))"
    }
    return "No knowledge base document with id \(HintLine.quoted(id)) in this workspace. \(known)"
  }

  static func secret(_ id: String, in sandbox: Sandbox) -> String {
    let secrets = sandbox.world[Secret.self]
    let known = listed(secrets, of: "secrets", in: sandbox) { "\($0.id) (\($0.name))" }
    let quoted = HintLine.quoted(id)
    if let meant = secrets.all.first(where: { $0.name == id }) {
      return "\(quoted) is the name of a secret; its secret_id is \(meant.id)."
    }
    return "No secret with id \(quoted) in this workspace. \(known)"
  }

  /// The oldest three; a table of a hundred thousand is not read for one line.
  private static func listed<R: Record>(
    _ table: Table<R>, of kind: String, in sandbox: Sandbox, _ words: (R) -> String
  ) -> String {
    var known: [String] = []
    table.scan(ascending: true) { row in
      known.append(words(row.record))
      return known.count < 3
    }
    guard !known.isEmpty else { return "Sandbox \(sandbox.name) has no \(kind)." }
    return "Sandbox \(sandbox.name) has: " + known.joined(separator: ", ")
      + (table.count > known.count ? ", ..." : ".")
  }
}
