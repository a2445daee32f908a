import Admin
import EventLoop
import HTTP1
import JSON
import OpenAPI
import Simulation
import Simulator
import TestSupport

/// The control API over an assembled program that does not listen.
@LoopActor final class Control {
  let simulator: Simulator
  let api: AdminAPI
  private static let document = Result { try Document(Repository.bytes("openapi/admin.json")) }

  init(_ access: AdminAccess = AdminAccess()) throws {
    var configuration = SimulatorConfiguration()
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
