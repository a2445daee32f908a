internal import Patterns

/// Test Anything Protocol, version 14: a line a case, differences as YAML below it.
///
/// Source: https://testanything.org/tap-version-14-specification.html
enum TAPReport {
  static func text(_ run: RunResult) -> String {
    var lines = ["TAP version 14", "1..\(run.cases.count)"]
    for (index, result) in run.cases.enumerated() {
      let one = result.contractCase
      // A description must hold no "#", which begins a directive.
      let name = "\(index + 1) - \(one.id): \(one.purpose.replacing(text: "#", with: "\\#"))"
      switch result.outcome {
      case .passed: lines.append("ok \(name)")
      case .skipped(let reason): lines.append("ok \(name) # SKIP \(reason)")
      case .failed: lines += ["not ok \(name)"] + details(result)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func details(_ result: CaseResult) -> [String] {
    var lines = ["  ---"]
    for step in result.failures {
      lines.append("  \(quoted(step.place.key)):")
      lines.append("    request: \(quoted("\(step.method) \(step.target)"))")
      if let provenance = step.provenance { lines.append("    provenance: \(quoted(provenance.description))") }
      lines.append("    differences:")
      for difference in step.differences {
        lines.append("      - field: \(quoted(difference.field))")
        lines.append("        expected: \(quoted(difference.expected))")
        lines.append("        found: \(quoted(difference.found))")
      }
    }
    return lines + ["  ..."]
  }

  /// A text in quotes; JSON's are YAML's too.
  private static func quoted(_ text: String) -> String { JSONReport.quoted(text) }
}
