internal import Bytes

/// What came of a run, for people: failures with what was expected and found, then the sum.
public enum TerminalReport {
  /// The line of a case that has ended; nil for one that did not run.
  public static func progress(_ result: CaseResult, done: Int, of total: Int) -> String? {
    let mark: String
    switch result.outcome {
    case .passed: mark = "ok  "
    case .failed: mark = "FAIL"
    case .skipped: return nil
    }
    let width = String(total).utf8.count
    let place = String(repeating: " ", count: width - String(done).utf8.count) + "\(done)/\(total)"
    return "\(place) \(mark) \(result.contractCase.id)"
  }

  /// The whole report.
  static func text(_ run: RunResult) -> String {
    var lines: [String] = []
    for result in run.cases where result.outcome == .failed { lines += [""] + failure(result) }
    lines += skipped(run)
    if run.wasInterrupted { lines += ["", "Interrupted: what had begun has cleaned up after itself."] }
    let left = run.cases.flatMap(\.steps).filter { $0.hasNoAnswer && $0.method != "GET" }
    if !left.isEmpty {
      lines += ["", "Requests without an answer may have left objects behind; their names hold \"\(run.run)\"."]
    }
    lines += [
      "",
      "\(run.target): \(run.passed) passed, \(run.failed) failed, \(run.skipped) skipped in \(seconds(run.seconds)) s",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// A failed case: each step that found a difference, and where a person looks on.
  static func failure(_ result: CaseResult) -> [String] {
    let one = result.contractCase
    var lines = ["FAIL \(one.id): \(one.purpose)", "     \(one.file)"]
    for step in result.failures {
      let provenance = step.provenance.map { "  [\($0)]" } ?? ""
      lines.append(
        "  \(step.place.words)\(step.title.map { ", \($0)" } ?? ""): \(step.method) \(step.target)\(provenance)")
      let width = min(32, step.differences.map(\.field.utf8.count).max() ?? 0)
      for difference in step.differences {
        let gap = String(repeating: " ", count: max(0, width - difference.field.utf8.count))
        let indent = String(repeating: " ", count: max(width, difference.field.utf8.count))
        lines.append("    \(difference.field)\(gap)  expected  \(difference.expected)")
        lines.append("    \(indent)  found     \(difference.found)")
      }
      if let hint = step.hint { lines.append("    hint: \(hint)") }
      if let trace = step.trace { lines.append("    x-trace-id: \(trace)") }
    }
    return lines
  }

  /// The reasons for which cases did not run, with how many had each.
  private static func skipped(_ run: RunResult) -> [String] {
    var reasons: [(reason: String, ids: [String])] = []
    for result in run.cases {
      guard case .skipped(let reason) = result.outcome else { continue }
      if let place = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[place].ids.append(result.contractCase.id)
      } else {
        reasons.append((reason, [result.contractCase.id]))
      }
    }
    guard !reasons.isEmpty else { return [] }
    let shown = reasons.map { reason, ids in
      "  \(ids.count) skipped: \(reason) (\(ids.prefix(3).joined(separator: ", "))\(ids.count > 3 ? ", …" : ""))"
    }
    return [""] + shown
  }

  /// Seconds with one decimal.
  static func seconds(_ seconds: Double) -> String {
    let tenths = Int(clamping: (seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
