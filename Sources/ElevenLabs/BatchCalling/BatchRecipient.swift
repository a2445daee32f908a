internal import JSON
internal import Simulation
internal import Telephony

/// One whom a batch calls; a record of its own, so that a change costs the same however many there are.
struct BatchRecipient: Record, SnapshotKind {
  static let kind = "batch_recipients"

  /// The states that the call to one recipient passes through.
  enum Status: String, Codable {
    case pending
    /// Placed, and not ringing yet.
    case dispatched
    case initiated
    case inProgress = "in_progress"
    case completed
    case failed
    case cancelled
    case voicemail
  }

  let batchID: String
  /// Where it stood in the batch: recipients may share an id of the caller's own making.
  let place: Int
  /// `rcpt_…`, or what the caller named it.
  let recipientID: String
  let phoneNumber: String?
  let whatsAppUserID: String?
  let clientData: JSONValue
  let createdAt: Instant
  var status = Status.pending
  var updatedAt: Instant
  var conversationID: String?

  init(_ sent: JSONValue, id: String, batchID: String, place: Int, at now: Instant) {
    self.batchID = batchID
    self.place = place
    recipientID = sent["id"]?.string ?? id
    phoneNumber = sent["phone_number"]?.string
    whatsAppUserID = sent["whatsapp_user_id"]?.string
    clientData = sent["conversation_initiation_client_data"] ?? .null
    createdAt = now
    updatedAt = now
  }

  var id: String { "\(batchID)/\(place)" }
  var orderKey: Int64 { createdAt.nanoseconds }
  var groups: [GroupKey] {
    switch status {
    case .pending: [Self.group(batchID), Self.pendingGroup(batchID)]
    case .failed: [Self.group(batchID), Self.failedGroup(batchID)]
    case .dispatched, .initiated, .inProgress: [Self.group(batchID), Self.underWayGroup]
    case .completed, .cancelled, .voicemail: [Self.group(batchID)]
    }
  }

  /// All of a batch, in the order in which they were submitted.
  static func group(_ batchID: String) -> GroupKey { GroupKey(1, batchID) }
  /// Those that are still to be called.
  static func pendingGroup(_ batchID: String) -> GroupKey { GroupKey(2, batchID) }
  /// Those that a retry calls again.
  static func failedGroup(_ batchID: String) -> GroupKey { GroupKey(3, batchID) }
  /// Those of all batches whose calls are under way.
  static let underWayGroup = GroupKey(4, "")

  /// The state at a time: a call that was placed begins to ring by itself.
  func state(at now: Instant) -> (status: Status, since: Instant) {
    let rings = updatedAt + Line.dialling
    return status == .dispatched && now >= rings ? (.initiated, rings) : (status, updatedAt)
  }

  /// An element of `recipients`.
  ///
  /// Members: an object of 2025-10 (reference §4.9) and the published schema of 2026-08.
  func json(at now: Instant) -> JSONValue {
    let state = state(at: now)
    return [
      "id": .string(recipientID),
      "phone_number": JSONValue(phoneNumber),
      "whatsapp_user_id": JSONValue(whatsAppUserID),
      "status": .string(state.status.rawValue),
      "created_at_unix": .integer(createdAt.unixSeconds),
      "updated_at_unix": .integer(state.since.unixSeconds),
      "conversation_id": JSONValue(conversationID),
      "conversation_initiation_client_data": clientData,
    ]
  }
}

extension World {
  /// The recipients of a batch, or of one of its groups, in the order in which they were submitted.
  func recipients(in group: GroupKey, limit: Int = .max) -> [BatchRecipient] {
    var found: [BatchRecipient] = []
    self[BatchRecipient.self].scan(in: group, ascending: true) { row in
      guard found.count < limit else { return false }
      found.append(row.record)
      return true
    }
    return found
  }
}
