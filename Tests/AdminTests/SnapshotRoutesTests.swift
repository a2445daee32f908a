import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing
import Transport

@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct SnapshotRoutesTests {
  /// Fills every kind of record and single value that there is.
  @LoopActor static func fill(_ control: Control, _ name: String) throws {
    let sandbox = try #require(control.simulator.registry[name])
    let key = try #require(sandbox.plan.credentials.first?.value)
    let names = control.simulator.names(in: sandbox)
    let agent = try #require(names["agents"]?.object?.first?.value.string)
    let number = try #require(names["phone_numbers"]?.object?.first?.value.string)
    func ask(_ method: Method, _ path: String, _ body: JSONValue? = nil) throws {
      let request = Request(
        method: method, target: path, fields: [("xi-api-key", key), ("content-type", "application/json")],
        body: body.map { JSONWriter.bytes($0) } ?? [])
      guard case .now(let answer) = control.simulator.reply(to: request) else { return }
      #expect(answer.status < 300, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
    }
    for title in ["one", "two"] {
      try ask(
        .post, "/v1/convai/agents/create", ["name": .string(title), "conversation_config": [:], "tags": ["z", "a"]])
      try ask(
        .post, "/v1/convai/twilio/outbound-call",
        [
          "agent_id": .string(agent), "agent_phone_number_id": .string(number), "to_number": "+15555550123",
          "conversation_initiation_client_data": ["dynamic_variables": ["n": 1.5, "deep": [["x": nil]]]],
        ])
    }
    // One that the carrier refuses leaves a failed conversation.
    sandbox.world.refuse("+15555550199")
    let refused = Request(
      method: .post, target: "/v1/convai/twilio/outbound-call",
      fields: [("xi-api-key", key), ("content-type", "application/json")],
      body: JSONWriter.bytes([
        "agent_id": .string(agent), "agent_phone_number_id": .string(number), "to_number": "+15555550199",
      ]))
    _ = control.simulator.reply(to: refused)
    try ask(
      .post, "/v1/convai/phone-numbers",
      ["phone_number": "+15555550177", "label": "own", "provider": "twilio", "sid": "AC1", "token": "very-secret"])
    try ask(
      .post, "/v1/convai/phone-numbers",
      [
        "phone_number": "+15555550178", "label": "trunk", "provider": "sip_trunk",
        "outbound_trunk_config": [
          "address": "sip.example.com", "credentials": ["username": "u", "password": "very-secret"],
        ],
      ])
    try ask(
      .post, "/v1/workspace/webhooks",
      ["settings": ["auth_type": "hmac", "name": "crm", "webhook_url": "https://example.com/crm"]])
    try ask(.post, "/v1/convai/tags", ["title": "vip"])
    try ask(.get, "/v1/convai/conversation/get-signed-url?agent_id=\(agent)")
    try ask(.post, "/v1/convai/secrets", ["type": "new", "name": "crm", "value": "open-sesame"])
    try ask(
      .post, "/v1/convai/tools", ["tool_config": ["type": "client", "name": "show", "description": "Shows it."]])
    try ask(.post, "/v1/convai/knowledge-base/url", ["url": "https://example.com/", "enable_auto_sync": true])
    try ask(
      .post, "/v1/convai/batch-calling/submit",
      [
        "call_name": "later", "agent_id": .string(agent), "agent_phone_number_id": .string(number),
        "scheduled_time_unix": 4_102_444_800,
        "recipients": [["phone_number": "+15555550123", "conversation_initiation_client_data": ["user_id": "u"]]],
      ])
  }

  /// Lets the calls of a sandbox come to their end: one that is under way ends where a snapshot is put back.
  @LoopActor static func finishCalls(_ control: Control, _ name: String) async {
    await control.simulator.registry[name]?.clock.advanceUntilIdle(within: .seconds(86_400))
  }

  @Test func everythingIsInASnapshotAndComesBack() async throws {
    try await onLoop {
      let control = try Control()
      try Self.fill(control, "default")
      await Self.finishCalls(control, "default")
      let sandbox = try #require(control.simulator.registry["default"])
      #expect(!SnapshotKinds.all.misses(anythingOf: sandbox.world))
      let answer = await control.send(.get, "/_ringback/snapshot")
      #expect(answer.status == 200)
      #expect(control.issues("get_snapshot", answer) == [])
      let taken = answer.json
      for (kind, rows) in try #require(taken["tables"]?.object) { #expect(rows.array != [], "\(kind) is empty") }
      // Another sandbox of another scenario takes it all over.
      let made = await control.send(
        .post, "/_ringback/sandboxes", fields: [("content-type", "application/json")],
        body: JSONWriter.bytes(["name": "other", "scenario": ["default", "creator-account"]]))
      #expect(made.status == 201)
      let put = await control.put(taken, to: "other")
      #expect(put.status == 200, "\(put.text)")
      #expect(control.issues("put_snapshot", put) == [])
      var there = await control.snapshot("other")
      for member in ["sandbox", "scenario", "seed"] { there[member] = taken[member] }
      #expect(JSONWriter.bytes(there) == JSONWriter.bytes(taken))
    }
  }

  @Test func whatFollowsIsByteForByteTheSame() async throws {
    try await onLoop {
      let control = try Control()
      try Self.fill(control, "default")
      await Self.finishCalls(control, "default")
      let key = try #require(control.simulator.registry["default"]?.plan.credentials.first?.value)
      let taken = await control.snapshot()
      @LoopActor func whatFollows() throws -> [String] {
        try Self.fill(control, "default")
        let lists = ["agents", "phone-numbers", "conversations", "conversations?page_size=2", "agents?sort_by=name"]
        return lists.map { path in
          let request = Request(target: "/v1/convai/\(path)", fields: [("xi-api-key", key)])
          guard case .now(let answer) = control.simulator.reply(to: request) else { return "later" }
          var bytes: [UInt8] = []
          ResponseEncoder.append(answer, to: &bytes)
          return String(decoding: bytes, as: UTF8.self)
        }
      }
      let first = try whatFollows()
      #expect(await control.put(taken).status == 200)
      #expect(try whatFollows() == first)
      #expect(try whatFollows() != first)
    }
  }

  @Test func noKeyAndNoPasswordIsInIt() async throws {
    try await onLoop {
      let control = try Control()
      try Self.fill(control, "default")
      let text = await control.snapshot().description
      #expect(!text.contains("very-secret"))
      #expect(!text.contains("sk_"))
      let twilio = try #require(control.simulator.registry["default"]?.twilio)
      #expect(!text.contains(twilio.authToken))
    }
  }

  @Test func aMistakeChangesNothing() async throws {
    try await onLoop {
      let control = try Control()
      let taken = await control.snapshot()
      var foreign = taken
      foreign["ringback"] = "state"
      var newer = taken
      newer["version"] = 2
      var torn = taken
      torn.set("x", at: try JSONPointer("/tables/phone_numbers/1/record/importedAt"))
      // The next arrival, and the next firing, would have no number.
      var full = taken
      full.set(.integer(.max), at: try JSONPointer("/arrivals/agents"))
      var counted = taken
      counted.set(
        [["id": "a#0", "seen": .integer(.max), "fired": 0, "windows": []]],
        at: try JSONPointer("/singles/rule_progress/rules"))
      try Self.fill(control, "default")
      // The call that was placed is dialled before anything else happens.
      await LoopActor.executor.settle()
      let before = await control.snapshot()
      for (value, pointer) in [
        (foreign, "/ringback"), (newer, "/version"), (torn, "/tables/phone_numbers/1/record/importedAt"),
        (full, "/arrivals/agents"), (counted, "/singles/rule_progress"),
      ] {
        let answer = await control.put(value)
        #expect(answer.status == 422)
        #expect(answer.code == "invalid_snapshot")
        #expect(answer["error", "pointer"].string == pointer)
      }
      let half = JSONWriter.bytes(taken)
      let answer = await control.send(.put, "/_ringback/snapshot", body: Array(half[..<(half.count / 2)]))
      #expect(answer.status == 422)
      #expect(answer["error", "message"].string?.contains("line 1, column") == true)
      #expect(await control.snapshot() == before)
    }
  }

  @Test func theSandboxIsFoundAsEverywhere() async throws {
    try await onLoop {
      let control = try Control()
      try control.simulator.registry.create(Sandbox.Plan(name: "t1"))
      for (target, fields, scope) in [
        ("/_ringback/snapshot", [], "t1"), ("/_ringback/snapshot?sandbox=t1", [], nil),
        ("/_ringback/snapshot", [("x-ringback-sandbox", "t1")], nil),
      ] as [(String, [(String, String)], String?)] {
        let answer = await control.send(
          .get, target, fields: fields.map { (name: $0.0, value: $0.1) }, scope: scope)
        #expect(answer["sandbox"] == "t1")
      }
      #expect(await control.snapshot()["sandbox"] == "default")
      #expect(await control.send(.get, "/_ringback/snapshot?sandbox=none").code == "unknown_sandbox")
    }
  }

  /// A record that no snapshot knows would be lost without a word.
  @Test func everyRecordTypeOfTheSourcesIsRegistered() throws {
    var found: Set<String> = []
    for path in Repository.files(below: "Sources", suffix: ".swift") {
      let text = String(decoding: try Repository.bytes(path), as: UTF8.self)
      for match in text.matches(of: /(?m)^\s*(?:public )?(?:struct|final class|enum|extension) (\w+): ([^{]*)\{/) {
        let names = match.2.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        if names.contains("Record") || names.contains("Singleton") { found.insert(String(match.1)) }
      }
    }
    #expect(found.isSuperset(of: ["Agent", "Call", "User", "RuleSet"]))
    #expect(found.subtracting(SnapshotKinds.all.typeNames) == [])
  }
}
