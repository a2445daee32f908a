import ElevenLabs
import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import OpenAPI
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct DeterminismTests {
  /// A session that touches every kind of answer; ids of earlier answers are used in later requests.
  @LoopActor static func session(_ workspace: Workspace) -> [String] {
    let peer = workspace.peer()
    var answers: [Reception] = []
    func keep(_ answer: Reception) -> Reception {
      answers.append(answer)
      return answer
    }
    let agent =
      keep(peer.post("/v1/convai/agents/create", ["name": "N", "conversation_config": [:]]))["agent_id"].string ?? ""
    let call = keep(peer.call())["conversation_id"].string ?? ""
    _ = keep(peer.call(["to_number": "+15005550001"]))
    _ = keep(peer.call(["agent_id": "nobody"]))
    _ = keep(peer.call(["to_number": nil]))
    for target in [
      "/v1/user", "/v1/user/subscription", "/v1/models", "/v1/voices", "/v2/voices", "/v1/convai/agents",
      "/v1/convai/agents/\(agent)",
      "/v1/convai/conversations?page_size=1", "/v1/convai/conversations/\(call)", "/v1/convai/phone-numbers",
      "/nowhere",
      "/v1/convai/conversation/get-signed-url?agent_id=\(agent)&include_conversation_id=true",
      "/v1/convai/batch-calling/workspace",
      "/v1/user/",
    ] {
      _ = keep(peer.get(target))
    }
    _ = keep(workspace.peer(key: nil).get("/v1/user"))
    return answers.map(\.wire)
  }

  @Test func theSameSeedTimeAndRequestsGiveTheSameBytes() async throws {
    try await onLoop {
      let first = Self.session(try Workspace(seed: 42))
      #expect(first == Self.session(try Workspace(seed: 42)))
      #expect(first != Self.session(try Workspace(seed: 43)))
      #expect(first != Self.session(try Workspace(seed: 42, time: Instant(unixSeconds: 1_795_255_201))))
    }
  }

  /// An operation that no handler has, as one has that was described and not yet built.
  private static func withUnbuiltOperation() throws -> Document {
    let text = try Repository.bytes("openapi/elevenlabs.json")
    var document = try JSONParser().parse(text).object ?? [:]
    var paths = document["paths"]?.object ?? [:]
    let answer: JSONValue = ["$ref": "#/components/schemas/BatchCallResponse"]
    paths.append(
      "/v1/convai/unbuilt",
      [
        "get": [
          "operationId": "unbuilt", "x-ringback-scope": "convai_read",
          "responses": ["200": ["description": "", "content": ["application/json": ["schema": answer]]]],
        ]
      ])
    document["paths"] = .object(paths)
    return try Document(JSONWriter.bytes(.object(document)))
  }

  @Test func schemaMadeAnswersAreTheSameEachTime() async throws {
    try await onLoop {
      let api = ElevenLabsAPI(
        document: try Self.withUnbuiltOperation(), text: [],
        catalog: CatalogFile(try Repository.bytes("openapi/elevenlabs-errors.json")))
      @LoopActor func answer(_ workspace: Workspace) -> Reception {
        let request = Request(
          method: .get, target: "/v1/convai/unbuilt", fields: [("xi-api-key", workspace.key())], body: [])
        return Reception(answered: Answering { api.answer(Arrival(request, in: workspace.sandbox), into: &$0) }.known)
      }
      let workspace = try Workspace(seed: 1)
      let first = answer(workspace)
      #expect(first.status == 200, "\(first.text)")
      #expect(first.field("x-ringback-fidelity") == "schema")
      #expect(first["id"].string?.hasPrefix("btcal_") == true)
      _ = workspace.peer().call()
      #expect(answer(workspace).text == first.text)
      #expect(answer(try Workspace(name: "other", seed: 1)).text == first.text)
    }
  }
}
