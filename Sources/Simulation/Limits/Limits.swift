/// Bounds on what one request, one scenario or one flow may ask of the server: the one table of them all.
///
/// `ringback serve --limit NAME=VALUE` sets any of them; `docs/limits.md` has the same rows. Limits of connections are in
/// `ServerConfiguration`. What goes above a limit is refused with a clear error before any work is done.
public struct Limits: Equatable, Sendable {
  /// Bytes of one text after its placeholders have been filled.
  public var filledTextBytes = 1 << 20
  /// Bytes of all texts of one conversation after their placeholders have been filled.
  public var filledConversationBytes = 8 << 20
  /// Placeholders in one text.
  public var placeholders = 10_000
  /// Dynamic variables of one call, or placeholders of one agent.
  public var dynamicVariables = 10_000
  /// Bytes of the dynamic variables of one call, names included.
  public var dynamicVariableBytes = 4 << 20
  /// Steps that a conversation takes without time passing, such as transfers.
  public var stepsAtOneInstant = 1_000
  /// Turns of one conversation, calls of tools and their results included.
  public var conversationTurns = 10_000
  /// Credentials of one sandbox that are looked for everywhere because they were sent in a place that is known for them.
  public var notedCredentials = 1_000
  /// Bytes of the file of `--state`.
  public var stateBytes = 1 << 30

  /// Scenarios that one builds on, directly or by others, itself included.
  public var extendedScenarios = 256
  /// Rules of one scenario file.
  public var scenarioRules = 10_000
  /// Entries of one kind in a scenario file or a world, such as agents, numbers or people.
  public var scenarioObjects = 10_000
  /// Keys of one sandbox.
  public var scenarioKeys = 1_000
  /// Edits that one rule makes in an answer.
  public var ruleEdits = 256
  /// Members, at all depths, of what one rule merges into an answer.
  public var ruleMergeMembers = 10_000

  /// The defaults.
  public init() {}

  /// One row of the table.
  public struct Row: Sendable {
    /// The name that `--limit` takes, in kebab case.
    public let name: String
    /// What is counted, with its unit, and what happens above it.
    public let about: String
    /// Where the value is.
    public let value: any WritableKeyPath<Limits, Int> & Sendable
  }

  /// Every limit.
  public static let table: [Row] = [
    Row(
      name: "filled-text-bytes", about: "bytes of one text after its placeholders have been filled",
      value: \.filledTextBytes),
    Row(
      name: "filled-conversation-bytes",
      about: "bytes of all texts of one conversation after their placeholders have been filled",
      value: \.filledConversationBytes),
    Row(name: "placeholders", about: "placeholders in one text", value: \.placeholders),
    Row(
      name: "dynamic-variables", about: "dynamic variables of one call, or placeholders of one agent",
      value: \.dynamicVariables),
    Row(
      name: "dynamic-variable-bytes", about: "bytes of the dynamic variables of one call, names included",
      value: \.dynamicVariableBytes),
    Row(
      name: "steps-at-one-instant", about: "steps that a conversation takes without time passing, such as transfers",
      value: \.stepsAtOneInstant),
    Row(
      name: "conversation-turns", about: "turns of one conversation, calls of tools and their results included",
      value: \.conversationTurns),
    Row(
      name: "noted-credentials",
      about:
        "credentials that are hidden everywhere because one request sent them; more are hidden where they were sent",
      value: \.notedCredentials),
    Row(name: "state-bytes", about: "bytes of the file of --state", value: \.stateBytes),
    Row(
      name: "extended-scenarios", about: "scenarios that one builds on, directly or by others, itself included",
      value: \.extendedScenarios),
    Row(name: "scenario-rules", about: "rules of one scenario file", value: \.scenarioRules),
    Row(
      name: "scenario-objects",
      about: "entries of one kind in a scenario file or a world, such as agents, numbers or people",
      value: \.scenarioObjects),
    Row(name: "scenario-keys", about: "keys of one scenario file or a world", value: \.scenarioKeys),
    Row(name: "rule-edits", about: "edits that one rule makes in an answer", value: \.ruleEdits),
    Row(
      name: "rule-merge-members", about: "members, at all depths, of what one rule merges into an answer",
      value: \.ruleMergeMembers),
  ]
}
