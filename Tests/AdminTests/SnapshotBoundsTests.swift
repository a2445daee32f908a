import EventLoop
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import Simulator

/// Numbers and references of a snapshot that no server writes.
@Suite(.timeLimit(.minutes(2))) struct SnapshotBoundsTests {
  @Test func folderInsideItselfIsRefused() async throws {
    try await onLoop {
      let control = try Control()
      let world: (JSONValue) -> Reception = { base in
        control.peer().patch("/_ringback/sandboxes/default/world", ["elevenlabs": ["knowledge_base": base]])
      }
      #expect(world(["f": ["type": "folder"]]).status == 200)
      #expect(world(["g": ["type": "folder", "parent_folder_id": "f"]]).status == 200)
      let taken = await control.snapshot()
      for parent in ["f", "g"] {
        let refused = world(["f": ["type": "folder", "parent_folder_id": .string(parent)]])
        #expect(refused.status == 422)
        #expect(refused["error", "message"].string?.contains("inside itself") == true)
        #expect(refused["error", "pointer"].string?.hasSuffix("/knowledge_base/f/parent_folder_id") == true)
      }
      let rows = taken["tables"]?["knowledge_base_documents"]?.array ?? taken["tables"]?["knowledge_base"]?.array
      let kind = taken["tables"]?.object?.first { $0.value == rows.map(JSONValue.array) }?.key ?? ""
      let id = rows?.first?["record"]?["id"] ?? .null
      var circle = taken
      circle.set(id, at: try JSONPointer("/tables/\(kind)/0/record/folderID"))
      let answer = await control.put(circle)
      #expect(answer.status == 422)
      #expect(answer["error", "message"].string?.contains("inside itself") == true)
      #expect(await control.put(taken).status == 200)
      let text: JSONValue = ["t": ["text": "x", "parent_folder_id": "g"]]
      #expect(world(text).status == 200)
      let document = world(["u": ["text": "x", "parent_folder_id": "t"]])
      #expect(document["error", "message"].string?.contains("is a document, not a folder") == true)
      #expect(document["error", "pointer"] == "/elevenlabs/knowledge_base/u/parent_folder_id")
      // What is in a folder goes with it: nothing is left whose folder does not exist.
      #expect(world(["f": nil]).status == 200)
      let left = await control.snapshot()
      #expect(left["tables"]?[kind] == [])
      #expect(await control.put(left).status == 200)
    }
  }

  @Test(
    arguments: [
      ("singles/elevenlabs_settings/webhooks/timeoutSeconds", 1e300),
      ("singles/elevenlabs_settings/webhooks/timeoutSeconds", 0),
      ("singles/elevenlabs_settings/initiationWebhookTimeout", -1),
      ("tables/batches/0/record/dispatched", .integer(Int64.min)),
      ("tables/batches/0/record/finished", -1),
      ("tables/batches/0/record/dispatched", .integer(Int64.max)),
      ("tables/batches/0/record/retryCount", .integer(Int64.max)),
      ("tables/workspace_webhooks/0/record/consecutiveFailures", .integer(Int64.max)),
      ("tables/conversations/1/record/durationSeconds", .integer(Int64.max)),
      ("tables/tools/0/record/totalCalls", .integer(Int64.max)),
      ("tables/knowledge_base/0/record/size", .integer(Int64.max)),
      ("tables/knowledge_base/0/record/folderID", "nowhere"),
    ] as [(String, JSONValue)])
  func aNumberOutOfItsRangeIsRefusedWithItsPlace(place: String, value: JSONValue) async throws {
    try await onLoop {
      let control = try Control()
      try SnapshotRoutesTests.fill(control, "default")
      var taken = await control.snapshot()
      taken.set(value, at: try JSONPointer("/\(place)"))
      let answer = await control.put(taken)
      #expect(answer.status == 422)
      #expect(answer["error", "pointer"].string == "/\(place)")
    }
  }

  /// Each number that a snapshot has, one of a kind, with each extreme that JSON can spell.
  @Test func noNumberOfASnapshotEndsTheServer() async throws {
    try await onLoop {
      let control = try Control()
      try SnapshotRoutesTests.fill(control, "default")
      let sandbox = try #require(control.simulator.registry["default"])
      let key = try #require(sandbox.plan.credentials.first?.value)
      let client = control.client(key: key)
      let taken = await control.snapshot()
      let places = Self.numbers(of: taken)
      #expect(places.count > 60)
      for place in places {
        for value in Self.extremes {
          var changed = taken
          changed.set(value, at: place)
          let answer = await control.put(changed)
          #expect([200, 422].contains(answer.status), "\(place): \(answer.text)")
          if answer.status == 200 { await Self.use(client, sandbox) }
        }
      }
    }
  }

  private static let extremes: [JSONValue] = [
    .integer(Int64.max), .integer(Int64.min), -1, .integer(Int64(1) << 60), 1e300,
  ]

  /// Reads what numbers are shown and counted in, and lets time pass.
  @LoopActor private static func use(_ client: TestPeer, _ sandbox: Sandbox) async {
    for path in [
      "/v1/user", "/v1/convai/agents", "/v1/convai/conversations", "/v1/convai/batch-calling/workspace",
      "/v1/convai/knowledge-base", "/v1/convai/knowledge-base/rag-index", "/v1/convai/tools", "/v1/workspace/webhooks",
      "/v1/convai/phone-numbers", "/v1/convai/tags",
    ] { #expect(client.get(path).status < 500, "\(path)") }
    for conversation in client.get("/v1/convai/conversations")["conversations"].array ?? [] {
      let path = "/v1/convai/conversations/\(conversation["conversation_id"]?.string ?? "")"
      #expect(client.get(path).status < 500)
    }
    await sandbox.clock.advanceUntilIdle(within: .seconds(200 * 366 * 86_400))
    let batch = client.get("/v1/convai/batch-calling/workspace")["batch_calls", "0", "id"].string ?? ""
    _ = client.post("/v1/convai/batch-calling/\(batch)/retry", [:])
    await sandbox.clock.advanceUntilIdle(within: .seconds(86_400))
    #expect(client.get("/v1/convai/batch-calling/\(batch)").status < 500)
  }

  /// The places of numbers, one of each kind: what the second row of a table has, the first has too.
  private static func numbers(of snapshot: JSONValue) -> [JSONPointer] {
    var found: [String: JSONPointer] = [:]
    func walk(_ value: JSONValue, _ place: JSONPointer, _ kind: String) {
      switch value {
      case .integer, .real: if found[kind] == nil { found[kind] = place }
      case .array(let elements):
        for (index, element) in elements.enumerated() { walk(element, place.appending(index), kind + "/*") }
      case .object(let members):
        for (name, member) in members { walk(member, place.appending(name), "\(kind)/\(name)") }
      default: break
      }
    }
    walk(snapshot, JSONPointer(tokens: []), "")
    return found.sorted { $0.key < $1.key }.map(\.value)
  }
}
