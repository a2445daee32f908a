internal import JSON

/// One JSON object for programs.
///
/// Shape: `{"target", "date", "version", "run", "passed", "failed", "skipped", "seconds", "interrupted", "cases": [{"id",
/// "purpose", "class", "outcome", "reason"?, "seconds", "failures"?: [{"step", "title"?, "request", "operation"?, "status"?,
/// "provenance"?, "differences": [{"field", "expected", "found"}]}]}]}`.
enum JSONReport {
  static func text(_ run: RunResult) -> String {
    let value: JSONValue = [
      "target": .string(run.target), "date": .string(run.date), "version": .string(run.version),
      "run": .string(run.run), "passed": .integer(run.passed), "failed": .integer(run.failed),
      "skipped": .integer(run.skipped), "seconds": .real(run.seconds), "interrupted": .bool(run.wasInterrupted),
      "cases": .array(run.cases.map(json)),
    ]
    return String(decoding: JSONWriter.bytes(value, pretty: true), as: UTF8.self) + "\n"
  }

  private static func json(_ result: CaseResult) -> JSONValue {
    let one = result.contractCase
    var json: JSONObject = [
      "id": .string(one.id), "purpose": .string(one.purpose), "class": .string(one.caseClass.rawValue),
    ]
    switch result.outcome {
    case .passed: json.append("outcome", "passed")
    case .failed:
      json.append("outcome", "failed")
      json.append("failures", .array(result.failures.map(Self.json)))
    case .skipped(let reason):
      json.append("outcome", "skipped")
      json.append("reason", .string(reason))
    }
    json.append("seconds", .real(result.seconds))
    return .object(json)
  }

  private static func json(_ step: StepResult) -> JSONValue {
    var json: JSONObject = ["step": .string(step.place.key)]
    if let title = step.title { json.append("title", .string(title)) }
    json.append("request", .string("\(step.method) \(step.target)"))
    if let operation = step.operation { json.append("operation", .string(operation)) }
    if let status = step.answer?.status { json.append("status", .integer(status)) }
    if let provenance = step.provenance { json.append("provenance", .string(provenance.description)) }
    json.append("differences", .array(step.differences.map(\.json)))
    return .object(json)
  }

  /// A text as JSON writes it.
  static func quoted(_ text: String) -> String { JSONValue.string(text).description }
}
