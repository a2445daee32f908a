import ElevenLabs
import EventLoop
import HTTP1
import JSON
import OpenAPI
import Scenario
import Simulation
import TestSupport

@testable import Simulator

/// A sandbox made from a shipped scenario, and the API on it; every handled answer is held against the document.
@LoopActor final class Workspace {
  nonisolated static let baseURL = "http://127.0.0.1:8080"
  nonisolated static let agentID = "agent_8301ky28r4tbfwn9jh69rck9w39q"
  nonisolated static let numberID = "phnum_1201ky28r5gse4ma4jz41b93y214"
  nonisolated static let trunkID = "phnum_6401ky28r6t6f59vme4qcm7dj13n"
  nonisolated static let noon = Instant(unixSeconds: 1_795_255_200)

  private static let document = Result { try Document(Repository.bytes("openapi/elevenlabs.json")) }
  private static let catalog = Result { try CatalogFile(Repository.bytes("openapi/elevenlabs-errors.json")) }

  let api: ElevenLabsAPI
  let sandbox: Sandbox

  /// `changes` are the members of a scenario that extends the shipped ones, such as `settings`.
  init(
    _ changes: JSONObject = [:], from scenarios: [String] = ["default"], name: String = "test", seed: UInt64? = nil,
    time: Instant = noon, acceptsAnyKey: Bool = false, limits: Limits = Limits()
  ) throws {
    let document = try Self.document.get()
    let catalog = try Self.catalog.get()
    var options = ElevenLabsAPI.Options()
    options.checksResponses = true
    options.acceptsAnyKey = acceptsAnyKey
    api = ElevenLabsAPI(
      document: document, text: try Repository.bytes("openapi/elevenlabs.json"), catalog: catalog, options: options)
    var own: JSONObject = ["title": "changes"]
    own.merge(changes)
    let text = JSONWriter.bytes(.object(own))
    let builtins = try Repository.names(in: "scenarios", suffix: ".json").filter { $0 != "scenario.schema.json" }.map {
      ScenarioLibrary.Builtin(name: String($0.dropLast(5)), text: try Repository.bytes("scenarios/\($0)"))
    }
    let library = ScenarioLibrary(builtins: builtins, schema: try Repository.bytes("scenarios/scenario.schema.json")) {
      path in path == "changes.json" ? text : nil
    }
    let blueprints = Blueprints(library: library, document: document, errors: { catalog.errors })
    var plan = try blueprints.plan(name: name, scenarios: (scenarios + ["changes.json"]).map { .named($0) })
    if let seed { plan.seed = seed }
    plan.clock = .manual(at: time)
    sandbox = Sandbox(plan, limits: limits)
  }

  /// The value of the key with this name.
  func key(_ name: String = "main") -> String { sandbox.plan.credentials.first { $0.name == name }?.value ?? "" }

  /// A peer that sends the named key; nil sends none.
  func peer(key name: String? = "main", _ fields: [(name: String, value: String)] = []) -> TestPeer {
    let host = (name: "host", value: "127.0.0.1:8080")
    return TestPeer(fields: [host] + (name.map { [("xi-api-key", key($0))] } ?? []) + fields) { [self] request in
      Answering { api.answer(Arrival(request, in: sandbox), into: &$0) }.known
    }
  }

  /// A body that places a call, changed by `changes`; null takes a member out.
  nonisolated static func call(_ changes: JSONObject = [:]) -> JSONValue {
    var body: JSONObject = [
      "agent_id": .string(agentID), "agent_phone_number_id": .string(numberID), "to_number": "+15555550123",
    ]
    for (key, value) in changes { body[key] = value.isNull ? JSONValue?.none : value }
    return .object(body)
  }
}

extension TestPeer {
  /// Places a call.
  func call(_ changes: JSONObject = [:]) -> Reception {
    post("/v1/convai/twilio/outbound-call", Workspace.call(changes))
  }
}

/// A scenario that differs in one setting.
func settings(_ name: String, _ value: JSONValue) -> JSONObject { ["settings": ["elevenlabs": [name: value]]] }
