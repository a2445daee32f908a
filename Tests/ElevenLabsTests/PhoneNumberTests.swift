import EventLoop
import JSON
import LoopTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct PhoneNumberTests {
  static let path = "/v1/convai/phone-numbers"
  static let twilio: JSONValue = [
    "phone_number": "+15555550142", "label": "Second", "sid": "AC00000000000000000000000000000001", "token": "t",
  ]
  static let trunk: JSONValue = [
    "provider": "sip_trunk", "phone_number": "+15555550143", "label": "Trunk",
    "outbound_trunk_config": [
      "address": "sip.example.com", "transport": "tls",
      "credentials": ["username": "u", "password": "hidden-password"],
    ],
  ]

  @Test func anImportedTwilioNumberIsReadBack() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let created = peer.post(Self.path, Self.twilio)
      #expect(created.status == 200, "\(created.text)")
      let id = created["phone_number_id"].string ?? ""
      #expect(id.wholeMatch(of: try Regex("phnum_[0-9]{2}[0-9a-z]{26}")) != nil)
      #expect(
        peer.get("\(Self.path)/\(id)").json == [
          "phone_number": "+15555550142", "label": "Second", "supports_inbound": true, "supports_outbound": true,
          "phone_number_id": .string(id), "assigned_agent": nil, "provider": "twilio",
        ])
      #expect(!peer.get("\(Self.path)/\(id)").text.contains("token"))
    }
  }

  @Test func aTrunkNeverShowsItsPassword() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let created = peer.post(Self.path, Self.trunk)
      #expect(created.status == 200, "\(created.text)")
      let number = peer.get("\(Self.path)/\(created["phone_number_id"].string ?? "")")
      #expect(number.status == 200, "\(number.text)")
      #expect(number["provider"] == "sip_trunk")
      #expect(number["outbound_trunk", "address"] == "sip.example.com")
      #expect(number["outbound_trunk", "transport"] == "tls")
      #expect(number["outbound_trunk", "has_auth_credentials"] == true)
      #expect(number["outbound_trunk", "username"] == "u")
      #expect(!number.text.contains("hidden-password"))
      #expect(!peer.get(Self.path).text.contains("hidden-password"))
      #expect(!peer.get(Self.path).text.contains("not-shown"))
    }
  }

  @Test(
    arguments: [
      (["provider": "twilio", "phone_number": "+15555550142"], 422), (["provider": "vonage"], 422), ([:], 422),
      ([], 422),
      (["phone_number": "+15555550142", "label": "L", "sid": "AC", "token": "t", "agent_id": "agent_nobody"], 404),
    ] as [(JSONValue, Int)])
  func aWrongImportIsRefused(body: JSONValue, status: Int) async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      #expect(peer.post(Self.path, body).status == status)
      #expect(peer.get(Self.path).json.array?.count == 2)
    }
  }

  /// Both sides show an assignment after every step.
  @Test func assignmentsShowOnBothSides() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let agent = AgentTests.create(peer, ["name": "Donna", "conversation_config": [:]])
      let number = peer.post(Self.path, Self.twilio)["phone_number_id"].string ?? ""
      @LoopActor func assigned() -> JSONValue { peer.get("\(Self.path)/\(number)")["assigned_agent"] }
      @LoopActor func numbers(_ agent: String) -> [String] {
        peer.get("/v1/convai/agents/\(agent)").json["phone_numbers"]?.array?.compactMap {
          $0["phone_number_id"]?.string
        } ?? ["?"]
      }
      #expect(assigned().isNull)

      let patched = peer.patch("\(Self.path)/\(number)", ["agent_id": .string(agent)])
      #expect(patched["assigned_agent", "agent_id"].string == agent)
      #expect(patched["assigned_agent", "agent_name"] == "Donna")
      #expect(numbers(agent) == [number])

      #expect(peer.patch("\(Self.path)/\(number)", ["label": "New"])["assigned_agent", "agent_id"].string == agent)
      #expect(peer.patch("\(Self.path)/\(number)", ["agent_id": .string(Workspace.agentID)]).status == 200)
      #expect(numbers(agent) == [])
      #expect(Set(numbers(Workspace.agentID)) == [Workspace.numberID, number])

      #expect(peer.patch("\(Self.path)/\(number)", ["agent_id": nil])["assigned_agent"].isNull)
      #expect(assigned().isNull)
      #expect(numbers(Workspace.agentID) == [Workspace.numberID])

      _ = peer.patch("\(Self.path)/\(number)", ["agent_id": .string(agent)])
      #expect(peer.delete("\(Self.path)/\(number)").status == 200)
      #expect(numbers(agent) == [])
      #expect(peer.get("\(Self.path)/\(number)").status == 404)
    }
  }

  @Test func anUnknownAgentIsNotAssigned() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let answer = peer.patch("\(Self.path)/\(Workspace.numberID)", ["agent_id": "agent_nobody", "label": "changed"])
      #expect(answer.status == 404)
      #expect(answer["detail", "message"] == "Document with id agent_nobody not found.")
      let number = peer.get("\(Self.path)/\(Workspace.numberID)")
      #expect(number["label"] == "Main line")
      #expect(number["assigned_agent", "agent_id"].string == Workspace.agentID)
    }
  }

  @Test func aTrunkCanBeChanged() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let patched = peer.patch(
        "\(Self.path)/\(Workspace.trunkID)",
        [
          "outbound_trunk_config": ["address": "new.example.com"], "livekit_stack": "static",
          "store_sip_messages": false,
        ])
      #expect(patched.status == 200, "\(patched.text)")
      #expect(patched["outbound_trunk", "address"] == "new.example.com")
      #expect(patched["outbound_trunk", "has_auth_credentials"] == false)
      #expect(patched["livekit_stack"] == "static")
      #expect(patched["store_sip_messages"] == false)
    }
  }

  @Test func theListIsABareArrayWithFilters() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      @LoopActor func ids(_ query: String) -> [String] {
        peer.get("\(Self.path)\(query)").json.array?.compactMap { $0["phone_number_id"]?.string } ?? ["?"]
      }
      #expect(ids("") == [Workspace.numberID, Workspace.trunkID])
      #expect(ids("?provider=sip_trunk") == [Workspace.trunkID])
      #expect(ids("?agent_id=\(Workspace.agentID)") == [Workspace.numberID])
      #expect(ids("?provider=exotel") == [])
      #expect(peer.get("\(Self.path)?provider=vonage").status == 422)
    }
  }

  @Test(arguments: ["phnum_nobody", "+15555550100", Workspace.agentID])
  func anUnknownNumberIsNotFound(id: String) async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      for answer in [
        peer.get("\(Self.path)/\(id)"), peer.patch("\(Self.path)/\(id)", ["label": "l"]),
        peer.delete("\(Self.path)/\(id)"),
      ] {
        #expect(answer.status == 404)
        #expect(answer["detail", "status"] == "document_not_found")
        #expect(answer["detail", "message"] == "Document with id \(id) not found.")
        #expect(answer.hint.contains(Workspace.numberID))
      }
    }
  }
}
