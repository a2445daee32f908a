internal import Bytes

/// JUnit's XML as Jenkins, GitLab and GitHub's tools read it: a suite, a test case for each case.
enum JUnitReport {
  static func text(_ run: RunResult) -> String {
    let numbers =
      "tests=\"\(run.cases.count)\" failures=\"\(run.failed)\" errors=\"0\" skipped=\"\(run.skipped)\" "
      + "time=\"\(seconds(run.seconds))\""
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuites name=\"ringback contract\" \(numbers)>",
      "  <testsuite name=\"\(escaped(run.target))\" timestamp=\"\(escaped(run.date))\" \(numbers)>",
    ]
    for result in run.cases { lines += testCase(result) }
    return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
  }

  private static func testCase(_ result: CaseResult) -> [String] {
    let one = result.contractCase
    let group = one.id.split(separator: ".").first.map(String.init) ?? one.id
    let head =
      "    <testcase classname=\"\(escaped(group))\" name=\"\(escaped(one.id))\" file=\"\(escaped(one.file))\" "
      + "time=\"\(seconds(result.seconds))\""
    switch result.outcome {
    case .passed: return [head + "/>"]
    case .skipped(let reason):
      return [head + ">", "      <skipped message=\"\(escaped(reason))\"/>", "    </testcase>"]
    case .failed:
      let first = result.failures.first?.differences.first
      let message = first.map { "\($0.field): expected \($0.expected), found \($0.found)" } ?? one.purpose
      let details = TerminalReport.failure(result).joined(separator: "\n")
      return [
        head + ">", "      <failure message=\"\(escaped(message))\">\(escaped(details))</failure>", "    </testcase>",
      ]
    }
  }

  private static func seconds(_ seconds: Double) -> String {
    let thousandths = Int(clamping: (seconds * 1000).rounded())
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - rest.utf8.count))\(rest)"
  }

  /// The text for an attribute or an element; characters that XML 1.0 does not have become U+FFFD.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "&#10;"
      case "\t": escaped += "&#9;"
      case "\r": escaped += "&#13;"
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
