internal import EventLoop
internal import Simulation
internal import Telephony

/// What a list of calls is narrowed by.
@LoopActor struct CallFilter {
  /// A day, or a moment, and which side of it counts.
  private struct Limit {
    enum Side { case on, before, from }

    let side: Side
    let start: Instant
    let end: Instant

    /// A day in UTC such as `2026-11-21`, or a moment in ISO 8601, which is what the helper libraries make of a day.
    ///
    /// That a moment without `<` or `>` means its whole day is assumed.
    init?(_ text: String, _ side: Side) {
      guard let time = Instant(rfc3339: "\(text)T00:00:00Z") ?? Instant(rfc3339: text) else { return nil }
      self.side = side
      start = side == .on ? time.startOfDay : time
      end = start + .seconds(86_400)
    }

    func takes(_ time: Instant?) -> Bool {
      guard let time else { return false }
      return switch side {
      case .on: time >= start && time < end
      case .before: time < start
      case .from: time >= start
      }
    }
  }

  private let to: String?
  private let from: String?
  private let parent: String?
  private let status: String?
  private var started: [Limit] = []
  private var ended: [Limit] = []

  /// Reads the query; a date that cannot be read is refused, which is assumed, as an empty value counts for none.
  init(_ exchange: Exchange) throws(APIError) {
    func value(_ name: String) -> String? { exchange.query(name).flatMap { $0.isEmpty ? nil : $0 } }
    to = value("To").map(PhoneNetwork.e164)
    from = value("From").map(PhoneNetwork.e164)
    parent = value("ParentCallSid")
    status = value("Status")
    for (sign, side) in [("", Limit.Side.on), ("<", .before), (">", .from)] {
      for (name, place) in [("StartTime", \CallFilter.started), ("EndTime", \CallFilter.ended)] {
        guard let text = value(name + sign) else { continue }
        guard let limit = Limit(text, side) else {
          throw APIError(
            "twilio.20001",
            hint: "\(name)\(sign) is a day such as 2026-11-21 or a moment in ISO 8601; found \(HintLine.quoted(text)).")
        }
        self[keyPath: place].append(limit)
      }
    }
  }

  /// Whether a call is among those that were asked for; no call here has a parent.
  func takes(_ call: Call) -> Bool {
    if parent != nil { return false }
    if let to, to != PhoneNetwork.e164(call.to) { return false }
    if let from, from != PhoneNetwork.e164(call.from) { return false }
    if let status, status != call.status.rawValue { return false }
    return started.allSatisfy { $0.takes(call.startedAt) } && ended.allSatisfy { $0.takes(call.endedAt) }
  }
}

extension Instant {
  /// Midnight in UTC before it, or itself.
  fileprivate var startOfDay: Instant {
    let seconds = unixSeconds % 86_400
    return Instant(unixSeconds: unixSeconds - (seconds < 0 ? seconds + 86_400 : seconds))
  }
}
