import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import Telephony
import Testing

@testable import ElevenLabs

/// A tool that uses everything a server tool can.
enum OrderTool {
  static let config: JSONValue = [
    "type": "webhook", "name": "order", "description": "Orders.", "response_timeout_secs": 9,
    "api_schema": [
      "url": "http://{{host}}/shops/{shop}/orders?v=1", "method": "POST",
      "request_headers": [
        "X-Plain": "a b", "Authorization": "Bearer {{token}}", "X-Customer": ["variable_name": "customer"],
      ],
      "path_params_schema": ["shop": ["type": "string"]],
      "query_params_schema": [
        "properties": ["lang": ["type": "string", "constant_value": "en"], "page": ["type": "integer"]]
      ],
      "request_body_schema": [
        "type": "object", "required": ["customer", "count"],
        "properties": [
          "customer": ["type": "string", "dynamic_variable": "customer"], "count": ["type": "integer"],
          "note": ["type": "string"], "items": ["type": "array"],
        ],
      ],
    ],
    "assignments": [
      ["source": "response", "dynamic_variable": "order_id", "value_path": "order.ids.0"],
      ["source": "response", "dynamic_variable": "nothing", "value_path": "order.none"],
    ],
  ]

  static func data(host: String) -> JSONValue {
    ["dynamic_variables": ["host": .string(host), "token": "t", "customer": "Ada", "order_id": "old"]]
  }

  static let lines: JSONValue = [
    ["call_tool": "order", "with": ["shop": "a/b", "items": ["{{customer}}", 2], "note": "for {{customer}}"]],
    ["say": "Your order is {{order_id}}."], ["end_call": true],
  ]

  static let agent: JSONObject = ["agent": ["prompt": ["tools": [config]]]]
}

@Suite(.timeLimit(.minutes(2))) struct AgentToolTests {
  @Test func aCallIsMadeOfTheScenarioConstantsAndVariables() async throws {
    try await onLoop {
      let stage = try Stage(agent: OrderTool.agent, lines: OrderTool.lines)
      var session = try stage.session(OrderTool.data(host: "app.test:81"))
      let tool = try required(session.tools.first)
      let given: JSONObject = ["shop": "a/b", "items": ["{{customer}}", 2], "note": "for {{customer}}"]
      let call = try ServerToolCall(tool, with: given, requestID: "call_1", in: session)
      #expect(call.url == "http://app.test:81/shops/a%2Fb/orders?v=1&lang=en")
      #expect(
        String(decoding: call.body, as: UTF8.self)
          == #"{"customer":"Ada","count":1,"note":"for Ada","items":["Ada",2]}"#)
      let letter = try call.letter(in: session) { _ in nil }
      #expect(letter.method == .post)
      #expect(letter.timeout == .seconds(9))
      #expect(letter.fields["content-type"] == "application/json")
      #expect(letter.fields["authorization"] == "Bearer t")
      #expect(letter.fields["x-customer"] == "Ada")
      #expect(letter.fields["x-plain"] == "a b")
      #expect(call.json["params_as_json"]?.string?.contains(#""shop": "a/b""#) == true)
      session.assign("host", "other")
      #expect(
        try ServerToolCall(tool, with: [:], requestID: "c", in: session).url.hasPrefix("http://other/shops/shop/"))
    }
  }

  @Test func anAnswerSetsVariables() async throws {
    try await onLoop {
      let stage = try Stage(agent: OrderTool.agent, lines: OrderTool.lines)
      let play = try stage.play(
        .saying("Hi."), OrderTool.data(host: "h"), answers: [ToolOutcome(#"{"order": {"ids": [77]}}"#)])
      #expect(
        play.lines == [
          "agent: Hello.", "user: Hi.", "agent calls order", "agent hears order", "agent: Your order is 77.",
          "agent calls end_call", "agent hears end_call",
        ])
      let result = try required(play.spoken[3].turn.toolResults.first)
      #expect(result["is_error"] == false)
      #expect(result["result_value"] == #"{"order": {"ids": [77]}}"#)
      #expect(result["dynamic_variable_updates"]?[0]?["variable_name"] == "order_id")
      #expect(result["dynamic_variable_updates"]?[0]?["old_value"] == "old")
      #expect(result["dynamic_variable_updates"]?[0]?["new_value"] == "77")
      #expect(result["dynamic_variable_updates"]?.array?.count == 1)
      #expect(result["request_id"] == play.spoken[2].turn.toolCalls.first?["request_id"])
      #expect(play.spoken[3].start == play.spoken[2].start + .seconds(2), "the answer took two seconds")
      #expect(play.dialogue.used.contains(.variableUpdates))
    }
  }

  @Test func aFailureIsSaid() async throws {
    try await onLoop {
      let response = Response(status: 500, body: Array("boom".utf8))
      let play = try Stage(agent: OrderTool.agent, lines: OrderTool.lines).play(
        .saying("Hi."), OrderTool.data(host: "h"), answers: [ToolOutcome(.answered(response), latency: .seconds(1))])
      #expect(play.lines[4] == "agent: I am sorry, that did not work just now.")
      let result = try required(play.spoken[3].turn.toolResults.first)
      #expect(result["is_error"] == true)
      #expect(result["result_value"] == "Request failed with status code 500: boom")
      #expect(result["tool_latency_secs"] == 1.0)
      #expect(play.lines[5] == "agent: Your order is old.")
    }
  }

  @Test func whatNobodyAnswersIsNotCalled() async throws {
    try await onLoop {
      let client: JSONValue = [
        "type": "client", "name": "show", "description": "Shows.", "expects_response": true, "response_timeout_secs": 5,
      ]
      let stage = try Stage(
        agent: ["agent": ["prompt": ["tools": [client]]]], lines: [["call_tool": "show"], ["call_tool": "none"]])
      let play = try stage.play(.saying("Hi."))
      #expect(play.lines.suffix(4) == ["agent calls show", "agent hears show", "agent calls none", "agent hears none"])
      let results = play.spoken.compactMap(\.turn.toolResults.first)
      #expect(results.allSatisfy { $0["is_error"] == true && $0["tool_has_been_called"] == false })
      #expect(results[0]["result_value"] == "Client tool timed out after 5 seconds.")
      #expect(play.spoken[3].start == play.spoken[2].start + .seconds(5))
    }
  }

  @Test func requestsAreNamedTheSameInEveryRun() async throws {
    try await onLoop {
      @LoopActor func ids() throws -> [String] {
        try Stage(lines: [["call_tool": "x"], ["end_call": true]]).play(.saying("Hi.")).spoken.compactMap {
          $0.turn.toolCalls.first?["request_id"]?.string
        }
      }
      let first = try ids()
      #expect(first.count == 2 && Set(first).count == 2)
      #expect(try ids() == first)
    }
  }
}
