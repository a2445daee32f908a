internal import EventLoop
internal import HTTP1
internal import OpenAPI
internal import Scenario
internal import Simulation

extension ElevenLabsAPI {
  /// What the sandbox's rules say about a request; nil where there are none.
  ///
  /// A CORS preflight meets no rule: browsers send it, not the app, and the service answers it in front of everything.
  func verdict(on arrival: Arrival, _ routing: Routing) -> Verdict? {
    guard !arrival.sandbox.world[RuleSet.self].isEmpty else { return nil }
    var operation: String?
    if case .operation(let found, _) = routing { operation = found.id }
    guard operation != nil || Self.preflight(arrival.request) == nil else { return nil }
    let subject = MatchSubject(
      request: arrival.request, path: arrival.pathText, operation: operation, key: arrival.keyCredential?.name)
    let verdict = arrival.sandbox.verdict(on: subject) { arrival.sandbox.world[User.self].tier }
    arrival.parsedBody = subject.parsedBody
    return verdict
  }

  /// The error that a rule decides on; one of another vendor's catalogue is for that vendor's requests.
  func ruled(_ verdict: Verdict?) -> APIError? { verdict?.error { [catalog] in catalog.errors[$0] != nil } }

  /// An error that a scenario names, filled in from the request that meets it.
  func scripted(
    _ error: APIError, _ arrival: Arrival, _ endpoint: Endpoint, _ parameters: [String: String]
  ) -> APIError {
    ScriptedParameters(arrival: arrival, scope: endpoint.scope, path: parameters).filled(error)
  }

  /// What a rule decides about a path that no operation has: nothing is checked there first.
  func decided(_ verdict: Verdict?, _ arrival: Arrival, _ trace: TraceID) -> Answered? {
    if let response = verdict?.response() { return Answered(response) }
    let scripted = ScriptedParameters(arrival: arrival, scope: nil, path: [:])
    return ruled(verdict).map { refusal(scripted.filled($0), of: arrival, trace) }
  }
}

extension Arrival {
  /// The credential that came in `xi-api-key`, where it opens this sandbox.
  var keyCredential: Credential? { credential ?? request.field("xi-api-key").flatMap(sandbox.credential) }
}
