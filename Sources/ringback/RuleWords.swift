internal import JSON
internal import Simulation
internal import Simulator

/// A rule of a scenario as a sentence: `batch calling terms: create_batch_call gets the error …`.
enum RuleWords {
  static func sentence(_ rule: JSONValue) -> String {
    let name = rule["name"]?.string.map { "\($0): " } ?? ""
    var words = name + requests(rule["when"]?.object ?? [:])
    if let times = rule["times"]?.integer { words += times == 1 ? ", once," : ", \(times) times," }
    return words + " " + outcomes(rule["then"]?.object ?? [:]).joined(separator: ", and ")
  }

  private static func requests(_ when: JSONObject) -> String {
    var subject = list(when["operation"])
    if subject.isEmpty {
      subject = [list(when["method"]), when["path"]?.string ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }
    var words = subject.isEmpty ? "every request" : subject
    if let key = when["key"] { words += key.isNull ? " without a known key" : " with key \"\(key.string ?? "")\"" }
    for part in ["headers", "query", "form", "body"] {
      for (name, matcher) in when[part]?.object ?? [:] {
        let shown = Redaction.all.isCredential(name) ? "****" : matcher.description
        words += " where \(part) \(name) \(matcher.object == nil ? "is " : "")\(shown)"
      }
    }
    if let nth = when["nth"] { words += ", nth time \(nth)," }
    for (machine, state) in when["state"]?.object ?? [:] { words += " while \(machine) is \(state.string ?? "")" }
    return words
  }

  private static func outcomes(_ then: JSONObject) -> [String] {
    then.map { outcome, value in
      switch outcome {
      case "error": "gets the error \(value.string ?? "")"
      case "with": "with \(value)"
      case "response": "gets \(value["status"]?.description ?? "200") \(value["json"] ?? value["body"] ?? "")"
      case "patch": "gets the real answer changed by \(value)"
      case "delay": value.integer.map { "waits \($0) ms" } ?? "waits \(value)"
      case "fault": "meets the fault \(value["type"]?.string ?? value.description)"
      case "state": (value.object ?? [:]).map { "\($0.key) becomes \($0.value.string ?? "")" }.joined(separator: ", ")
      default: "\(outcome) \(value)"
      }
    }
  }

  private static func list(_ value: JSONValue?) -> String {
    value?.string ?? value?.array?.compactMap(\.string).joined(separator: " or ") ?? ""
  }
}
