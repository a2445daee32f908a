internal import JSON

/// What came of comparing two targets, for people or as JSON.
public enum ParityReport {
  /// The report in the form that is asked for; TAP and JUnit have no words for it and get the terminal's.
  public static func text(_ result: ParityResult, _ format: ReportFormat) -> String {
    format == .json ? json(result) : terminal(result)
  }

  private static func terminal(_ result: ParityResult) -> String {
    var lines: [String] = []
    for finding in result.differences {
      let difference = finding.difference
      let names = finding.cases.prefix(3).joined(separator: ", ")
      let more = finding.cases.count > 3 ? " and \(finding.cases.count - 3) more" : ""
      lines += ["", "\(difference.operation) \(difference.place): \(words(difference.kind, result))"]
      lines.append("    \(result.reference.target): \(difference.reference)")
      lines.append("    \(result.found.target): \(difference.found)")
      lines.append("    seen in \(names)\(more)")
      if let expired = finding.expired { lines.append("    was accepted until \(expired)") }
    }
    for (difference, reason) in result.accepted {
      lines.append("accepted: \(difference.id) \(difference.path): \(reason)")
    }
    lines += [
      "",
      "\(result.found.target) against \(result.reference.target) (\(result.reference.date)): \(result.compared) cases, "
        + "\(result.differences.count) differences, \(result.accepted.count) accepted",
    ]
    if !result.isParity { lines.append("Neither of the two is the real service: this shows no parity.") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func words(_ kind: ParityDifference.Kind, _ result: ParityResult) -> String {
    switch kind {
    case .missing: "missing in \(result.found.target)"
    case .extra: "extra in \(result.found.target)"
    case .type: "another type"
    case .value: "another value"
    }
  }

  private static func json(_ result: ParityResult) -> String {
    let value: JSONValue = [
      "reference": result.reference.json, "found": result.found.json, "parity": .bool(result.isParity),
      "compared": .integer(result.compared),
      "differences": .array(
        result.differences.map { json($0.difference, "cases", .array($0.cases.map { .string($0) })) }),
      "accepted": .array(result.accepted.map { json($0.difference, "reason", .string($0.reason)) }),
    ]
    return String(decoding: JSONWriter.bytes(value, pretty: true), as: UTF8.self) + "\n"
  }

  private static func json(_ difference: ParityDifference, _ more: String, _ value: JSONValue) -> JSONValue {
    [
      "case": .string(difference.id), "path": .string(difference.path), "operation": .string(difference.operation),
      "place": .string(difference.place), "kind": .string(difference.kind.rawValue),
      "reference": .string(difference.reference), "found": .string(difference.found), more: value,
    ]
  }
}
