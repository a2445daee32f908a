import ElevenLabs
import EventLoop
import HTTP1
import Simulation
import TestSupport

extension Workspace {
  /// What `GET` answers with the main key, at once or later.
  func waited(for path: String) async -> Reception {
    let request = Request(method: .get, target: path, fields: [("xi-api-key", key())])
    switch Answering({ api.answer(Arrival(request, in: sandbox), into: &$0) }) {
    case .now(let answered): return Reception(answered: answered)
    case .later(let work): return Reception(answered: await work())
    }
  }
}
