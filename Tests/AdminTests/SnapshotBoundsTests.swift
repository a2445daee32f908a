import EventLoop
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import Simulator

/// Numbers and references of a snapshot that no server writes.
@Suite(.timeLimit(.minutes(1))) struct SnapshotBoundsTests {
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
    }
  }

  @Test(
    arguments: [
      ("singles/elevenlabs_settings/webhooks/timeoutSeconds", 1e300),
      ("tables/batches/0/record/dispatched", .integer(Int64.min)),
      ("tables/batches/0/record/finished", .integer(Int64.min)),
      ("tables/batches/0/record/dispatched", .integer(Int64.max)),
      ("tables/batches/0/record/retryCount", .integer(Int64.max)),
      ("tables/workspace_webhooks/0/record/consecutiveFailures", .integer(Int64.max)),
    ] as [(String, JSONValue)])
  func noNumberOfASnapshotEndsTheServer(place: String, value: JSONValue) async throws {
    try await onLoop {
      let control = try Control()
      try SnapshotRoutesTests.fill(control, "default")
      let sandbox = try #require(control.simulator.registry["default"])
      let key = try #require(sandbox.plan.credentials.first?.value)
      var taken = await control.snapshot()
      taken.set(value, at: try JSONPointer("/\(place)"))
      #expect(await control.put(taken).status == 200)
      let client = control.client(key: key)
      let webhook = client.get("/v1/workspace/webhooks")["webhooks", "0", "webhook_id"]
      #expect(
        client.patch(
          "/v1/convai/settings",
          ["webhooks": ["post_call_webhook_id": webhook, "events": ["transcript", "call_initiation_failure"]]]
        ).status == 200)
      await sandbox.clock.advanceUntilIdle(within: .seconds(200 * 366 * 86_400))
      let batch = client.get("/v1/convai/batch-calling/workspace")["batch_calls", "0", "id"].string ?? ""
      #expect(client.get("/v1/convai/batch-calling/\(batch)")["status"] == "completed")
      #expect(client.post("/v1/convai/batch-calling/\(batch)/retry", [:]).status == 200)
      await sandbox.clock.advanceUntilIdle(within: .seconds(86_400))
      #expect(client.get("/v1/convai/batch-calling/\(batch)").status == 200)
    }
  }
}
