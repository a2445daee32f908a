internal import HTTP1
internal import JSON
internal import Patterns
internal import Simulation

/// What came of a tool's call.
struct ToolOutcome {
  /// What the model gets to read.
  var value: String
  var isError = false
  /// Nothing is known of its words; those of ours name what happened.
  var errorType = ""
  var latency = Duration.zero
  /// The answer, where it was JSON and a success.
  var answer: JSONValue?

  init(_ value: String, isError: Bool = false, errorType: String = "") {
    self.value = value
    self.isError = isError
    self.errorType = errorType
    if !isError { answer = try? JSONParser().parse(Array(value.utf8)) }
  }

  /// What the app answered to a server tool.
  init(_ delivered: Delivered, latency: Duration) {
    switch delivered {
    case .answered(let response):
      let text = String(decoding: response.body, as: UTF8.self)
      if (200..<300).contains(response.status) {
        self.init(text)
      } else {
        self.init(
          "Request failed with status code \(response.status)\(text.isEmpty ? "" : ": \(text)")", isError: true,
          errorType: "http_error")
      }
    case .failed(let kind, let message): self.init("Request failed: \(message)", isError: true, errorType: kind)
    }
    self.latency = latency
  }
}

extension AgentTool {
  /// What its answer says of variables: `assignments`, by paths with dots.
  func assignments(from answer: JSONValue?) -> [(name: String, value: JSONValue)] {
    guard let answer else { return [] }
    return (config["assignments"]?.array ?? []).compactMap { assignment in
      guard let name = assignment["dynamic_variable"]?.string, let path = assignment["value_path"]?.string,
        assignment["source"]?.string ?? "response" == "response", let value = Self.value(at: path, in: answer)
      else { return nil }
      return (name, value)
    }
  }

  /// The value at `customer.orders.0.id`; brackets around a number do as well.
  private static func value(at path: String, in answer: JSONValue) -> JSONValue? {
    let steps = path.replacing(text: "[", with: ".").replacing(text: "]", with: "").split(separator: ".").map(
      String.init)
    return answer.value(at: JSONPointer(tokens: steps))
  }
}
