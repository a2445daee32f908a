internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation
internal import Synchronization

/// What an agent goes into a conversation with: its configuration and what the caller handed over, as they were then.
struct Session {
  /// Why the conversation ends before a word is said.
  struct Refusal: Equatable {
    /// The service's words.
    var reason: String
    /// Whether the record fails, or is done as after a good call.
    var fails: Bool
    /// Whether it is Ringback that refuses, since the caller asks for more than a limit.
    var isOverLimit = false
  }

  /// What stays as it was at the start; shared, since a session is handed on a lot.
  private final class Start: Sendable {
    let conversation: Conversation
    let overrides: Overrides
    let limits: Limits
    /// Bytes that placeholders of the conversation have been filled with; counted on through every transfer.
    let filledBytes = Atomic<Int>(0)

    init(_ conversation: Conversation, _ overrides: Overrides, _ limits: Limits) {
      self.conversation = conversation
      self.overrides = overrides
      self.limits = limits
    }
  }

  private(set) var agent: Agent
  /// The agent's configuration with the caller's overrides, where the agent allows them.
  private(set) var configuration: AgentConfiguration
  /// What the scenario lets the agent say.
  private(set) var script: AgentScript?
  /// The agent's tools, with their ids where they are the workspace's.
  private(set) var tools: [AgentTool] = []
  /// What fills the placeholders: the agent's defaults, what the initiation webhook said, what was sent, what tools found out.
  private(set) var variables: JSONObject = [:]
  private(set) var refusal: Refusal?
  /// The names that each part of the agent needs.
  private(set) var needs = VariableNeeds()
  private let start: Start

  /// The record as it was at the start, for what the service knows by itself.
  var opening: Conversation { start.conversation }
  var overrides: Overrides { start.overrides }
  /// What the conversation may ask for.
  var limits: Limits { start.limits }
  /// `conversation_initiation_client_data` as it was sent.
  var clientData: JSONValue { start.conversation.clientData }

  /// A session of the conversation; `initiation` is what the app's initiation webhook answered.
  @LoopActor init(
    _ agent: Agent, _ conversation: Conversation, in world: World, initiation: JSONObject = [:],
    limits: Limits = Limits()
  ) {
    let settings = world[Settings.self]
    self.agent = agent
    start = Start(conversation, Overrides(conversation.clientData, of: agent), limits)
    configuration = start.overrides.configuration
    script = world[AgentScripts.self].script(of: agent.id, in: world)
    let fillsIn = (script?.placeholderDefaults ?? settings.placeholderDefaults) == .used
    take(configuration, fillingIn: fillsIn, in: world)
    let sent = conversation.dynamicVariables
    if let excess = VariableBounds.excess(of: [initiation, sent], limits) {
      refusal = Refusal(reason: excess, fails: true, isOverLimit: true)
      return
    }
    variables.merge(initiation)
    variables.merge(sent)
    refusal = firstRefusal(settings)
  }

  /// Takes over tools, needs and, where wanted, the variables' defaults of a configuration.
  @LoopActor private mutating func take(_ configuration: AgentConfiguration, fillingIn: Bool, in world: World) {
    self.configuration = configuration
    tools = configuration.inlineTools
    needs = configuration.needs
    variables = fillingIn ? configuration.defaults : [:]
    for tool in AgentTool.ofWorkspace(configuration.toolIDs, in: world) {
      tools.append(tool)
      tool.collectNames(into: &needs.tools)
      if fillingIn { variables.merge(tool.defaults) }
    }
  }

  /// Overrides are looked at before variables (assumed).
  private func firstRefusal(_ settings: Settings) -> Refusal? {
    if let complaint = overrides.complaint, settings.overrideNotAllowed == .failed {
      return Refusal(reason: complaint, fails: true)
    }
    for place in VariablePlace.allCases {
      let missing = missing(in: place)
      guard !missing.isEmpty else { continue }
      let names = Placeholders.pythonSet(missing)
      return Refusal(
        reason: "Missing required dynamic variables in \(place.rawValue): \(names)",
        fails: settings.missingVariables == .failed)
    }
    return nil
  }

  /// The names that this part needs and nothing supplies; what the service knows by itself is never missing.
  func missing(in place: VariablePlace) -> [String] {
    needs[place].filter { name in
      variables[name] == nil && !name.hasPrefix("system__") && !name.hasPrefix("system_env__")
    }
  }

  /// The session after a transfer: another agent, who knows what this one knew.
  @LoopActor func handedOver(to agent: Agent, in world: World) -> Session {
    var session = self
    session.agent = agent
    session.script = world[AgentScripts.self].script(of: agent.id, in: world)
    session.take(agent.configuration, fillingIn: true, in: world)
    session.variables.merge(variables)
    session.refusal = nil
    return session
  }

  /// Takes over what a tool's answer said.
  mutating func assign(_ name: String, _ value: JSONValue) { variables[name] = value }
}

extension Session {
  private var prompt: JSONValue { configuration.prompt }

  var firstMessage: String { configuration.agent["first_message"]?.string ?? "" }
  var language: String { configuration.agent["language"]?.string ?? "en" }
  /// By the caller, else by the agent; nil means UTC.
  var timezone: String? { variables["system__timezone"]?.string ?? prompt["timezone"]?.string }
  var isTextOnly: Bool { configuration.value["conversation"]?["text_only"]?.bool ?? false }

  /// How long the conversation may take: a day at most, whatever the agent says.
  var longest: Duration {
    let seconds = configuration.value["conversation"]?["max_duration_seconds"]?.integer ?? 600
    return Duration(clampingSeconds: min(max(1, seconds), 86_400))
  }
  /// What the agent says when it has taken that long.
  var partingMessage: String { configuration.agent["max_conversation_duration_message"]?.string ?? "" }
  /// After how much silence the agent gives up; nil never.
  var longestSilence: Int64? {
    configuration.value["turn"]?["silence_end_call_timeout"]?.real.flatMap { $0 > 0 ? Int64(clamping: $0) : nil }
  }
  /// After how much silence the agent speaks on.
  var patience: Duration {
    let seconds = configuration.value["turn"]?["turn_timeout"]?.real ?? 7
    return seconds > 0 ? Duration(clampingSeconds: seconds) : .seconds(7)
  }

  /// A tool of the platform's own that the agent has; nil where it is off.
  func builtIn(_ name: String) -> JSONValue? {
    if let config = prompt["built_in_tools"]?[name], !config.isNull { return config }
    return tools.first { $0.type == "system" && $0.name == name }?.config
  }

  /// A text that is spoken with its placeholders filled in; those that nothing fills stay, and so do secrets.
  func filled(_ text: String) throws(Placeholders.TooLong) -> String {
    try counted(text) { name in name.hasPrefix("secret__") ? .none : value(of: name) }
  }

  /// A text that goes into a request to the app, where secrets are filled in too.
  func filledWithSecrets(_ text: String) throws(Placeholders.TooLong) -> String {
    try counted(text, value)
  }

  /// The value of a variable that a tool's parameter is bound to; it counts as filled, since requests hold copies.
  func boundValue(of name: String) throws(Placeholders.TooLong) -> JSONValue? {
    guard let value = value(of: name) else { return nil }
    let bytes = VariableBounds.byteCount(of: value)
    guard bytes <= limits.filledTextBytes else { throw .text(limits.filledTextBytes) }
    try count(bytes)
    return value
  }

  private func counted(_ text: String, _ value: (String) -> JSONValue?) throws(Placeholders.TooLong) -> String {
    guard Placeholders.mayHave(text) else { return text }
    let filled = try Placeholders.fill(text, limits, value)
    try count(filled.utf8.count)
    return filled
  }

  private func count(_ bytes: Int) throws(Placeholders.TooLong) {
    let all = start.filledBytes.wrappingAdd(bytes, ordering: .relaxed).newValue
    guard all <= limits.filledConversationBytes else { throw .conversation(limits.filledConversationBytes) }
  }

  /// What a placeholder stands for.
  ///
  /// The service's own variables win over what somebody sent by their name, but for the time zone (assumed).
  func value(of name: String) -> JSONValue? {
    guard name.hasPrefix("system__"), name != "system__timezone" else { return variables[name] }
    return opening.systemVariables[name] ?? variables[name]
  }
}
