internal import JSON

/// What came of comparing two targets, for people or as JSON.
public enum ParityReport {
  /// The report in the form that is asked for; TAP and JUnit have no words for it and get the terminal's.
  public static func text(_ result: ParityResult, _ format: ReportFormat) -> String {
    format == .json ? json(result) : terminal(result)
  }

  private static func terminal(_ result: ParityResult) -> String {
    var lines: [String] = []
    var id = ""
    for (difference, expired) in result.differences {
      if difference.id != id {
        id = difference.id
        lines += ["", id]
      }
      lines.append("  \(words(difference.kind, result))  \(difference.path)")
      lines.append("      \(result.reference.target): \(difference.reference)")
      lines.append("      \(result.found.target): \(difference.found)")
      if let expired { lines.append("      was accepted until \(expired)") }
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
      "differences": .array(result.differences.map { $0.difference.json }),
      "accepted": .array(
        result.accepted.map { difference, reason in
          var json = difference.json
          json["reason"] = .string(reason)
          return json
        }),
    ]
    return String(decoding: JSONWriter.bytes(value, pretty: true), as: UTF8.self) + "\n"
  }
}
