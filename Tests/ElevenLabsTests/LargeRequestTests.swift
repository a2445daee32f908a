import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import ElevenLabs

/// Requests that held the loop for seconds: work grows with what was sent, others have their turn, and limits have names.
@Suite(.timeLimit(.minutes(2))) struct LargeRequestTests {
  @Test func namesThatNothingFillsAreExplainedAFewAtATime() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let message = (0..<8_000).map { "{{need\($0)}}" }.joined()
      let agent = peer.post(
        "/v1/convai/agents/create", ["conversation_config": ["agent": ["first_message": .string(message)]]])
      #expect(agent.status == 200, "\(agent.text)")
      let sent = JSONObject((0..<8_000).map { ("nede\($0)", 1) })
      let answer = peer.call([
        "agent_id": agent["agent_id"],
        "conversation_initiation_client_data": ["dynamic_variables": .object(sent)],
      ])
      #expect(answer.status == 200)
      #expect(answer.answered.hint?.contains("needs {{need0}}") == true)
      #expect(answer.answered.hint?.contains("So it is with 7995 more names in the agent's first message.") == true)
      #expect(answer.answered.hint?.utf8.count ?? 0 < 8_000)
    }
  }

  @Test func aChangeOfThousandsOfMembersIsOneStepEach() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      func change(_ range: Range<Int>) -> JSONValue {
        let placeholders = JSONObject(range.map { ("p\($0)", JSONValue.integer($0)) })
        return [
          "conversation_config": [
            "agent": ["dynamic_variables": ["dynamic_variable_placeholders": .object(placeholders)]]
          ]
        ]
      }
      let path = "/v1/convai/agents/\(Workspace.agentID)"
      #expect(peer.patch(path, change(0..<6_000)).status == 200)
      let answer = peer.patch(path, change(3_000..<9_000))
      let members = answer["conversation_config", "agent", "dynamic_variables", "dynamic_variable_placeholders"].object
      #expect(members?.count ?? 0 >= 9_000 && members?["p8999"] == 8_999, "\(answer.text.prefix(200))")
      let refused = peer.patch(path, change(6_000..<12_000))
      #expect(refused.status == 413 && refused.hint.contains("--limit dynamic-variables"), "\(refused.text)")
      #expect(
        peer.get(path)["conversation_config", "agent", "dynamic_variables"].description.contains("p11999") == false)
    }
  }

  /// What an operation answers to a request that may be answered later.
  @LoopActor private static func answer(
    _ workspace: Workspace, _ method: HTTP1.Method, _ path: String, _ body: [UInt8]
  ) async -> (answered: Answered, isLater: Bool) {
    let request = Request(
      method: method, target: path,
      fields: [("content-type", "application/json"), ("xi-api-key", workspace.key()), ("host", "127.0.0.1:8080")],
      body: body)
    let arrival = Arrival(request, in: workspace.sandbox)
    switch Answering({ workspace.api.answer(arrival, into: &$0) }) {
    case .now(let answered): return (answered, false)
    case .later(let work): return (await work(), true)
    }
  }

  @Test func aLargeBodyIsCheckedBesideTheLoop() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let text = String(repeating: "one & two\n\n", count: 40_000)
      let path = "/v1/convai/knowledge-base/text"
      let body = JSONWriter.bytes(["text": .string(text), "name": "large"])
      let made = await Self.answer(workspace, .post, path, body)
      #expect(made.isLater && made.answered.response.status == 200 && made.answered.operation != nil)
      let id = try JSONParser().parse(made.answered.response.body)["id"]?.string ?? ""
      let document = try #require(workspace.sandbox.world[KnowledgeDocument.self][id])
      #expect(document.html.utf8.count == 40_000 * "<p>one &amp; two</p>".utf8.count)

      let wrong = await Self.answer(workspace, .post, path, JSONWriter.bytes(["txt": .string(text)]))
      #expect(wrong.isLater && wrong.answered.response.status == 422)
      let torn = await Self.answer(workspace, .post, path, body.dropLast())
      #expect(torn.isLater && torn.answered.response.status == 422)
      #expect(String(decoding: torn.answered.response.body, as: UTF8.self).contains("json_invalid"))
    }
  }

  @Test func moreRecipientsThanTheDocumentAllowsAreRefused() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let body = JSONWriter.bytes(BatchCallingTests.body(10_001))
      let (answered, _) = await Self.answer(workspace, .post, "\(BatchCallingTests.path)/submit", body)
      #expect(answered.response.status == 422)
      #expect(String(decoding: answered.response.body, as: UTF8.self).contains("at most 10000 items"))
      #expect(workspace.sandbox.world[Batch.self].count == 0)
    }
  }

  @Test func aBatchWithoutALimitLetsOthersHaveTheirTurn() async throws {
    @LoopActor func run() async throws -> [String] {
      let workspace = try Workspace(seed: 7)
      let batch = try workspace.submit(BatchCallingTests.body(1_500, ["target_concurrency_limit": 100_000]))
      // Others have their turn between two slices.
      var turns = 0
      while workspace.sandbox.world[Batch.self][batch.id]?.dispatched ?? 0 < 1_500 {
        turns += 1
        await Task.yield()
      }
      #expect(turns >= 1_500 / 32)
      await workspace.advance(.zero)
      #expect(workspace.live == 1_500)
      let shown = await workspace.waited(for: "\(BatchCallingTests.path)/\(batch.id)")
      return shown["recipients"].array?.map { $0["conversation_id"]?.string ?? "" } ?? []
    }
    try await onLoop {
      let first = try await run()
      #expect(Set(first).count == 1_500)
      #expect(try await run() == first)
    }
  }

  @Test func manyConversationsAreSearchedBesideTheLoop() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let batch = try workspace.submit(BatchCallingTests.body(1_200, ["target_concurrency_limit": 100_000]))
      await workspace.advanceUntilIdle()
      #expect(workspace.sandbox.world[Batch.self][batch.id]?.finished == 1_200)
      let path = "/v1/convai/conversations"
      let all = await Self.answer(workspace, .get, path, [])
      let found = await Self.answer(workspace, .get, "\(path)?search=\(BatchCallingTests.number(3))", [])
      let named = await Self.answer(workspace, .get, "\(path)?call_successful=success&exclude_statuses=failed", [])
      #expect(!all.isLater && found.isLater && named.isLater)
      #expect([all, found, named].allSatisfy { $0.answered.response.status == 200 })
      #expect(try JSONParser().parse(named.answered.response.body)["conversations"]?.array?.count == 30)
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct KnowledgeTextTests {
  @Test(arguments: [
    ("", ""), ("a", "<p>a</p>"), ("a\nb", "<p>a\nb</p>"), ("a\r\nb\rc", "<p>a\nb\nc</p>"),
    ("a\n\nb", "<p>a</p><p>b</p>"), ("\n \t\n a \n\u{a0}\nb\n", "<p> a </p><p>b</p>"),
    ("a\u{2028}b\u{85}\u{b}c", "<p>a\nb</p><p>c</p>"), ("<&\">é", "<p>&lt;&amp;&quot;&gt;é</p>"),
  ])
  func paragraphsStandBetweenEmptyLines(text: String, html: String) {
    #expect(KnowledgeText.html(text) == html)
  }

  @Test(arguments: [
    ("", "Text"), ("\n\n", "Text"), ("\r\n one\ntwo", " one"),
    (String(repeating: "x", count: 99), String(repeating: "x", count: 50)),
  ])
  func aTextIsNamedByItsFirstLine(text: String, name: String) {
    #expect(KnowledgeText.name(of: text) == name)
  }
}
