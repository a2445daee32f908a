import EventLoop
import JSON
import LoopTestSupport
import Simulation
import Telephony
import TestSupport
import Testing

/// A batch on a manual clock: an answered call rings at 1 s, is picked up at 5 s, and takes some seconds more.
@Suite(.timeLimit(.minutes(2))) struct BatchCallingTests {
  static let path = "/v1/convai/batch-calling"

  static func body(_ count: Int, _ changes: JSONObject = [:]) -> JSONValue {
    var body: JSONObject = [
      "call_name": "Reminders", "agent_id": .string(Workspace.agentID),
      "agent_phone_number_id": .string(Workspace.numberID),
      "recipients": .array((0..<count).map { ["phone_number": .string(number($0))] }),
    ]
    for (key, value) in changes { body[key] = value.isNull ? JSONValue?.none : value }
    return .object(body)
  }

  static func number(_ index: Int) -> String { "+1555556\(String(10_000 + index).dropFirst())" }

  @Test func aBatchIsAnsweredAsItWasStored() async throws {
    try await onLoop {
      let answer = try Workspace().peer().post("\(Self.path)/submit", Self.body(2, ["timezone": "Europe/Berlin"]))
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.field("x-ringback-fidelity") == "stateful")
      #expect(answer["id"].string?.wholeMatch(of: try Regex("btcal_[0-9]{2}[0-9a-z]{26}")) != nil)
      #expect(answer["name"] == "Reminders")
      #expect(answer["agent_name"] == "Receptionist")
      #expect(answer["phone_provider"] == "twilio")
      #expect(answer["status"] == "pending")
      #expect(answer["timezone"] == "Europe/Berlin")
      #expect(answer["created_at_unix"] == 1_795_255_200)
      #expect(answer["scheduled_time_unix"] == 1_795_255_200)
      #expect(answer["total_calls_scheduled"] == 2)
      #expect(answer["telephony_call_config", "ringing_timeout_secs"] == 60)
      #expect(answer.hint == "")
    }
  }

  @Test func recipientsMoveWithTheirConversations() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      workspace.person(Self.number(1), .busy)
      let batch = try workspace.submit(Self.body(3))
      @LoopActor func states() -> [String] { batch.recipients.map { $0["status"]?.string ?? "" } }
      #expect(states() == ["pending", "pending", "pending"])
      await workspace.advance(.zero)
      #expect(batch.json["status"] == "in_progress")
      #expect(states() == ["dispatched", "dispatched", "dispatched"])
      #expect(batch.json["total_calls_dispatched"] == 3)
      await workspace.advance(.seconds(2))
      #expect(states() == ["initiated", "initiated", "initiated"])
      #expect(batch.recipients[0]["updated_at_unix"] == 1_795_255_201)
      await workspace.advance(.seconds(3))
      #expect(states() == ["in_progress", "failed", "in_progress"])
      #expect(batch.json["total_calls_finished"] == 1)
      await workspace.advanceUntilIdle()
      #expect(states() == ["completed", "failed", "completed"])
      #expect(batch.json["status"] == "completed")
      #expect(batch.json["total_calls_finished"] == 3)
      #expect(batch.json["last_updated_at_unix"]?.integer ?? 0 > 1_795_255_205)
      for recipient in batch.recipients {
        let conversation = workspace.conversation(recipient["conversation_id"] ?? .null)
        #expect(conversation["status"] == (recipient["status"] == "completed" ? "done" : "failed"))
        #expect(
          conversation["metadata", "batch_call"] == [
            "batch_call_id": .string(batch.id), "batch_call_recipient_id": recipient["id"] ?? .null, "campaign": nil,
          ])
        #expect(conversation["metadata", "phone_call", "external_number"] == recipient["phone_number"])
      }
      #expect(peer.get("/v1/convai/conversations")["conversations"].array?.count == 3)
    }
  }

  @Test func aRecipientOutlivesItsConversation() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let batch = try workspace.submit(Self.body(1))
      await workspace.advance(.seconds(6))
      let id = batch.recipients[0]["conversation_id"]?.string ?? ""
      #expect(workspace.peer().delete("/v1/convai/conversations/\(id)").status == 200)
      await workspace.advanceUntilIdle()
      #expect(batch.recipients[0]["status"] == "completed")
      #expect(workspace.peer().get("\(Self.path)/\(batch.id)/export").text.contains(",completed,"))
    }
  }

  @Test func clientDataReachesTheConversationOfItsRecipient() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let recipients: JSONValue = [
        [
          "id": "mine-1", "phone_number": "+15555550123",
          "conversation_initiation_client_data": ["dynamic_variables": ["customer_name": "Ada"], "own": 1],
        ],
        ["id": "mine-1", "phone_number": "+15555550124"],
      ]
      let batch = try workspace.submit(Self.body(0, ["recipients": recipients]))
      await workspace.advanceUntilIdle()
      #expect(batch.recipients.map { $0["id"] } == ["mine-1", "mine-1"])
      #expect(batch.recipients[0]["conversation_initiation_client_data"]?["own"] == 1)
      let first = workspace.conversation(batch.recipients[0]["conversation_id"] ?? .null)
      #expect(first["transcript", "0", "message"] == "Hello Ada, how can I help you?")
      #expect(first["conversation_initiation_client_data", "own"] == 1)
      let second = workspace.conversation(batch.recipients[1]["conversation_id"] ?? .null)
      #expect(second["transcript", "0", "message"].string?.contains("Ada") == false)
    }
  }

  @Test func itWaitsForItsTime() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let batch = try workspace.submit(Self.body(1, ["scheduled_time_unix": 1_795_258_800]))
      await workspace.advance(.seconds(3_599))
      #expect(batch.json["status"] == "pending")
      #expect(workspace.sandbox.clock.sleeping == 1)
      await workspace.advance(.seconds(1))
      #expect(batch.json["status"] == "in_progress")
      let past = workspace.peer().post("\(Self.path)/submit", Self.body(1, ["scheduled_time_unix": 1_000_000_000]))
      #expect(past["scheduled_time_unix"] == 1_795_258_800)
      #expect(past.hint.contains("is past"))
      await workspace.advanceUntilIdle()
      #expect(batch.json["status"] == "completed")
    }
  }

  /// The plan "pro" has 20.
  @Test(
    arguments: [([:], 14), (["target_concurrency_limit": 2], 2), (["target_concurrency_limit": 25], 25)]
      as [(JSONObject, Int)])
  func asManyAreCalledAtOnceAsMayBe(changes: JSONObject, most: Int) async throws {
    try await onLoop {
      let workspace = try Workspace()
      let batch = try workspace.submit(Self.body(40, changes))
      await workspace.advance(.zero)
      var highest = 0
      while batch.json["status"] == "in_progress" {
        let live = workspace.live
        highest = max(highest, live)
        #expect(live <= most)
        let dispatched = batch.json["total_calls_dispatched"]?.integer ?? 0
        #expect(dispatched == 40 || live == most, "a slot is free and somebody waits")
        await workspace.advance(.seconds(1))
      }
      #expect(highest == most)
      #expect(batch.recipients.allSatisfy { $0["status"] == "completed" })
    }
  }

  @Test func aBatchWaitsForTheWorkspaceToo() async throws {
    try await onLoop {
      let workspace = try Workspace(["settings": ["elevenlabs": ["concurrency_limit": 2]]])
      #expect(workspace.peer().call()["success"] == true && workspace.peer().call()["success"] == true)
      let batch = try workspace.submit(Self.body(3, ["target_concurrency_limit": 3]))
      await workspace.advance(.zero)
      #expect(batch.json["total_calls_dispatched"] == 0)
      await workspace.advanceUntilIdle()
      #expect(batch.json["status"] == "completed")
      #expect(batch.recipients.allSatisfy { $0["status"] == "completed" })
    }
  }

  @Test func aRetryCallsThoseWhoFailed() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      workspace.person(Self.number(1), .noAnswer)
      let batch = try workspace.submit(Self.body(3, ["agent_phone_number_id": .string(Workspace.trunkID)]))
      #expect(batch.json["phone_provider"] == "sip_trunk")
      await workspace.advanceUntilIdle()
      let before = batch.recipients
      #expect(before.map { $0["status"] } == ["completed", "failed", "completed"])
      workspace.person(Self.number(1), .answers)
      let retried = peer.post("\(Self.path)/\(batch.id)/retry", [:])
      #expect(retried.status == 200, "\(retried.text)")
      #expect(retried["status"] == "in_progress")
      #expect(retried["retry_count"] == 1)
      #expect(retried["total_calls_finished"] == 2)
      #expect(batch.recipients[1]["status"] == "pending")
      await workspace.advanceUntilIdle()
      #expect(batch.recipients.map { $0["status"] } == ["completed", "completed", "completed"])
      #expect(batch.recipients[1]["conversation_id"] != before[1]["conversation_id"])
      #expect(batch.recipients[0] == before[0])
      #expect(batch.json["status"] == "completed")
      #expect(batch.json["total_calls_finished"] == 3)
      let again = peer.post("\(Self.path)/\(batch.id)/retry", [:])
      #expect(again["retry_count"] == 1)
      #expect(again.hint.contains("nothing to retry"))
    }
  }

  @Test func cancellingStopsThosePendingAndLetsLiveCallsEnd() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let batch = try workspace.submit(Self.body(4, ["target_concurrency_limit": 2]))
      await workspace.advance(.seconds(6))
      let cancelled = peer.post("\(Self.path)/\(batch.id)/cancel", [:])
      #expect(cancelled["status"] == "cancelled")
      #expect(batch.recipients.map { $0["status"] } == ["in_progress", "in_progress", "cancelled", "cancelled"])
      await workspace.advanceUntilIdle()
      #expect(batch.recipients.map { $0["status"] } == ["completed", "completed", "cancelled", "cancelled"])
      #expect(batch.json["status"] == "cancelled")
      #expect(batch.json["total_calls_dispatched"] == 2 && batch.json["total_calls_finished"] == 2)
      #expect(peer.post("\(Self.path)/\(batch.id)/cancel", [:]).hint.contains("already"))
    }
  }

  @Test func whatIsCancelledBeforeItsTimeNeverStarts() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let batch = try workspace.submit(Self.body(2, ["scheduled_time_unix": 1_795_258_800]))
      await workspace.advance(.zero)
      #expect(workspace.peer().post("\(Self.path)/\(batch.id)/cancel", [:])["status"] == "cancelled")
      await workspace.advance(.zero)
      #expect(workspace.sandbox.clock.sleeping == 0)
      await workspace.advance(.seconds(7_200))
      #expect(batch.recipients.map { $0["status"] } == ["cancelled", "cancelled"])
      #expect(workspace.peer().get("/v1/convai/conversations")["conversations"] == [])
    }
  }

  @Test func aDeletedBatchIsGoneAndItsConversationsAreNot() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let batch = try workspace.submit(Self.body(3, ["target_concurrency_limit": 1]))
      await workspace.advance(.seconds(6))
      let deleted = peer.delete("\(Self.path)/\(batch.id)")
      #expect(deleted.status == 204 && deleted.text.isEmpty)
      await workspace.advanceUntilIdle()
      #expect(peer.get("/v1/convai/conversations")["conversations"].array?.count == 1)
      for target in ["", "/export"] { #expect(peer.get("\(Self.path)/\(batch.id)\(target)").status == 404) }
      for target in ["/cancel", "/retry"] { #expect(peer.post("\(Self.path)/\(batch.id)\(target)", [:]).status == 404) }
      let gone = peer.delete("\(Self.path)/\(batch.id)")
      #expect(gone.status == 404)
      #expect(gone["detail", "message"] == .string("Document with id \(batch.id) not found."))
    }
  }

  @Test func batchesAreListedByPages() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      var ids: [String] = []
      for _ in 0..<3 {
        ids.insert(try workspace.submit(Self.body(1)).id, at: 0)
        await workspace.advance(.seconds(1))
      }
      let all = peer.get("\(Self.path)/workspace")
      #expect(all["batch_calls"].array?.map { $0["id"]?.string } == ids)
      #expect(all["has_more"] == false && all["next_doc"].isNull)
      #expect(all["batch_calls", "0", "recipients"].isNull)
      let first = peer.get("\(Self.path)/workspace?limit=2")
      #expect(first["has_more"] == true)
      let rest = peer.get("\(Self.path)/workspace?limit=2&last_doc=\(first["next_doc"].string ?? "")")
      #expect(rest["batch_calls"].array?.map { $0["id"]?.string } == [ids[2]])
      #expect(peer.get("\(Self.path)/workspace?agent_id=agent_x")["batch_calls"] == [])
      #expect(peer.get("\(Self.path)/workspace?last_doc=made-up").status == 400)
    }
  }

  @Test func theExportHasOneLineARecipient() async throws {
    try await onLoop {
      let workspace = try Workspace()
      workspace.person(Self.number(1), .busy)
      let recipients: JSONValue = [
        ["id": "a,\"b\"", "phone_number": .string(Self.number(0))], ["phone_number": .string(Self.number(1))],
      ]
      let batch = try workspace.submit(Self.body(0, ["recipients": recipients]))
      await workspace.advanceUntilIdle()
      let answer = workspace.peer().get("\(Self.path)/\(batch.id)/export")
      #expect(answer.field("content-type") == "text/csv; charset=utf-8")
      let lines = answer.text.split(separator: "\r\n")
      #expect(lines.count == 3, "\(answer.text)")
      #expect(lines[0].hasPrefix("recipient_id,phone_number,"))
      #expect(lines[1].hasPrefix("\"a,\"\"b\"\"\",\(Self.number(0)),,completed,"))
      #expect(lines[1].contains(",done,") && lines[1].contains(",success,"))
      #expect(lines[2].contains(",failed,"))
      let preview = workspace.peer().get("\(Self.path)/\(batch.id)/export?limit=1")
      #expect(Array(preview.text.split(separator: "\r\n")) == Array(lines[0..<2]))
    }
  }

  @Test func whatCannotBeCalledIsRefusedOrFails() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      @LoopActor func submit(_ changes: JSONObject) -> Reception {
        peer.post("\(Self.path)/submit", Self.body(1, changes))
      }
      #expect(submit(["agent_id": "agent_x"]).status == 404)
      #expect(submit(["agent_phone_number_id": "phnum_x"]).status == 404)
      let numberless = submit(["agent_phone_number_id": nil])
      #expect(numberless.status == 400 && numberless.hint.contains("agent_phone_number_id"))
      #expect(submit(["target_concurrency_limit": 0]).status == 422)
      #expect(peer.get("\(Self.path)/workspace")["batch_calls"] == [])
      let empty = submit(["recipients": []])
      #expect(empty.status == 200 && empty.hint.contains("is empty"))
      #expect(submit(["scheduled_time_unix": 1_795_258_800_000]).hint.contains("milliseconds"))
      #expect(submit(["target_concurrency_limit": 21]).hint.contains("is above"))
      let texts = submit(["recipients": [["whatsapp_user_id": "w-1"]]])
      #expect(texts.hint.contains("WhatsApp"))
      await workspace.advance(.zero)
      #expect(peer.get("\(Self.path)/\(empty["id"].string ?? "")")["status"] == "completed")
      #expect(peer.get("\(Self.path)/\(texts["id"].string ?? "")")["recipients", "0", "status"] == "failed")
    }
  }

  @Test func aRefusedDialFailsItsRecipientAlone() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let recipients: JSONValue = [["phone_number": "nobody"], ["phone_number": "+15555550123"]]
      let batch = try workspace.submit(Self.body(0, ["recipients": recipients]))
      await workspace.advanceUntilIdle()
      #expect(batch.recipients.map { $0["status"] } == ["failed", "completed"])
      let failed = workspace.conversation(batch.recipients[0]["conversation_id"] ?? .null)
      #expect(failed["metadata", "error", "reason"].string?.hasPrefix("HTTP 400 error") == true)
      #expect(batch.json["total_calls_dispatched"] == 2 && batch.json["total_calls_finished"] == 2)
    }
  }

  @Test func aBatchWhoseAgentIsGoneFails() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let batch = try workspace.submit(Self.body(2, ["scheduled_time_unix": 1_795_258_800]))
      #expect(workspace.peer().delete("/v1/convai/agents/\(Workspace.agentID)").status == 200)
      await workspace.advanceUntilIdle()
      #expect(batch.json["status"] == "failed")
      #expect(batch.recipients.map { $0["status"] } == ["failed", "failed"])
    }
  }

  @Test func manyRecipientsAreAllCalled() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let batch = try workspace.submit(Self.body(900, ["target_concurrency_limit": 225]))
      await workspace.advanceUntilIdle()
      #expect(batch.json["status"] == "completed")
      #expect(batch.json["total_calls_finished"] == 900)
      #expect(batch.recipients.count { $0["status"] == "completed" } == 900)
    }
  }
}

/// A batch as the API shows it.
@LoopActor struct SubmittedBatch {
  let workspace: Workspace
  let id: String

  var json: JSONValue { workspace.peer().get("\(BatchCallingTests.path)/\(id)").json }
  var recipients: [JSONValue] { json["recipients"]?.array ?? [] }
}

extension Workspace {
  func submit(_ body: JSONValue) throws -> SubmittedBatch {
    let answer = peer().post("\(BatchCallingTests.path)/submit", body)
    return SubmittedBatch(workspace: self, id: try #require(answer["id"].string, "\(answer.text)"))
  }

  /// How many calls are under way.
  var live: Int { sandbox.world[Call.self].all.count { !$0.status.isFinal } }
}
