internal import Bytes
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// One line for each request, written in batches when the loop has nothing else to do.
@LoopActor final class RequestLog {
  /// What a line tells.
  struct Entry {
    let time: Instant
    let request: Request
    let answered: Answered
    let sandbox: String?
    let nanoseconds: Int64
    /// The request's target without secrets.
    let target: String
    /// The answer's hint without secrets.
    let hint: String?
  }

  private let format: SimulatorConfiguration.LogFormat
  private var pending: [UInt8] = []
  private var isScheduled = false

  init(_ format: SimulatorConfiguration.LogFormat) { self.format = format }

  func append(_ entry: Entry) {
    switch format {
    case .pretty: pending += Self.pretty(entry).utf8
    case .json: JSONWriter.append(Self.object(entry), to: &pending)
    }
    pending.append(UInt8(ascii: "\n"))
    guard !isScheduled else { return }
    isScheduled = true
    LoopActor.start { self.flush() }
  }

  /// Writes what is pending; what nobody reads is dropped rather than waited for.
  func flush() {
    isScheduled = false
    StandardStream.output.write(pending)
    pending.removeAll(keepingCapacity: true)
  }

  private static func pretty(_ entry: Entry) -> String {
    let sandbox = entry.sandbox.map { $0 == "default" ? "" : "  ~\($0)" } ?? ""
    let error = entry.answered.error.map { "  \($0)" } ?? ""
    let rule = entry.answered.rule.map { "  rule \($0)" } ?? ""
    let microseconds = entry.nanoseconds / 1_000
    var line =
      "\(entry.answered.response.status) \(entry.request.method.name) \(entry.target)  \(microseconds) us"
    line += "\(sandbox)\(error)\(rule)"
    // One line whatever is in it: what looks like another entry would be taken for one.
    line = Printable.text(line)
    if let hint = entry.hint { line += "\n    hint: \(HintLine.field(hint))" }
    return line
  }

  private static func object(_ entry: Entry) -> JSONValue {
    var object: JSONObject = [
      "time": .string(entry.time.rfc3339),
      "method": .string(entry.request.method.name),
      "target": .string(entry.target),
      "status": .integer(entry.answered.response.status),
      "microseconds": .integer(entry.nanoseconds / 1_000),
    ]
    if let sandbox = entry.sandbox { object.append("sandbox", .string(sandbox)) }
    if let operation = entry.answered.operation { object.append("operation", .string(operation)) }
    if let error = entry.answered.error { object.append("error", .string(error)) }
    if let rule = entry.answered.rule { object.append("rule", .string(rule)) }
    if let hint = entry.hint { object.append("hint", .string(hint)) }
    return .object(object)
  }
}
