import EventLoop
import HTTP1
import JSON
import OpenAPI
import Scenario
import TestSupport
import Transport

@testable import Contract
@testable import Simulator

/// What the tests of the suite share: case files in short, the project's document, a Ringback in this process.
enum Fixture {
  static let place = StepPlace(id: "t", part: .steps, index: 0)

  /// A library with the project's schema and document.
  static func library() throws -> CaseLibrary {
    CaseLibrary(
      schema: try Repository.bytes("contract/case.schema.json"),
      vocabulary: CaseLibrary.Vocabulary(
        operations: ["get_user_info", "get_agent_route"], errors: ["invalid_api_key", "agent_not_found"]))
  }

  /// The project's documents, read once: it takes long in a debug build, and the loop belongs to other tests too.
  @LoopActor static func documents() throws -> ProviderDocuments { try shared.get() }

  @LoopActor private static let shared = Result { try ContractFiles.documents() }

  /// The cases of a file with this list.
  static func cases(_ list: String, of provider: String = "elevenlabs") throws -> [ContractCase] {
    var library = try library()
    try library.add(path: "t.json", text: Array("{\"provider\": \"\(provider)\", \"cases\": [\(list)]}".utf8))
    return library.cases
  }

  /// A case with these steps; `more` are further members.
  static func one(
    _ steps: String, id: String = "t", class kind: String = "read-only", _ more: String = ""
  ) throws -> ContractCase {
    try cases(
      """
      {"id": "\(id)", "purpose": "A test.", "class": "\(kind)", "operations": []\(more), "steps": [\(steps)]}
      """)[0]
  }

  /// A step; `rest` are members of the request, `expect` of the expectation, `more` of the step.
  static func step(
    _ method: String, _ path: String, _ rest: String = "", expect: String = "\"status\": 200", _ more: String = ""
  ) -> String {
    """
    {"request": {"method": "\(method)", "path": "\(path)"\(rest)},
     "expect": {\(expect), "provenance": "assumed"}\(more)}
    """
  }
}

/// Answers from a function, and remembers what was asked.
@LoopActor final class ScriptedExchange: Exchange {
  private(set) var requests: [ExchangeRequest] = []
  /// What happens while a request is under way.
  var during: (@LoopActor () -> Void)?
  private let answer: @LoopActor (ExchangeRequest) throws(ExchangeFailure) -> ExchangeAnswer

  init(_ answer: @escaping @LoopActor (ExchangeRequest) throws(ExchangeFailure) -> ExchangeAnswer) {
    self.answer = answer
  }

  var log: [String] { requests.map { "\($0.method) \($0.target)" } }

  func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeAnswer {
    requests.append(request)
    // Lets other cases have their turn, as a network does.
    await Task.yield()
    during?()
    return try answer(request)
  }
}

extension ExchangeAnswer {
  /// An answer with a JSON body.
  static func json(_ value: JSONValue, status: Int = 200, _ fields: Fields = [:]) -> ExchangeAnswer {
    var fields = fields
    fields.append("content-type", "application/json")
    return ExchangeAnswer(status: status, fields: fields, body: JSONWriter.bytes(value))
  }
}

/// A target that is one exchange.
@LoopActor final class ScriptedTarget: ContractTarget {
  let name = "scripted"
  let isGuarded: Bool
  let kind = TargetKind.service
  let secrets: [String] = ["topsecretkey"]
  let exchange: any Exchange
  private(set) var closed = 0

  init(_ exchange: any Exchange, isGuarded: Bool = false) {
    self.exchange = exchange
    self.isGuarded = isGuarded
  }

  func prepare() async throws(TargetFailure) {}
  func reasonToSkip(_ one: ContractCase) async -> String? { nil }
  func open(_ one: ContractCase, run: String) async throws(TargetFailure) -> CaseSession {
    let variables = Variables(["run": .string(run), "agent": "agent_1", "phone_number": "phnum_1", "to_number": "+1"])
    return CaseSession(
      exchange: exchange,
      keys: [
        .elevenlabs: ["main": ProviderKey(secret: "topsecretkey"), "invalid": ProviderKey(secret: "sk_invalid")]
      ], variables: variables)
  }
  func close(_ session: CaseSession) async { closed += 1 }
}

/// A Ringback in this process, without any socket.
@LoopActor struct SimulatorExchange: Exchange {
  let simulator: Simulator
  let prefix: String

  func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeAnswer {
    let fields = [(name: "host", value: "127.0.0.1:8080")] + request.fields.map { (name: $0.name, value: $0.value) }
    let arrival = Request(method: request.method, target: prefix + request.target, fields: fields, body: request.body)
    var response: Response
    switch simulator.reply(to: arrival) {
    case .now(let answer): response = answer
    case .later(let work): response = await work()
    }
    // As the encoder does.
    if request.method == .head { response.body = [] }
    return Self.read(response)
  }

  /// As it goes over the wire, so that fields that many answers share are there.
  private static func read(_ response: Response) -> ExchangeAnswer {
    var bytes: [UInt8] = []
    ResponseEncoder.append(response, to: &bytes)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
      .dropFirst().prefix { !$0.isEmpty }
    let fields = lines.compactMap { line -> (name: String, value: String)? in
      guard let colon = line.firstRange(of: ": ") else { return nil }
      return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
    }
    return ExchangeAnswer(status: response.status, fields: Fields(fields), body: response.body)
  }

  /// A target on a new Ringback whose server was started with these scenarios.
  static func target(_ scenarios: [String] = ["default"], name: String = "fake") throws -> RingbackTarget {
    var configuration = SimulatorConfiguration()
    configuration.log = nil
    configuration.scenarios = scenarios
    configuration.checksResponses = true
    let simulator = try Simulator(configuration)
    return RingbackTarget(name: name) { SimulatorExchange(simulator: simulator, prefix: $0) }
  }
}
