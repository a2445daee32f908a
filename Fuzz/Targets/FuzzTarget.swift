import EventLoop

/// One reader of bytes from outside, as the fuzzer and the replay of the corpus call it.
///
/// A target fails by a trap, by a sanitizer's report, by taking too long or by taking too much memory. The names are those
/// of the folders in `Fuzz/corpus` and of `make fuzz ONLY=name`.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// A connection's bytes; the first one says how they are cut into pieces.
  case request
  /// The chunks of a request's body.
  case chunks
  /// Header lines and body pieces of an app's answer, as libcurl hands them over.
  case response
  /// JSON text: parser, outline, Python's diagnosis, writer.
  case json
  /// An urlencoded form, to Twilio's call route.
  case form
  /// A content type in the first line, then a multipart body.
  case multipart
  /// A query string, to both vendors' lists.
  case query
  /// A regular expression in the first line, then the text it is searched in.
  case pattern
  /// A template in a rule, and the body of the request that it is filled from after a line feed.
  case template
  /// A scenario; a sandbox is made from it, and a call placed in it.
  case scenario
  /// The `rules` of a scenario, then requests that they may match.
  case rules
  /// The body of `verify`.
  case verification
  /// A snapshot; what it restores goes on until nothing is left to do.
  case snapshot
  /// A capsule, replayed.
  case capsule
  /// A signature header in the first line, then the body that it signs.
  case signature
  /// A URL that a webhook is to be sent to.
  case url
  /// A method and a target in the first line, then a JSON body; time passes afterwards.
  case operation
  /// An agent's configuration; the agent is called on numbers that answer, and time passes.
  case agent

  /// Whether inputs are mostly JSON, so that a mutation replaces values rather than bytes.
  public var isJSON: Bool {
    switch self {
    case .json, .scenario, .rules, .verification, .snapshot, .capsule, .operation, .agent: true
    default: false
    }
  }

  /// Reads one input.
  @LoopActor public func run(_ bytes: [UInt8]) async {
    switch self {
    case .request: HTTPTargets.request(bytes)
    case .chunks: HTTPTargets.chunks(bytes)
    case .response: ResponseTarget.run(bytes)
    case .json: JSONTarget.run(bytes)
    case .form: await VendorTargets.form(bytes)
    case .multipart: await VendorTargets.multipart(bytes)
    case .query: await VendorTargets.query(bytes)
    case .pattern: TextTargets.pattern(bytes)
    case .template: await ScenarioTargets.template(bytes)
    case .scenario: await ScenarioTargets.scenario(bytes)
    case .rules: await ScenarioTargets.rules(bytes)
    case .verification: await StateTargets.verification(bytes)
    case .snapshot: await StateTargets.snapshot(bytes)
    case .capsule: await StateTargets.capsule(bytes)
    case .signature: TextTargets.signature(bytes)
    case .url: await VendorTargets.url(bytes)
    case .operation: await VendorTargets.operation(bytes)
    case .agent: await VendorTargets.agent(bytes)
    }
  }
}

/// An input whose first line is for another use than the rest.
struct SplitInput {
  /// The first line, without its end.
  let line: String
  /// What follows it.
  let rest: [UInt8]

  init(_ bytes: [UInt8]) {
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    line = String(decoding: bytes[..<end], as: UTF8.self)
    rest = Array(bytes[end...].dropFirst())
  }
}
