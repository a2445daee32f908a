import ElevenLabs
import EventLoop
import HTTP1
import JSON
import Simulation
import TestSupport

@testable import Telephony

/// A request that may be answered later.
@LoopActor final class OpenRequest {
  /// The answer, once there is one.
  fileprivate(set) var answer: Reception?
}

extension Workspace {
  /// Sends a request without waiting for its answer.
  func open(_ target: String, _ body: JSONValue) -> OpenRequest {
    let open = OpenRequest()
    let request = Request(
      method: .post, target: target,
      fields: [("xi-api-key", key()), ("host", "127.0.0.1:8080"), ("content-type", "application/json")],
      body: JSONWriter.bytes(body))
    switch Answering({ api.answer(Arrival(request, in: sandbox), into: &$0) }) {
    case .now(let answered): open.answer = Reception(answered: answered)
    case .later(let work):
      LoopActor.start { open.answer = Reception(answered: await work()) }
    }
    return open
  }

  /// Moves the clock on by so much.
  func advance(_ duration: Duration) async { await sandbox.clock.advance(to: sandbox.clock.now + duration) }

  /// Moves the clock on until nothing is left to happen.
  func advanceUntilIdle() async { await sandbox.clock.advanceUntilIdle(within: .seconds(30 * 86_400)) }

  /// Says who is behind a number.
  func person(_ number: String, _ reaction: Person.Reaction) {
    var person = Person()
    person.reaction = reaction
    sandbox.world[Carrier.self].people[number] = person
  }

  func conversation(_ id: JSONValue) -> Reception { peer().get("/v1/convai/conversations/\(id.string ?? "none")") }
}
