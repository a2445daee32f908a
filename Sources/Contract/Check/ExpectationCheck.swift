internal import HTTP1
internal import JSON
internal import OpenAPI
internal import Scenario

/// Holds an answer against what a step expects of it.
struct ExpectationCheck {
  /// The expectation with its variables filled in.
  let expectation: Expectation
  /// The operation that the request leads to; nil where the document has none.
  let operation: OpenAPI.Operation?
  let variables: Variables

  /// What is different; the bindings of placeholders grow with what the answer holds.
  func differences(
    in answer: ExchangeAnswer, _ bindings: inout PlaceholderBindings
  ) throws(Variables.Missing) -> [Difference] {
    var found: [Difference] = []
    if answer.status != expectation.status {
      found.append(
        Difference("status", expected: String(expectation.status), found: "\(answer.status) \(answer.excerpt)"))
    }
    var headers = MatchRun("header", bindings)
    for (name, match) in expectation.headers {
      let place = JSONPointer(tokens: [name.lowercased()])
      let values = answer.fields.values(named: name.lowercased())
      let value = values.isEmpty ? JSONValue?.none : .string(values.joined(separator: ", "))
      headers.compare(value, with: try variables.match(match), at: place)
    }
    found += headers.differences
    bindings = headers.bindings
    if let text = expectation.text {
      var run = MatchRun("text", bindings)
      run.compare(.string(answer.text), with: try variables.match(text), at: JSONPointer(tokens: []))
      found += run.differences
      bindings = run.bindings
    }
    if let json = expectation.json { found += try differences(json, answer, &bindings) }
    // Where the body is not even that of the expected status, the document would only say it again.
    if found.first?.field != "status" { found += schemaDifferences(answer) }
    return found
  }

  private func differences(
    _ expected: JSONValue, _ answer: ExchangeAnswer, _ bindings: inout PlaceholderBindings
  ) throws(Variables.Missing) -> [Difference] {
    guard let body = answer.json else {
      return [Difference("json", expected: "a JSON body", found: answer.body.isEmpty ? "no body" : answer.excerpt)]
    }
    var run = MatchRun("json", bindings)
    run.compare(body, with: try variables.match(expected), at: JSONPointer(tokens: []))
    bindings = run.bindings
    return run.differences
  }

  /// What of a success the project's document does not allow.
  private func schemaDifferences(_ answer: ExchangeAnswer) -> [Difference] {
    guard expectation.checksSchema, (200..<300).contains(answer.status), let operation else { return [] }
    return operation.checkResponse(status: answer.status, body: answer.json).prefix(20).map { issue in
      let place = JSONPointer(tokens: issue.location.dropFirst().map { $0.string ?? $0.description })
      return Difference("schema \(place)", expected: issue.message, found: Difference.shown(issue.input))
    }
  }
}
