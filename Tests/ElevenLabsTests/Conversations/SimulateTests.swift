import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import ElevenLabs

@Suite(.timeLimit(.minutes(2))) struct SimulateTests {
  @LoopActor private static func simulate(
    _ body: JSONValue, _ scenario: JSONObject = [:], stream: Bool = false
  ) async throws -> Reception {
    let workspace = try Workspace(scenario)
    let path = "/v1/convai/agents/\(Workspace.agentID)/simulate-conversation\(stream ? "/stream" : "")"
    let fields = [("xi-api-key", workspace.key()), ("content-type", "application/json")]
    let request = Request(method: .post, target: path, fields: fields, body: JSONWriter.bytes(body))
    switch Answering({ workspace.api.answer(Arrival(request, in: workspace.sandbox), into: &$0) }) {
    case .now(let answered): return Reception(answered: answered)
    case .later(let work): return Reception(answered: await work())
    }
  }

  private static func messages(_ turns: JSONValue) -> [String] {
    turns.array?.compactMap { $0["message"]?.string } ?? []
  }

  private static let user: JSONValue = [
    "first_message": "Hi there.",
    "prompt": ["prompt": "You are Ada. Say:\n- I want an order.\n \"That is all.\"\nBe kind."],
  ]

  @Test func aMadeUpPersonTalksWithTheAgent() async throws {
    try await onLoop {
      let answer = try await Self.simulate([
        "simulation_specification": [
          "simulated_user_config": Self.user, "dynamic_variables": ["customer_name": "Ada"],
        ],
        "extra_evaluation_criteria": [["id": "ok", "name": "OK", "conversation_goal_prompt": "Was it?"]],
      ])
      #expect(answer.status == 200, "\(answer.text)")
      #expect(
        Self.messages(answer["simulated_conversation"]) == [
          "Hello Ada, how can I help you?", "Hi there.", "Thank you, I have noted that.", "I want an order.", "I see.",
          "That is all.", "Thank you for your time. Goodbye.",
        ])
      #expect(answer["analysis", "evaluation_criteria_results", "ok", "result"] == "success")
      #expect(answer["analysis", "call_successful"] == "success")
    }
  }

  @Test func mocksAnswerInsteadOfTheApp() async throws {
    try await onLoop {
      let scenario: JSONObject = [
        "world": ["elevenlabs": ["agents": ["receptionist": ["conversation_config": .object(OrderTool.agent)]]]],
        "agents": ["receptionist": ["lines": OrderTool.lines]],
      ]
      var specification: JSONValue = [
        "simulated_user_config": [:], "dynamic_variables": OrderTool.data(host: "h")["dynamic_variables"] ?? [:],
        "tool_mock_config": ["order": ["default_return_value": #"{"order":{"ids":[5]}}"#]],
      ]
      let answer = try await Self.simulate(["simulation_specification": specification], scenario)
      #expect(Self.messages(answer["simulated_conversation"]).contains("Your order is 5."))
      specification["tool_mock_config"] = ["order": ["default_is_error": true]]
      let failed = try await Self.simulate(["simulation_specification": specification], scenario)
      #expect(Self.messages(failed["simulated_conversation"]).contains(SmallTalk.toolFailed))
      specification["tool_mock_config"] = JSONValue?.none
      let unreached = try await Self.simulate(["simulation_specification": specification], scenario)
      #expect(unreached.text.contains("no way out"), "a tool without a mock is called")
    }
  }

  @Test func aHistoryGoesOnAndALimitCuts() async throws {
    try await onLoop {
      let history: JSONValue = [
        ["role": "agent", "message": "Hello there.", "time_in_call_secs": 0],
        ["role": "user", "message": "Hi.", "time_in_call_secs": 3],
        ["role": "agent", "message": "What do you want?", "time_in_call_secs": 6],
      ]
      let specification: JSONValue = [
        "simulated_user_config": ["prompt": ["prompt": "- Nothing."]], "partial_conversation_history": history,
      ]
      let answer = try await Self.simulate(["simulation_specification": specification, "new_turns_limit": 2])
      #expect(
        Self.messages(answer["simulated_conversation"]) == ["Nothing.", "Thank you for your time. Goodbye."])
      #expect(answer["simulated_conversation", "0", "time_in_call_secs"] == 8)
      let none = try await Self.simulate(["simulation_specification": specification, "new_turns_limit": 0])
      #expect(none["simulated_conversation"] == [])
    }
  }

  @Test func theStreamHasTheSameInParts() async throws {
    try await onLoop {
      let body: JSONValue = ["simulation_specification": ["simulated_user_config": Self.user]]
      let whole = try await Self.simulate(body)
      let answer = try await Self.simulate(body, stream: true)
      #expect(answer.status == 200)
      let parts = try answer.text.split(separator: "\n").map { try JSONParser().parse(Array($0.utf8)) }
      #expect(.array(parts.dropLast().flatMap { $0.array ?? [] }) == whole["simulated_conversation"])
      #expect(parts.last?["analysis"] == whole["analysis"])
      let steps = answer.answered.response.delivery?.steps(head: [], body: answer.answered.response.body) ?? []
      #expect(steps.count == parts.count + 1)
    }
  }

  @Test func whatIsMissingIsTold() async throws {
    try await onLoop {
      let needy: JSONObject = [
        "world": [
          "elevenlabs": [
            "agents": ["receptionist": ["conversation_config": ["agent": ["first_message": "{{who}}"]]]]
          ]
        ]
      ]
      let answer = try await Self.simulate(["simulation_specification": ["simulated_user_config": [:]]], needy)
      #expect(answer["simulated_conversation"] == [])
      #expect(answer.fullHint.contains("{{who}}"))
      #expect(try await Self.simulate([:]).status == 422)
    }
  }
}
