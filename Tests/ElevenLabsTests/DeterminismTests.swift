import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@Suite struct DeterminismTests {
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

  static let schemaMade: [(String, String, JSONValue?)] = [
    ("GET", "/v1/convai/batch-calling/workspace", nil), ("GET", "/v1/convai/batch-calling/btcal_1", nil),
    ("POST", "/v1/convai/batch-calling/btcal_1/cancel", nil), ("POST", "/v1/convai/batch-calling/btcal_1/retry", nil),
    (
      "POST", "/v1/convai/batch-calling/submit",
      [
        "call_name": "c", "agent_id": "agent_1", "agent_phone_number_id": "phnum_1",
        "recipients": [["phone_number": "+15555550123"]],
      ]
    ),
    (
      "POST", "/v1/convai/sip-trunk/outbound-call",
      [
        "agent_id": .string(Workspace.agentID), "agent_phone_number_id": .string(Workspace.trunkID),
        "to_number": "+15555550123",
      ]
    ),
  ]

  @Test(arguments: schemaMade.indices)
  func schemaMadeAnswersAreTheSameEachTime(index: Int) async throws {
    try await onLoop {
      let (method, target, body) = Self.schemaMade[index]
      @LoopActor func answer(_ workspace: Workspace) -> Reception {
        let peer = workspace.peer()
        return body.map { peer.send(.named(method), target, json: $0) } ?? peer.send(.named(method), target)
      }
      let workspace = try Workspace(seed: 1)
      let first = answer(workspace)
      #expect(first.status == 200, "\(first.text)")
      #expect(first.field("x-ringback-fidelity") == "schema")
      #expect(first.json.object != nil)
      _ = workspace.peer().call()
      #expect(answer(workspace).text == first.text)
      #expect(answer(try Workspace(name: "other", seed: 1)).text == first.text)
    }
  }
}
