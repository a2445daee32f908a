import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Telephony
import TestSupport
import Testing

@testable import ElevenLabs
@testable import Simulation

/// What an agent, a scenario or a caller may ask of one conversation, and how it ends above that.
@Suite(.timeLimit(.minutes(1))) struct BoundsTests {
  @LoopActor static func last(_ workspace: Workspace) async -> Reception {
    await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(86_400))
    let peer = workspace.peer()
    let list = peer.get("/v1/convai/conversations?page_size=1")
    return peer.get("/v1/convai/conversations/\(list["conversations", "0", "conversation_id"].string ?? "")")
  }

  /// What the journal says of conversations that Ringback ended.
  @LoopActor static func why(_ workspace: Workspace) -> [JSONValue?] {
    workspace.sandbox.journal.entries().filter { $0.answered.operation == "conversation_broken_off" }.map { entry in
      (try? JSONParser().parse(entry.request.body))?["why"]
    }
  }

  @Test(
    arguments: [
      [["transfer_to": "receptionist"]], [["say": "Hold on."], ["transfer_to": "second"]],
    ] as [JSONValue])
  func agentsThatOnlyTransferBreakOff(lines: JSONValue) async throws {
    try await onLoop {
      let second: JSONValue = ["name": "Second", "conversation_config": ["agent": ["first_message": "Second."]]]
      let workspace = try Workspace([
        "world": ["elevenlabs": ["agents": ["second": second]]],
        "agents": ["receptionist": ["lines": lines], "second": ["lines": [["transfer_to": "second"]]]],
      ])
      #expect(workspace.peer().call().status == 200)
      let record = await Self.last(workspace)
      #expect(record["status"] == "failed")
      let reason = record["metadata", "error", "reason"].string ?? ""
      #expect(reason.contains("without time passing"))
      #expect(reason.contains("--limit steps-at-one-instant"))
      let first = lines.array?.count == 1 ? "Receptionist → Receptionist." : "Second → Second."
      #expect(reason.hasSuffix("transfer the call in a circle and say nothing: \(first)"))
      #expect(Self.why(workspace) == [.string(reason)])
    }
  }

  @Test func agentsThatTalkMayTransferForEver() async throws {
    try await onLoop {
      let workspace = try Workspace([
        "agents": ["receptionist": ["lines": [["say": "Back to the front desk."], ["transfer_to": "receptionist"]]]]
      ])
      #expect(workspace.peer().call().status == 200)
      let record = await Self.last(workspace)
      #expect(record["status"] == "done")
      #expect(record["metadata", "termination_reason"] == "Max duration limit reached")
    }
  }

  @Test func partingWordsThatGrowAreSaidOnce() async throws {
    try await onLoop {
      let conversation: JSONValue = ["max_duration_seconds": 60]
      let parting: JSONValue = ["max_conversation_duration_message": "Time is up, {{customer_name}}."]
      let workspace = try Workspace([
        "world": [
          "elevenlabs": [
            "agents": ["receptionist": ["conversation_config": ["conversation": conversation, "agent": parting]]]
          ]
        ],
        "agents": ["receptionist": ["lines": [["say": "Hold on."], ["transfer_to": "receptionist"]]]],
      ])
      let name = JSONValue.string(String(repeating: "Ada ", count: 500))
      let placed = workspace.peer().call([
        "conversation_initiation_client_data": ["dynamic_variables": ["customer_name": name]]
      ])
      #expect(placed.status == 200)
      let record = await Self.last(workspace)
      #expect(record["status"] == "done")
      #expect(record["metadata", "termination_reason"] == "Max duration limit reached")
      let said = record["transcript"].array?.filter { $0["message"]?.string?.hasPrefix("Time is up") == true }
      #expect(said?.count == 1)
    }
  }

  @Test func aTextThatGrowsTooLongEndsTheCall() async throws {
    try await onLoop {
      let words = String(repeating: "{{customer_name}}", count: 20_000)
      let workspace = try Workspace([
        "world": [
          "elevenlabs": [
            "agents": ["receptionist": ["conversation_config": ["agent": ["first_message": .string(words)]]]]
          ]
        ]
      ])
      let name = JSONValue.string(String(repeating: "x", count: 100_000))
      let placed = workspace.peer().call([
        "conversation_initiation_client_data": ["dynamic_variables": ["customer_name": name]]
      ])
      #expect(placed.status == 200)
      let record = await Self.last(workspace)
      #expect(record["status"] == "failed")
      #expect(record["metadata", "error", "reason"].string?.contains("--limit filled-text-bytes") == true)
    }
  }

  @Test func aFilledTextEndsAtTheLimit() throws {
    var limits = Limits()
    limits.filledTextBytes = 4
    limits.placeholders = 2
    #expect(try Placeholders.fill("{{a}}{{a}}", limits) { _ in "xx" } == "xxxx")
    #expect(throws: Placeholders.TooLong.self) { try Placeholders.fill("{{a}}.{{a}}", limits) { _ in "xx" } }
    #expect(throws: Placeholders.TooLong.self) { try Placeholders.fill("{{a}}{{a}}{{a}}", limits) { _ in "" } }
  }

  @Test(
    arguments: [
      ("turn", "turn_timeout", 1e300), ("turn", "silence_end_call_timeout", 1e300), ("turn", "turn_timeout", "inf"),
      ("turn", "silence_end_call_timeout", "Infinity"), ("turn", "turn_timeout", "1e400"),
      ("turn", "turn_timeout", -1e300), ("turn", "silence_end_call_timeout", -1), ("turn", "turn_timeout", "nan"),
      ("conversation", "max_duration_seconds", 9_223_372_036_854_775_807),
    ] as [(String, String, JSONValue)])
  func noNumberOfAnAgentEndsTheServer(section: String, member: String, value: JSONValue) async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let changed = peer.patch(
        "/v1/convai/agents/\(Workspace.agentID)", ["conversation_config": [section: [member: value]]])
      #expect(changed.status < 500)
      #expect(peer.call(["to_number": "+15555550115"]).status == 200)
      let record = await Self.last(workspace)
      #expect(record["status"] == "done")
    }
  }

  @Test func anAnalysisMayComeAtTheEndOfTime() async throws {
    try await onLoop {
      let workspace = try Workspace(["agents": ["*": ["analysis": ["after": 1e300]]]])
      #expect(workspace.peer().call().status == 200)
      let record = await Self.last(workspace)
      #expect(record["status"] == "processing")
    }
  }

  @Test(arguments: [1_000_000_000_000, 1_000_000_000_000_000_000] as [JSONValue])
  func aBatchOfTheFarFutureWaits(time: JSONValue) async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let submitted = peer.post(
        "/v1/convai/batch-calling/submit",
        [
          "call_name": "later", "agent_id": .string(Workspace.agentID),
          "agent_phone_number_id": .string(Workspace.numberID), "scheduled_time_unix": time,
          "recipients": [["phone_number": "+15555550123"]],
        ])
      #expect(submitted.status == 200)
      await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(86_400))
      #expect(peer.get("/v1/convai/batch-calling/\(submitted["id"].string ?? "")")["status"] == "pending")
    }
  }
}
