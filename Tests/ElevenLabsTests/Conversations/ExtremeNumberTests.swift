import EventLoop
import JSON
import LoopTestSupport
import TestSupport
import Testing

@testable import ElevenLabs
@testable import Simulation
import Telephony

/// Numbers that nobody sends on purpose, in each place that takes one.
@Suite(.timeLimit(.minutes(2))) struct ExtremeNumberTests {
  private static let extremes: [JSONValue] = [
    .integer(Int64.max), .integer(Int64.min), 0, 1e300, -1e300, 1e-300, "inf", "nan", "1e400",
  ]

  /// The places of numbers, however deep.
  private static func numbers(of value: JSONValue, at place: JSONPointer = JSONPointer(tokens: [])) -> [JSONPointer] {
    switch value {
    case .integer, .real: [place]
    case .object(let members): members.flatMap { numbers(of: $0.value, at: place.appending($0.key)) }
    default: []
    }
  }

  /// An object with one value, however deep.
  private static func object(_ place: JSONPointer, _ value: JSONValue) -> JSONValue {
    place.tokens.reversed().reduce(value) { [$1: $0] }
  }

  /// Each number of an agent is set to each extreme, and calls with somebody silent and somebody polite go to their ends.
  @Test func anAgentTalksWhateverItsNumbersAre() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let path = "/v1/convai/agents/\(Workspace.agentID)"
      let agent = peer.get(path)
      var places = Self.numbers(
        of: ["conversation_config": agent["conversation_config"], "platform_settings": agent["platform_settings"]])
      #expect(places.count > 20)
      for name in ["initial_wait_time", "silence_end_call_timeout", "turn_timeout"] {
        places.append(JSONPointer(tokens: ["conversation_config", "turn", name]))
      }
      for place in places {
        for value in Self.extremes {
          let changed = peer.patch(path, Self.object(place, value))
          #expect([200, 400, 422].contains(changed.status), "\(place) \(value)")
          guard changed.status == 200 else { continue }
          for number in ["+15555550115", "+15555550123"] {
            #expect(peer.call(["to_number": .string(number)]).status < 500)
          }
          await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(86_400))
        }
        _ = peer.patch(path, Self.object(place, agent.json.value(at: place) ?? .null))
      }
      let left = peer.get("/v1/convai/conversations?page_size=100")["conversations"].array ?? []
      #expect(left.count == 100)
      #expect(left.allSatisfy { ["done", "failed"].contains($0["status"]) })
    }
  }

  @Test(arguments: [Int64.max, 1 << 60, 0])
  func aConversationOfAScenarioMayLastForEver(seconds: Int64) async throws {
    try await onLoop {
      let conversation: JSONValue = [
        "agent": "receptionist", "status": "done", "call_duration_secs": .integer(seconds), "cost": .integer(seconds),
        "transcript": [["role": "agent", "message": "Hello.", "time_in_call_secs": .integer(seconds)]],
      ]
      let workspace = try Workspace(["world": ["elevenlabs": ["conversations": ["long": conversation]]]])
      let peer = workspace.peer()
      let id = peer.get("/v1/convai/conversations")["conversations", "0", "conversation_id"].string ?? ""
      let record = peer.get("/v1/convai/conversations/\(id)")
      #expect(record.status == 200)
      #expect(record["metadata", "call_duration_secs"] == .integer(seconds))
      #expect(await workspace.waited(for: "/v1/convai/conversations/\(id)/audio").status < 600)
    }
  }

  @Test func oneThatNeverEndsBreaksOff() async throws {
    try await onLoop {
      let longest: JSONValue = ["conversation": ["max_duration_seconds": .integer(Int64.max)]]
      let workspace = try Workspace([
        "world": ["elevenlabs": ["agents": ["receptionist": ["conversation_config": longest]]]],
        "agents": ["receptionist": ["lines": [["say": "Back again."], ["transfer_to": "receptionist"]]]],
      ])
      #expect(workspace.peer().call().status == 200)
      let record = await BoundsTests.last(workspace)
      #expect(record["status"] == "failed")
      #expect(record["metadata", "error", "reason"].string?.contains("--limit conversation-turns") == true)
      #expect(BoundsTests.why(workspace).count == 1)
    }
  }

  @Test func partingWordsThatGrowAreSaidOnce() async throws {
    try await onLoop {
      let workspace = try Workspace([
        "agents": ["receptionist": ["lines": [["say": "Back again."], ["transfer_to": "receptionist"]]]]
      ])
      let peer = workspace.peer()
      let config: JSONValue = [
        "conversation": ["max_duration_seconds": 30], "agent": ["max_conversation_duration_message": "Bye {{a}}"],
      ]
      #expect(peer.patch("/v1/convai/agents/\(Workspace.agentID)", ["conversation_config": config]).status == 200)
      let words = String(repeating: "word ", count: 2_000)
      let data: JSONValue = ["dynamic_variables": ["a": .string(words)]]
      #expect(peer.call(["conversation_initiation_client_data": data]).status == 200)
      let record = await BoundsTests.last(workspace)
      #expect(record["status"] == "done")
      #expect(record["metadata", "termination_reason"] == "Max duration limit reached")
      let said = record["transcript"].array?.compactMap { $0["message"]?.string } ?? []
      #expect(said.filter { $0.hasPrefix("Bye ") } == ["Bye " + words])
    }
  }

  @Test(arguments: [(11, 1, "dynamic-variables"), (9, 500, "dynamic-variable-bytes")])
  func aCallWithTooManyVariablesDrops(count: Int, size: Int, limit: String) async throws {
    try await onLoop {
      var limits = Limits()
      limits.dynamicVariables = 10
      limits.dynamicVariableBytes = 4_000
      let workspace = try Workspace(limits: limits)
      let value = JSONValue.string(String(repeating: "x", count: size))
      let variables = JSONObject((0..<count).map { ("v\($0)", value) })
      let placed = workspace.peer().call([
        "conversation_initiation_client_data": ["dynamic_variables": .object(variables)]
      ])
      #expect(placed.status == 200)
      #expect(placed.fields(named: "x-ringback-hint").first?.contains("--limit \(limit))") == true)
      let record = await BoundsTests.last(workspace)
      #expect(record["status"] == "failed")
      #expect(record["metadata", "error", "reason"].string?.contains("--limit \(limit))") == true)
      #expect(BoundsTests.why(workspace).count == 1)
    }
  }

  @Test func aToolThatRepeatsALargeVariableIsNotCalled() async throws {
    try await onLoop {
      let property: JSONValue = ["type": "string", "dynamic_variable": "a"]
      let tool: JSONValue = [
        "type": "webhook", "name": "t", "description": "d",
        "api_schema": [
          "url": "http://h/", "method": "POST",
          "request_body_schema": [
            "type": "object", "properties": .object(JSONObject((0..<1_000).map { ("p\($0)", property) })),
          ],
        ],
      ]
      let stage = try Stage(agent: ["agent": ["prompt": ["tools": [tool]]]])
      let large = JSONValue.string(String(repeating: "x", count: 1_000_000))
      let session = try stage.session(["dynamic_variables": ["a": large]])
      let found = try required(session.tools.first)
      #expect {
        try ServerToolCall(found, with: [:], requestID: "call_1", in: session)
      } throws: { error in
        (error as? Placeholders.TooLong)?.message.contains("--limit filled-conversation-bytes") == true
      }
    }
  }

  @Test func thousandsOfQuestionsAreAskedOneByOne() async throws {
    try await onLoop {
      let stage = try Stage(lines: [["say": "First."], ["ask_each": "/dynamic_variables/list"], ["say": "Never."]])
      let list = String(repeating: "Why?\n", count: 190_000)
      let play = try stage.play(Person(), ["dynamic_variables": ["list": .string(list)]])
      let asked = play.lines.filter { $0 == "agent: Why?" }.count
      #expect(asked > 100 && asked < 1_000)
      #expect(play.ending == .tooLong)
    }
  }
}
