internal import JSON
internal import Simulation

/// Many calls of one agent that were submitted together; whom they go to are records of their own.
struct Batch: Record, SnapshotKind {
  static let kind = "batches"

  /// The states that it passes through; note the underscore, where a conversation has a hyphen.
  enum Status: String, Codable {
    case pending
    case inProgress = "in_progress"
    case completed
    /// Nobody could be called, since agent or number are gone.
    case failed
    case cancelled
  }

  let id: String
  let name: String
  let agentID: String
  let agentName: String
  let branchID: String?
  let environment: String?
  let phoneNumberID: String?
  /// `twilio` or `sip_trunk`; nil of a batch over WhatsApp, which nothing carries here.
  let provider: String?
  let whatsAppParameters: JSONValue
  let createdAt: Instant
  let scheduledAt: Instant
  let timezone: String?
  let callConfig: JSONValue
  let targetConcurrency: Int?
  var status = Status.pending
  /// How many recipients there are.
  var scheduled: Int
  /// How many of them were called since they last became pending.
  var dispatched = 0
  /// How many of those calls are over.
  var finished = 0
  var retryCount = 0
  var updatedAt: Instant

  /// A batch as it was submitted.
  init(_ body: JSONValue, id: String, agent: Agent, number: PhoneNumber?, at now: Instant) {
    self.id = id
    name = body["call_name"]?.string ?? ""
    agentID = agent.id
    agentName = agent.name
    branchID = body["branch_id"]?.string
    environment = body["environment"]?.string
    phoneNumberID = number?.id
    provider = number?.provider.name
    whatsAppParameters = body["whatsapp_params"] ?? .null
    createdAt = now
    // A time that is past means now (inferred).
    scheduledAt = max(body["scheduled_time_unix"]?.integer.map { Instant(unixSeconds: $0) } ?? now, now)
    timezone = body["timezone"]?.string
    callConfig = body["telephony_call_config"] ?? .null
    targetConcurrency = body["target_concurrency_limit"]?.integer.map { Int($0) }
    scheduled = body["recipients"]?.array?.count ?? 0
    updatedAt = now
  }

  var orderKey: Int64 { createdAt.nanoseconds }
  var groups: [GroupKey] {
    switch status {
    case .pending, .inProgress: [Self.agentGroup(agentID), Self.openGroup]
    case .completed, .failed, .cancelled: [Self.agentGroup(agentID)]
    }
  }

  static func agentGroup(_ agentID: String) -> GroupKey { GroupKey(1, agentID) }
  /// Those that a flow moves.
  static let openGroup = GroupKey(2, "")

  /// How many of its calls may be live at once; nil sets no limit.
  ///
  /// Source: the manual and the SDK: 70 % of the plan's concurrency, or the batch's own number instead of it.
  func concurrency(_ settings: Settings, tier: String) -> Int? {
    if let targetConcurrency { return targetConcurrency }
    let plan = settings.concurrencyLimit == .none ? ConcurrencyLimit.plan : settings.concurrencyLimit
    return plan.number(for: tier).map { max(1, $0 * 7 / 10) }  // Bounded: the number of a plan.
  }

  /// The members of every answer about a batch.
  ///
  /// Key set and order: the published schema of 2026-08.
  var json: JSONObject {
    [
      "id": .string(id),
      "phone_number_id": JSONValue(phoneNumberID),
      "phone_provider": JSONValue(provider),
      "whatsapp_params": whatsAppParameters,
      "name": .string(name),
      "agent_id": .string(agentID),
      "branch_id": JSONValue(branchID),
      "environment": JSONValue(environment),
      "created_at_unix": .integer(createdAt.unixSeconds),
      "scheduled_time_unix": .integer(scheduledAt.unixSeconds),
      "timezone": JSONValue(timezone),
      "total_calls_dispatched": .integer(dispatched),
      "total_calls_scheduled": .integer(scheduled),
      "total_calls_finished": .integer(finished),
      "last_updated_at_unix": .integer(updatedAt.unixSeconds),
      "status": .string(status.rawValue),
      "retry_count": .integer(retryCount),
      "telephony_call_config": callConfig,
      "target_concurrency_limit": targetConcurrency.map { .integer($0) } ?? .null,
      "agent_name": .string(agentName),
      "branch_name": nil,
    ]
  }
}
