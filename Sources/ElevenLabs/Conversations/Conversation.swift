internal import JSON
internal import Simulation

/// One conversation of an agent, from the moment the call is placed.
struct Conversation: Record, SnapshotKind {
  static let kind = "conversations"

  /// The states that the record passes through; note the hyphen.
  enum Status: String, CaseIterable, Codable {
    case initiated
    case inProgress = "in-progress"
    case processing
    case done
    case failed

    /// Whether a conversation in this state counts against the plan's concurrency.
    var isLive: Bool { self == .initiated || self == .inProgress }
  }

  /// The phone call that carries it.
  struct PhoneCall: Equatable, Codable {
    var provider: String
    var direction: String
    var phoneNumberID: String
    var agentNumber: String
    /// As the caller typed it, blanks included (captured 2025-06).
    var externalNumber: String
    /// `CA…` or `SCL_…`; empty where a trunk's call never connected.
    var callSID: String
    /// `otb_…` of a call through a trunk.
    var callID: String?
    /// `answered`, `voicemail`, `busy`, `no_answer` or `failed`; nil until it is known.
    var result: String?
  }

  /// The batch that it was made for.
  struct BatchCall: Equatable, Codable {
    var batchID: String
    var recipientID: String
  }

  /// Why it failed.
  struct Failure: Equatable, Codable {
    var code: Int64
    var reason: String
    /// Nil where captures have none.
    var type: String?
  }

  enum Feedback: String, Codable { case like, dislike }

  /// An agent who took part.
  struct Visited: Equatable, Codable {
    var agentID: String
    var branchID: String

    var json: JSONValue { ["agent_id": .string(agentID), "branch_id": .string(branchID)] }
  }

  let id: String
  let agentID: String
  var agentName: String
  var branchID: String
  var status: Status
  let startedAt: Instant
  var acceptedAt: Instant?
  var durationSeconds: Int64 = 0
  var cost: Int64?
  /// `conversation_initiation_client_data` as it was sent, unknown keys included.
  var clientData: JSONValue
  var phoneCall: PhoneCall?
  var batchCall: BatchCall?
  var failure: Failure?
  var terminationReason = ""
  var feedback: Feedback?
  var transcript: [Turn] = []
  /// Nil until it is done, and for ever where it never connected.
  var analysis: Analysis?
  var source = "unknown"
  var hasAudio = false
  /// Known once it was talked through, as all that follows.
  var language: String?
  /// Where the agent is at home; nil means UTC.
  var timezone: String?
  /// The model that made up the agent's sentences.
  var model: String?
  var enabledFeatures: Features?
  var usedFeatures: Features?
  /// The agents who took over from the first.
  var takenOver: [Visited]?
  /// In the order in which they were put on it.
  var tagIDs: [String] = []

  var orderKey: Int64 { startedAt.nanoseconds }
  var groups: [GroupKey] {
    var groups = [Self.agentGroup(agentID)]
    switch status {
    case .initiated, .inProgress: groups.append(Self.liveGroup)
    case .processing: groups.append(Self.processingGroup)
    case .done, .failed: break
    }
    if let outcome = analysis?.outcome, let group = Self.outcomeGroup(outcome) { groups.append(group) }
    return tagIDs.isEmpty ? groups : groups + tagIDs.map(Self.tagGroup)
  }

  static func agentGroup(_ agentID: String) -> GroupKey { GroupKey(1, agentID) }
  /// Those that count against the plan's concurrency.
  static let liveGroup = GroupKey(2, "")
  /// Those whose analysis is still to come.
  static let processingGroup = GroupKey(4, "")

  /// Those whose analysis came to a verdict; nil for the many that have none.
  static func outcomeGroup(_ outcome: Analysis.Outcome) -> GroupKey? {
    outcome == .unknown ? nil : GroupKey(5, outcome.rawValue)
  }

  static func tagGroup(_ tagID: String) -> GroupKey { GroupKey(3, tagID) }

  /// Who the caller says the other side is.
  var userID: String? { clientData["user_id"]?.string }

  /// The variables that the caller sent.
  var dynamicVariables: JSONObject { clientData["dynamic_variables"]?.object ?? [:] }

  /// All agents who took part, in order.
  var agents: [Visited] { [Visited(agentID: agentID, branchID: branchID)] + (takenOver ?? []) }

  /// The names of the tools that were called, each once; only those whose call came out so, where `isError` is given.
  func toolNames(isError: Bool? = nil, _ key: String = "tool_name") -> [String] {
    var names: [String] = []
    for turn in transcript {
      for call in isError == nil ? turn.toolCalls : turn.toolResults {
        if let isError, call["is_error"]?.bool != isError { continue }
        if let name = call[key]?.string, !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  /// When the agent's newest conversation began.
  static func lastStart(ofAgent agentID: String, in world: World) -> Instant? {
    var newest: Instant?
    world[Conversation.self].scan(in: agentGroup(agentID)) { row in
      newest = row.record.startedAt
      return false
    }
    return newest
  }

  /// How many conversations of the agent began after `position`.
  static func count(ofAgent agentID: String, since position: Position, in world: World) -> Int {
    var count = 0
    world[Conversation.self].scan(in: agentGroup(agentID), from: position, ascending: true) { _ in
      count += 1
      return true
    }
    return count
  }
}
