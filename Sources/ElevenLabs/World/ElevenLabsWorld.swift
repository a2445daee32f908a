public import EventLoop
internal import HTTP1
public import JSON
public import OpenAPI
public import Scenario
public import Simulation
internal import Telephony

/// Puts what a scenario's `world.elevenlabs` says into a world.
///
/// Agents and phone numbers pass through the same validation as through the API, so that their defaults are those
/// of the service. Objects are named; a name that is an id, or an id inside, is kept, and otherwise one is derived
/// from the name, so that all sandboxes of one scenario share their base world.
@LoopActor public struct ElevenLabsWorld {
  /// The name of the section.
  public nonisolated static let section = "elevenlabs"
  private let document: Document

  /// A builder that validates against the given document.
  public init(document: Document) { self.document = document }

  /// Adds or replaces what `content` holds; null removes.
  ///
  /// `pointer` is where it stands, for messages.
  public func apply(
    _ content: JSONObject, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    applyUser(content, to: &world)
    if let voices = content["voices"]?.array { world[Catalogue.self].voices = voices }
    if let models = content["models"]?.array { world[Catalogue.self].models = models }
    try applyWorkspace(content, at: pointer, to: &world, now: now)
    // In the order in which they name each other.
    for (name, value) in content["secrets"]?.object ?? [:] {
      try applySecret(name, value, at: pointer.appending("secrets").appending(name), to: &world, now: now)
    }
    for (name, value) in content["tools"]?.object ?? [:] {
      try applyTool(name, value, at: pointer.appending("tools").appending(name), to: &world, now: now)
    }
    if let documents = content["knowledge_base"]?.object {
      try applyKnowledgeBase(documents, at: pointer.appending("knowledge_base"), to: &world, now: now)
    }
    for (name, value) in content["agents"]?.object ?? [:] {
      try applyAgent(name, value, at: pointer.appending("agents").appending(name), to: &world, now: now)
    }
    for (name, value) in content["phone_numbers"]?.object ?? [:] {
      try applyNumber(name, value, at: pointer.appending("phone_numbers").appending(name), to: &world, now: now)
    }
    for (name, value) in content["conversations"]?.object ?? [:] {
      try applyConversation(name, value, at: pointer.appending("conversations").appending(name), to: &world, now: now)
    }
  }

  /// Takes over a scenario's `settings.elevenlabs`.
  public static func applySettings(_ content: JSONObject, to world: inout World) {
    world[Settings.self].apply(content)
  }

  /// Takes over the settings of another world.
  public static func adoptSettings(from base: World, into world: inout World) {
    world[Settings.self] = base[Settings.self]
  }

  private func applyUser(_ content: JSONObject, to world: inout World) {
    guard content["user"] != nil || content["subscription"] != nil else { return }
    var profile = world[User.self].profile
    var subscription = world[User.self].subscription
    profile.merge(content["user"]?.object ?? [:])
    subscription.merge(content["subscription"]?.object ?? [:])
    world[User.self] = User(profile: profile, subscription: subscription)
  }

  private func applyAgent(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    let id = identifier(name, value["agent_id"] ?? world[WorldNames.self].agents[name], prefix: "agent")
    guard let object = value.object else {
      world[Agent.self].remove(id)
      for number in world[PhoneNumber.self].records(in: PhoneNumber.agentGroup(id)) {
        world[PhoneNumber.self].update(number.id) { $0.agentID = nil }
      }
      world[WorldNames.self].agents[name] = nil
      return
    }
    var body = object
    body["agent_id"] = nil
    body["created_at_unix_secs"] = nil
    body["conversation_config"] = try linked(
      body["conversation_config"] ?? [:], at: pointer.appending("conversation_config"), in: world)
    if let settings = body["platform_settings"] { body["platform_settings"] = secretsNamed(in: settings, world) }
    var checked = try validated(.object(body), "create_agent_route", at: pointer)
    try resolveWebhook(
      in: &checked, ["platform_settings", "workspace_overrides", "webhooks"], at: pointer, world: world)
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "agent/\(name)"))
    let created = value["created_at_unix_secs"]?.integer.map { Instant(unixSeconds: $0) } ?? now
    let agent = Agent(body: checked, id: id, at: created, ids: &ids)
    if let words = agent.configurationIssues.first?["msg"]?.string {
      throw ScenarioMistake(pointer.appending("conversation_config"), words)
    }
    try own(id, name, among: world[WorldNames.self].agents, at: pointer.appending("agent_id"))
    world[Agent.self].put(agent)
    world[WorldNames.self].agents[name] = .string(id)
  }

  private func applyNumber(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    let id = identifier(name, value["phone_number_id"] ?? world[WorldNames.self].phoneNumbers[name], prefix: "phnum")
    guard var body = value.object else {
      world[PhoneNumber.self].remove(id)
      world[WorldNames.self].phoneNumbers[name] = nil
      return
    }
    var agentID: String?
    if let name = body["agent"]?.string { agentID = try agent(name, at: pointer.appending("agent"), in: world).id }
    let hasCredentials = body["has_credentials"]?.bool ?? true
    let isTwilio = (body["provider"]?.string ?? "twilio") == "twilio"
    let usesOwnAccount = isTwilio && body["sid"] == nil && body["token"] == nil
    for key in ["phone_number_id", "agent", "has_credentials", "imported_at_unix_secs"] { body[key] = nil }
    if usesOwnAccount {
      body["sid"] = "AC"
      body["token"] = ""
    }
    if body["label"] == nil { body["label"] = .string(name) }
    let checked = try validated(.object(body), "create_phone_number_route", at: pointer)
    let imported = value["imported_at_unix_secs"]?.integer.map { Instant(unixSeconds: $0) } ?? now
    var number = PhoneNumber(body: checked, id: id, at: imported)
    guard PhoneNetwork.isPhoneNumber(PhoneNetwork.digits(of: number.number)) else {
      throw ScenarioMistake(
        pointer.appending("phone_number"),
        "expected a phone number such as +15555550123; found \(HintLine.quoted(number.number)).")
    }
    number.agentID = agentID
    if isTwilio, !hasCredentials { number.provider = .twilio(nil) }
    if isTwilio, hasCredentials, usesOwnAccount { number.provider = .twilio(PhoneNetwork.Account()) }
    try own(id, name, among: world[WorldNames.self].phoneNumbers, at: pointer.appending("phone_number_id"))
    world[PhoneNumber.self].put(number)
    world[WorldNames.self].phoneNumbers[name] = .string(id)
  }

  /// Refuses an id that another name has already: one of the two objects would silently be gone.
  func own(
    _ id: String, _ name: String, among names: NamedIDs, at pointer: JSONPointer
  ) throws(ScenarioMistake) {
    guard let other = names.name(ofID: id), other != name else { return }
    throw ScenarioMistake(pointer, "\"\(id)\" is the id of \"\(other)\" already: give each its own.")
  }

  /// The agent that a scenario names by its name in the scenario or by its id.
  func agent(_ name: String, at pointer: JSONPointer, in world: World) throws(ScenarioMistake) -> Agent {
    let names = world[WorldNames.self].agents
    let id = names[name]?.string ?? name
    if let agent = world[Agent.self][id] { return agent }
    throw .unknown("agent", name, among: names.keys, at: pointer)
  }

  /// The id that an object states, that its name is, or that follows from its name.
  func identifier(_ name: String, _ stated: JSONValue?, prefix: String) -> String {
    if let id = stated?.string { return id }
    if name.hasPrefix("\(prefix)_") { return name }
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "\(prefix)/\(name)"))
    return ids.resource(prefix, at: Instant(unixSeconds: 1_784_635_200))
  }

  func validated(
    _ body: JSONValue, _ operationID: String, at pointer: JSONPointer
  ) throws(ScenarioMistake) -> JSONValue {
    guard let operation = document.operation(id: operationID) else {
      throw ScenarioMistake(pointer, "the document has no operation \(operationID).")
    }
    // The body is a value already: a text of it would only be taken apart again.
    let request = Request(
      method: operation.method, target: operation.pathTemplate, fields: [("content-type", "application/json")],
      body: Array("{}".utf8))
    switch operation.validate(request, pathParameters: [:], parsedBody: body) {
    case .success(let input): return input.body ?? body
    case .failure(.invalid(let issues)): throw mistake(issues, at: pointer, skipping: 1)
    case .failure(.secondPass(let issues)):
      throw mistake(issues, at: pointer.appending("conversation_config"), skipping: 0)
    case .failure(.unreadableForm(let words)): throw ScenarioMistake(pointer, words)
    case .failure(.outOfMemory): throw ScenarioMistake(pointer, "no memory is left to read this object.")
    case .failure(.tooManyMembers(let words)): throw ScenarioMistake(pointer, "the object has \(words).")
    case .failure(.unparseableBody): throw ScenarioMistake(pointer, "the object is nested too deeply.")
    }
  }

  private func mistake(_ issues: [ValidationIssue], at pointer: JSONPointer, skipping count: Int) -> ScenarioMistake {
    guard let issue = issues.first else { return ScenarioMistake(pointer, "the value is not accepted.") }
    let place = issue.location.dropFirst(count).reduce(pointer) { $0.appending($1.string ?? $1.description) }
    return ScenarioMistake(place, "\(issue.message); found \(issue.input.description.prefix(80)).")
  }
}

extension ElevenLabsWorld {
  /// The named objects of a sandbox and their ids, as the control API shows them; a webhook with its secret.
  public static func names(in sandbox: Sandbox) -> JSONObject {
    let names = sandbox.world[WorldNames.self]
    var webhooks: JSONObject = [:]
    for (name, id) in names.webhooks.object {
      guard let webhook = sandbox.world[WorkspaceWebhook.self][id.string ?? ""] else { continue }
      webhooks.append(name, ["webhook_id": id, "secret": .string(webhook.secret(in: sandbox))])
    }
    return [
      "agents": .object(names.agents.object), "phone_numbers": .object(names.phoneNumbers.object),
      "tools": .object(names.tools.object), "knowledge_base": .object(names.documents.object),
      "secrets": .object(names.secrets.object), "webhooks": .object(webhooks), "tags": .object(names.tags.object),
    ]
  }
}
