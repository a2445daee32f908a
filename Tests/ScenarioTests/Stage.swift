import ElevenLabs
import EventLoop
import HTTP1
import JSON
import OpenAPI
import Scenario
import Simulation
import TestSupport

@testable import Simulator

/// A sandbox made from a scenario that a test writes, and the API on it.
@LoopActor final class Stage {
  nonisolated static let call: JSONValue = [
    "agent_id": "agent_8301ky28r4tbfwn9jh69rck9w39q", "agent_phone_number_id": "phnum_1201ky28r5gse4ma4jz41b93y214",
    "to_number": "+15555550123",
  ]

  private static let document = Result { try Document(Repository.bytes("openapi/elevenlabs.json")) }
  private static let catalog = Result { try CatalogFile(Repository.bytes("openapi/elevenlabs-errors.json")) }
  private static let noon = Instant(unixSeconds: 1_795_255_200)

  let sandbox: Sandbox
  private let api: ElevenLabsAPI

  /// `rules` is the list as JSON text, `members` are further members of the scenario, each with a comma in front.
  init(_ rules: String, _ members: String = "", name: String = "test") throws {
    let document = try Self.document.get()
    let catalog = try Self.catalog.get()
    api = ElevenLabsAPI(document: document, text: [], catalog: catalog)
    let text = "{\"title\": \"t\", \"extends\": [\"missing-permissions\"], \"rules\": \(rules)\(members)}"
    let blueprints = Blueprints(library: try library(["my.json": text]), document: document) { catalog.errors }
    var plan = try blueprints.plan(name: name, scenarios: ["my.json"])
    plan.clock = .manual(at: Self.noon)
    sandbox = Sandbox(plan)
  }

  /// Lets time pass.
  func wait(_ duration: Duration) { sandbox.clock.change(to: .manual(at: sandbox.clock.now + duration)) }

  /// The state that a machine is in.
  func state(_ machine: String) -> String { sandbox.world[RuleProgress.self].state(of: machine) }

  /// Sends a request; a key of nil sends none.
  func send(
    _ method: HTTP1.Method, _ target: String, key: String? = "main", _ fields: [(name: String, value: String)] = [],
    body: [UInt8] = []
  ) -> Reception {
    let value = sandbox.plan.credentials.first { $0.name == key }?.value ?? key
    let own = value.map { [(name: "xi-api-key", value: $0)] } ?? []
    let request = Request(method: method, target: target, fields: own + fields, body: body)
    return Reception(answered: Answering { api.answer(Arrival(request, in: sandbox), into: &$0) }.known)
  }

  func get(_ target: String, key: String? = "main") -> Reception { send(.get, target, key: key) }

  func post(_ target: String, _ json: JSONValue, key: String? = "main") -> Reception {
    send(.post, target, key: key, [("content-type", "application/json")], body: JSONWriter.bytes(json))
  }

  /// Places a call, whose body `changes` has on top.
  func call(_ changes: JSONObject = [:], key: String? = "main") -> Reception {
    var body = Self.call.object ?? [:]
    body.merge(changes)
    return post("/v1/convai/twilio/outbound-call?dry=1", .object(body), key: key)
  }
}

extension Reception {
  /// The names of the rules that fired.
  var rules: [String] { answered.rules }
  /// What happens on the wire.
  var steps: [Delivery.Step] { answered.response.delivery?.steps(head: [1], body: [2]) ?? [.head([1]), .body([2])] }
  /// How true the answer says that it is.
  var fidelity: String? { field("x-ringback-fidelity") }
}
