import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct TemplateTests {
  /// What a literal response says that has this as its JSON.
  @LoopActor static func said(_ json: JSONValue, _ when: JSONObject = [:], name: String = "test") throws -> JSONValue {
    let rule: JSONValue = ["when": .object(when), "then": ["response": ["json": json]]]
    let stage = try Stage("[\(rule)]", name: name)
    return stage.send(
      .post, "/v1/convai/agents/agent%201?q=a%20b", [("content-type", "application/json"), ("x-h", "h1")],
      body: Array(#"{"n": 5, "list": [1, {"x": null}], "text": "t"}"#.utf8)
    ).json
  }

  @Test(
    arguments: [
      ("{{request.method}}", "POST"), ("{{ request.path }}", "/v1/convai/agents/agent%201"),
      ("{{request.query.q}}", "a b"), ("{{request.headers.X-H}}", "h1"), ("{{request.key}}", "main"),
      ("{{request.body}}", ["n": 5, "list": [1, ["x": nil]], "text": "t"]), ("{{request.body/n}}", 5),
      ("n={{request.body/n}}, {{request.body/list}}{{request.body/list/1/x}}", #"n=5, [1,{"x":null}]"#),
      ("{{request.body/list/1/x}}", nil), ("{{now}}", "2026-11-21T10:00:00Z"), ("{{now.unix}}", 1_795_255_200),
      ("{{world.agents.receptionist}}", "agent_8301ky28r4tbfwn9jh69rck9w39q"), ("{{{{now}}", "{{now}}"),
      ("}} {", "}} {"),
      ("", ""), (["a": ["{{request.body/n}}", true, 1.5]], ["a": [5, true, 1.5]]),
    ] as [(JSONValue, JSONValue)])
  func saysWhatTheRequestAndTheWorldHave(json: JSONValue, expected: JSONValue) async throws {
    try await onLoop {
      let said = try Self.said(json)
      #expect(said == expected)
    }
  }

  @Test func pathParametersComeFromThePathOrTheOperation() async throws {
    try await onLoop {
      let byPath = try Self.said("{{request.path.id}}", ["path": "/v1/convai/{kind}/{id}"])
      #expect(byPath == "agent 1")
      let stage = try Stage(
        #"[{"when": {"operation": "get_agent_route"}, "then": {"response": {"body": "{{request.path.agent_id}}"}}}]"#)
      #expect(stage.get("/v1/convai/agents/agent_7").text == "agent_7")
    }
  }

  @Test func chanceIsTheSeeds() async throws {
    try await onLoop {
      let json: JSONValue = [
        "{{random.hex 6}}", "{{random.integer -3 3}}", "{{random.uuid}}", "{{random.id conv}}", "{{random.hex 6}}",
      ]
      let first = try Self.said(json)
      let (again, other) = (try Self.said(json), try Self.said(json, name: "other"))
      #expect(again == first && other != first)
      let said = first.array ?? []
      #expect(said[0].string?.count == 6 && said[0] != said[4])
      #expect(said[1].integer.map { (-3...3).contains($0) } == true)
      let uuid = Array(said[2].string ?? "")
      #expect(uuid.count == 36 && uuid[14] == "4" && "89ab".contains(uuid[19]) && uuid[8] == "-" && uuid[23] == "-")
      #expect(said[3].string?.hasPrefix("conv_") == true && said[3].string?.count == 33)
    }
  }

  @Test(arguments: ["text", #"[1, "a"]"#])
  func anAnswerThatWouldFillTheMemoryIsRefused(sent: String) async throws {
    try await onLoop {
      let many = String(repeating: "{{request.body}}", count: 65)
      let stage = try Stage(#"[{"when": {"path": "/f"}, "then": {"response": {"body": "\#(many)"}}}]"#)
      let body = Array(sent.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
      let answer = stage.send(.post, "/f", [("content-type", "application/json")], body: body)
      #expect(answer.status == 500)
      #expect(answer.text.contains("its templates take more than 67108864 bytes"), "\(answer.text.prefix(200))")
      #expect(stage.send(.post, "/f", [("content-type", "application/json")], body: Array(sent.utf8)).status == 200)
    }
  }

  @Test func formsAreReadAndTwoFiringsDiffer() async throws {
    try await onLoop {
      let stage = try Stage(
        #"[{"when": {"path": "/f"}, "then": {"response": {"body": "{{request.form.To}} {{random.hex 8}}"}}}]"#)
      let texts = (1...2).map { _ in
        stage.send(.post, "/f", [("content-type", "application/x-www-form-urlencoded")], body: Array("To=%2B1".utf8))
          .text
      }
      #expect(texts.allSatisfy { $0.hasPrefix("+1 ") } && texts[0] != texts[1])
    }
  }
}
