internal import JSON
public import Simulation

/// A call in the sandbox's phone network: what both vendors' records of it are windows on.
public struct Call: Record, SnapshotKind {
  /// `calls`.
  public static let kind = "calls"

  /// The states that Twilio's REST API shows; note the hyphens and the single l.
  public enum Status: String, CaseIterable, Codable, Sendable {
    case queued
    case ringing
    case inProgress = "in-progress"
    case completed
    case busy
    case failed
    case noAnswer = "no-answer"
    case canceled

    /// Whether the call is over.
    public var isFinal: Bool {
      switch self {
      case .queued, .ringing, .inProgress: false
      case .completed, .busy, .failed, .noAnswer, .canceled: true
      }
    }
  }

  /// Who placed it, in Twilio's words.
  public enum Direction: String, Codable, Sendable {
    case inbound
    case outboundAPI = "outbound-api"
  }

  /// The Twilio call SID: `CA` and 32 hexadecimal digits.
  public let id: String
  /// The calling number as the caller wrote it.
  public let from: String
  /// The called number as the caller wrote it.
  public let to: String
  /// Who placed it.
  public let direction: Direction
  /// When it was placed.
  public let createdAt: Instant
  /// How far it has come.
  public internal(set) var status = Status.queued
  /// When it left the queue and was dialled.
  public internal(set) var startedAt: Instant?
  /// When somebody, or a machine, answered.
  public internal(set) var answeredAt: Instant?
  /// When it was over.
  public internal(set) var endedAt: Instant?
  /// The SIP status with which it ended, such as 200, 486 or 487.
  public internal(set) var sipStatus: Int?
  /// What the carrier does to tell machines from people; nil does nothing.
  public internal(set) var machineDetection: MachineDetection?
  /// What the carrier took whoever answered for; nil where nobody asked, or nobody answered.
  public internal(set) var answeredBy: MachineDetection.Verdict?

  /// The time at which it was placed.
  public var orderKey: Int64 { createdAt.nanoseconds }

  /// When something last happened to it.
  public var updatedAt: Instant { endedAt ?? answeredAt ?? startedAt ?? createdAt }

  /// Whole seconds from answer to hang-up; 0 where nobody answered.
  public var durationSeconds: Int64 {
    guard let answeredAt, let endedAt else { return 0 }
    return (endedAt - answeredAt).components.seconds
  }

  /// What the journal says happened to it.
  func event(_ name: String, _ more: JSONObject = [:]) -> JSONObject {
    // Every call has several: appending compares no keys.
    var event = JSONObject()
    event.append("event", .string(name))
    event.append("call_sid", .string(id))
    event.append("status", .string(status.rawValue))
    event.append("direction", .string(direction.rawValue))
    event.append("from", .string(from))
    event.append("to", .string(to))
    if let answeredBy { event.append("answered_by", .string(answeredBy.rawValue)) }
    for (key, value) in more { event.append(key, value) }
    return event
  }
}
