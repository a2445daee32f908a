import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct OutboundCallTests {
  @Test func anAcceptedCallHasBothIDs() async throws {
    try await onLoop {
      let answer = try Workspace().peer().call()
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.json.object?.keys.map { $0 } == ["success", "message", "conversation_id", "callSid"])
      #expect(answer["success"] == true)
      #expect(answer["message"] == "Success")
      #expect(answer["conversation_id"].string?.wholeMatch(of: try Regex("conv_[0-9]{2}[0-9a-z]{26}")) != nil)
      #expect(answer["callSid"].string?.wholeMatch(of: try Regex("CA[0-9a-f]{32}")) != nil)
      #expect(answer.field("x-ringback-fidelity") == "stateful")
      #expect(answer.hint == "")
    }
  }

  @Test func itsConversationIsReadableAtOnce() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let data: JSONValue = [
        "user_id": "u-1", "dynamic_variables": ["name": "Ada", "n": 3, "b": true],
        "conversation_config_override": ["agent": ["first_message": "Hi", "own": 1]], "own": ["deep": [1, nil, 2.5]],
      ]
      let placed = peer.call(["to_number": "+1 (555) 555-0123", "conversation_initiation_client_data": data])
      let conversation = peer.get("/v1/convai/conversations/\(placed["conversation_id"].string ?? "")")
      #expect(conversation.status == 200, "\(conversation.text)")
      #expect(conversation["status"] == "initiated")
      #expect(conversation["agent_id"].string == Workspace.agentID)
      #expect(conversation["agent_name"] == "Receptionist")
      #expect(conversation["user_id"] == "u-1")
      #expect(conversation["transcript"] == [])
      #expect(conversation["metadata", "start_time_unix_secs"] == 1_795_255_200)
      #expect(
        conversation["metadata", "phone_call"] == [
          "direction": "outbound", "phone_number_id": .string(Workspace.numberID), "agent_number": "+15555550100",
          "external_number": "+1 (555) 555-0123", "call_result": nil, "type": "twilio", "stream_sid": "",
          "call_sid": placed["callSid"],
        ])
      let kept = conversation["conversation_initiation_client_data"]
      #expect(kept["own"] == ["deep": [1, nil, 2.5]])
      #expect(kept["conversation_config_override"]?["agent"] == ["first_message": "Hi", "own": 1])
      #expect(kept["dynamic_variables"]?["name"] == "Ada")
      #expect(kept["dynamic_variables"]?["n"] == 3)
      #expect(kept["dynamic_variables"]?["b"] == true)
      #expect(kept["dynamic_variables"]?["system__call_sid"] == placed["callSid"])
      #expect(kept["dynamic_variables"]?["system__time_utc"] == "2026-11-21T10:00:00.000000+00:00")
      #expect(
        peer.get("/v1/convai/conversations")["conversations", "0", "conversation_id"] == placed["conversation_id"])
    }
  }

  @Test func aCallWithoutClientDataIsReadableToo() async throws {
    try await onLoop {
      for data in [nil, [:], ["user_id": nil]] as [JSONValue?] {
        let peer = try Workspace().peer()
        let placed = peer.call(data.map { ["conversation_initiation_client_data": $0] } ?? [:])
        let conversation = peer.get("/v1/convai/conversations/\(placed["conversation_id"].string ?? "")")
        #expect(conversation.status == 200, "\(conversation.text)")
        #expect(conversation["conversation_initiation_client_data", "user_id"].isNull)
      }
    }
  }

  @Test(arguments: ["agent_id", "agent_phone_number_id", "to_number"])
  func aMissingFieldIs422WithNullInput(field: String) async throws {
    try await onLoop {
      let answer = try Workspace().peer().call([field: nil])
      #expect(answer.status == 422)
      #expect(
        answer.json == [
          "detail": [["type": "missing", "loc": ["body", .string(field)], "msg": "Field required", "input": nil]]
        ])
      #expect(!answer.hint.isEmpty)
    }
  }

  /// The agent is looked up before the number.
  @Test(
    arguments: [
      (["agent_id": "agent_nobody"], "agent_nobody"), (["agent_phone_number_id": "phnum_nobody"], "phnum_nobody"),
      (["agent_id": "agent_nobody", "agent_phone_number_id": "phnum_nobody"], "agent_nobody"),
      (["agent_id": ""], ""), (["agent_phone_number_id": "+15555550100"], "+15555550100"),
    ] as [(JSONObject, String)])
  func unknownIDsAreNotFound(changes: JSONObject, id: String) async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let answer = peer.call(changes)
      #expect(answer.status == 404)
      #expect(answer["detail", "type"] == "not_found")
      #expect(answer["detail", "status"] == "document_not_found")
      #expect(answer["detail", "message"] == "Document with id \(id) not found.")
      #expect(peer.get("/v1/convai/conversations")["conversations"] == [])
    }
  }

  @Test func aNumberInPlaceOfItsIDIsAnsweredAsTheReportSawIt() async throws {
    try await onLoop {
      let peer = try Workspace(from: ["phone-number-instead-of-id"]).peer()
      for number in ["+15555550100", "+1 555 555 0100", "+4930901820"] {
        let answer = peer.call(["agent_phone_number_id": .string(number)])
        #expect(answer.status == 400)
        #expect(answer["detail", "status"] == "phone_number_id_required")
      }
      #expect(peer.call(["agent_phone_number_id": "+15555550100"]).hint.contains(Workspace.numberID))
      #expect(peer.call(["agent_phone_number_id": "phnum_nobody"]).status == 404)
    }
  }

  static let withoutCredentials: JSONObject = [
    "world": ["elevenlabs": ["phone_numbers": ["main": ["has_credentials": false]]]]
  ]

  @Test func aNumberThatCannotDialThroughTwilioIsRefused() async throws {
    try await onLoop {
      let trunk = try Workspace().peer().call(["agent_phone_number_id": .string(Workspace.trunkID)])
      let bare = try Workspace(Self.withoutCredentials).peer().call()
      for (answer, number) in [(trunk, "+15555550101"), (bare, "+15555550100")] {
        #expect(answer.status == 400, "\(answer.text)")
        #expect(
          answer.json == [
            "detail": [
              "status": "invalid_provider_config",
              "message": .string(
                "We are missing some Twilio credentials for the number \(number). Please delete and re-create it to be able to make "
                  + "outbound calls."),
            ]
          ])
      }
      #expect(trunk.hint.contains("/v1/convai/sip-trunk/outbound-call"))
    }
  }

  @Test(arguments: [
    (
      "+15005550001",
      "HTTP 400 error: Unable to create record: The phone number you are attempting to call, +15005550001, is not valid."
    ),
    (
      "call me",
      "HTTP 400 error: Unable to create record: The phone number you are attempting to call, call me, is not valid."
    ),
    ("+15555550199", "HTTP 403 error: Unable to create record: The number {x} is unverified."),
  ])
  func aRefusedDialIsA200WithoutIDs(number: String, message: String) async throws {
    try await onLoop {
      let peer = try Workspace([
        "people": [
          "+15555550199": ["refused": ["status": 403, "code": 21219, "message": "The number {x} is unverified."]]
        ]
      ]).peer()
      let answer = peer.call(["to_number": .string(number)])
      #expect(answer.status == 200)
      #expect(
        answer.json == ["success": false, "message": .string(message), "conversation_id": nil, "callSid": nil])
      #expect(answer.error == "twilio_dial_refused")
      let list = peer.get("/v1/convai/conversations")
      #expect(list["conversations", "0", "status"] == "failed")
      let failed = peer.get("/v1/convai/conversations/\(list["conversations", "0", "conversation_id"].string ?? "")")
      #expect(failed.status == 200, "\(failed.text)")
      #expect(failed["metadata", "error", "reason"] == .string(message))
      #expect(failed["metadata", "error", "code"] == 1011)
    }
  }

  static let broke: JSONValue = ["elevenlabs": ["subscription": ["character_count": 10, "character_limit": 10]]]

  @Test(arguments: [
    ("failed_conversation", 200, JSONValue.null), ("quota_exceeded", 401, "quota_exceeded"),
    ("insufficient_credits", 402, "insufficient_credits"),
  ])
  func withoutCreditsTheSettingDecides(setting: String, status: Int, word: JSONValue) async throws {
    try await onLoop {
      var changes = settings("out_of_credits", .string(setting))
      changes["world"] = Self.broke
      let peer = try Workspace(changes).peer()
      let answer = peer.call()
      #expect(answer.status == status, "\(answer.text)")
      #expect(answer["detail", "status"] == word)
      #expect(!answer.text.contains("{limit}"))
      guard status == 200 else {
        #expect(peer.get("/v1/convai/conversations")["conversations"] == [])
        return
      }
      let failed = peer.get("/v1/convai/conversations/\(answer["conversation_id"].string ?? "")")
      #expect(failed["status"] == "failed")
      #expect(failed["metadata", "error", "code"] == 3000)
    }
  }

  @Test func anAgentHasSoManyCallsADay() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let limits: JSONValue = ["call_limits": ["daily_limit": 2, "agent_concurrency_limit": -1]]
      #expect(peer.patch("/v1/convai/agents/\(Workspace.agentID)", ["platform_settings": limits]).status == 200)
      #expect(peer.call().status == 200 && peer.call().status == 200)
      let third = peer.call()
      #expect(third.status == 200 && third["success"] == true, "\(third.text)")
      let failed = peer.get("/v1/convai/conversations/\(third["conversation_id"].string ?? "")")
      #expect(failed["status"] == "failed")
      #expect(failed["metadata", "error", "code"] == 4300)
      #expect(failed["metadata", "error", "reason"] == "Agent has exceeded its daily call limit of 2.")
      await workspace.advance(.seconds(24 * 3_600))
      let tomorrow = peer.call()
      #expect(peer.get("/v1/convai/conversations/\(tomorrow["conversation_id"].string ?? "")")["status"] == "initiated")
    }
  }

  @Test func anAgentHasSoManyCallsAtOnce() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let limits: JSONValue = ["call_limits": ["daily_limit": 100_000, "agent_concurrency_limit": 1]]
      #expect(peer.patch("/v1/convai/agents/\(Workspace.agentID)", ["platform_settings": limits]).status == 200)
      #expect(peer.call().status == 200)
      #expect(peer.call().status == 429)
      await workspace.advanceUntilIdle()
      #expect(peer.call().status == 200)
    }
  }

  @Test(arguments: [("concurrent_limit_exceeded", 429), ("failed_conversation", 200)])
  func aboveTheConcurrencyTheSettingDecides(setting: String, status: Int) async throws {
    try await onLoop {
      let peer = try Workspace([
        "settings": ["elevenlabs": ["over_concurrency": .string(setting), "concurrency_limit": 2]]
      ]).peer()
      let first = peer.call()
      #expect(first.status == 200 && peer.call().status == 200)
      let third = peer.call()
      #expect(third.status == status, "\(third.text)")
      if status == 429 {
        #expect(third["detail", "status"] == "too_many_concurrent_requests")
        #expect(third["detail", "code"] == "concurrent_limit_exceeded")
        #expect(third["detail", "message"].string?.contains("a maximum of 2 concurrent requests") == true)
        #expect(third.field("retry-after") == nil)
      } else {
        let failed = peer.get("/v1/convai/conversations/\(third["conversation_id"].string ?? "")")
        #expect(failed["status"] == "failed")
      }
      #expect(peer.delete("/v1/convai/conversations/\(first["conversation_id"].string ?? "")").status == 200)
      #expect(peer.call()["success"] == true)
    }
  }

  @Test(
    arguments: [("free", false, 4), ("starter", false, 6), ("starter", true, 18), ("enterprise", true, nil)]
      as [(String, Bool, Int?)])
  func thePlanLimitsTheConcurrency(tier: String, bursts: Bool, limit: Int?) async throws {
    try await onLoop {
      let peer = try Workspace([
        "settings": ["elevenlabs": ["concurrency_limit": "plan"]],
        "world": ["elevenlabs": ["subscription": ["tier": .string(tier)]]],
      ]).peer()
      let limits: JSONValue = ["call_limits": ["bursting_enabled": .bool(bursts)]]
      #expect(peer.patch("/v1/convai/agents/\(Workspace.agentID)", ["platform_settings": limits]).status == 200)
      for _ in 0..<(limit ?? 40) { #expect(peer.call().status == 200) }
      #expect(peer.call().status == (limit == nil ? 200 : 429))
    }
  }

  @Test func aRuleOfTheScenarioDecides() async throws {
    try await onLoop {
      let peer = try Workspace(from: ["terms-not-accepted"]).peer()
      let batch: JSONValue = [
        "call_name": "c", "agent_id": .string(Workspace.agentID), "agent_phone_number_id": .string(Workspace.numberID),
        "recipients": [["phone_number": "+15555550123"]],
      ]
      let answer = peer.post("/v1/convai/batch-calling/submit", batch)
      #expect(answer.status == 403)
      #expect(answer["detail", "status"] == "batch_calling_agreement_required")
      #expect(answer.field("x-ringback-fidelity") == "scenario")
      #expect(answer.fields(named: "x-ringback-fidelity").count == 1)
      #expect(answer.rule == "batch calling terms")
      #expect(peer.call().status == 200)
      #expect(peer.post("/v1/convai/batch-calling/submit", [:]).status == 422)
    }
  }
}
