import Admin
import EventLoop
import HTTP1
import JSON
import OpenAPI
import Simulation
import TestSupport
import Transport

@testable import Simulator

/// The control API over an assembled program that does not listen.
@LoopActor final class Control {
  let simulator: Simulator
  let api: AdminAPI
  private static let document = Result { try Document(Repository.bytes("openapi/admin.json")) }

  init(_ access: AdminAccess = AdminAccess(), journal: JournalLimits = JournalLimits()) throws {
    var configuration = SimulatorConfiguration()
    configuration.journal = journal
    configuration.log = nil
    configuration.time = Instant(unixSeconds: 1_795_255_200)
    simulator = try Simulator(configuration)
    api = AdminAPI(
      document: try Self.document.get(), text: try Repository.bytes("openapi/admin.json"), access: access,
      keeper: simulator,
      version: "1.2.3")
  }

  func peer(_ fields: [(name: String, value: String)] = [("host", "127.0.0.1:8080")]) -> TestPeer {
    TestPeer(fields: fields) { [self] request in
      guard case .now(let answered) = api.answer(request, path: request.path, origin: "http://127.0.0.1:8080") else {
        preconditionFailure("\(request.path) answers later")
      }
      return answered
    }
  }

  /// A client of the whole program; everything that it asks for is answered at once.
  func client(key: String? = nil, fields: [(name: String, value: String)] = []) -> TestPeer {
    let own = [(name: "host", value: "127.0.0.1:8080")] + (key.map { [("xi-api-key", $0)] } ?? []) + fields
    return TestPeer(fields: own) { [self] request in
      guard case .now(let response) = simulator.reply(to: request) else {
        preconditionFailure("\(request.path) answers later")
      }
      return Answered(response)
    }
  }

  /// A request that is answered later, in a task of its own: cancelled as the server does when a client goes away.
  func later(_ method: Method, _ target: String, json: JSONValue? = nil) -> Task<Reception, Never> {
    let request = Request(
      method: method, target: target, fields: [("host", "127.0.0.1:8080"), ("content-type", "application/json")],
      body: json.map { JSONWriter.bytes($0) } ?? [])
    guard case .later(let work) = simulator.reply(to: request) else { preconditionFailure("\(target) answers at once") }
    return Task(executorPreference: LoopActor.executor) { Reception(answered: Answered(await work())) }
  }

  /// What is wrong with an answer by the document of the control API.
  func issues(_ operation: String, _ answer: Reception) -> [JSONValue] {
    (try? Self.document.get())?.operation(id: operation)?.checkResponse(status: answer.status, body: answer.json).map(
      \.json) ?? ["?"]
  }
}

extension Reception {
  /// `error.code`.
  var code: String { self["error", "code"].string ?? "" }
}
