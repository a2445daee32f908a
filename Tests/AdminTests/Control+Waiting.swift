import Admin
import EventLoop
import HTTP1
import JSON
import Simulation
import TestSupport

extension Control {
  /// Sends a request and waits for an answer that comes later.
  func send(
    _ method: Method, _ target: String, fields: [(name: String, value: String)] = [], body: [UInt8] = [],
    scope: String? = nil
  ) async -> Reception {
    let request = Request(
      method: method, target: target, fields: [("host", "127.0.0.1:8080")] + fields, body: body)
    switch api.answer(request, path: request.path, origin: "http://127.0.0.1:8080", scope: scope) {
    case .now(let answered): return Reception(answered: answered)
    case .later(let work): return Reception(answered: Answered(await work()))
    }
  }

  /// The snapshot of a sandbox.
  func snapshot(_ sandbox: String = "default") async -> JSONValue {
    await send(.get, "/_ringback/snapshot?sandbox=\(sandbox)").json
  }

  /// Puts a snapshot back.
  func put(_ snapshot: JSONValue, to sandbox: String = "default") async -> Reception {
    await send(.put, "/_ringback/snapshot?sandbox=\(sandbox)", body: JSONWriter.bytes(snapshot))
  }
}
