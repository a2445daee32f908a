import EventLoop
import JSON
import LoopTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct AgentTests {
  @LoopActor static func create(_ peer: TestPeer, _ body: JSONValue = ["conversation_config": [:]]) -> String {
    peer.post("/v1/convai/agents/create", body)["agent_id"].string ?? "no id"
  }

  @Test func aCreatedAgentHasTheDefaultsOfTheService() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let created = peer.post(
        "/v1/convai/agents/create", ["name": "Donna", "conversation_config": ["agent": ["first_message": "Hi"]]])
      #expect(created.status == 200, "\(created.text)")
      #expect(created.json.object?.keys.map { $0 } == ["agent_id"])
      let id = created["agent_id"].string ?? ""
      #expect(id.wholeMatch(of: try Regex("agent_[0-9]{2}[0-9a-hjkmnp-tv-z]{26}")) != nil)
      let agent = peer.get("/v1/convai/agents/\(id)")
      #expect(agent.status == 200, "\(agent.text)")
      #expect(agent["name"] == "Donna")
      #expect(agent["conversation_config", "agent", "first_message"] == "Hi")
      #expect(agent["conversation_config", "agent", "language"] == "en")
      #expect(agent["conversation_config", "tts", "voice_id"] == "cjVigY5qzO86Huf0OWal")
      #expect(agent["conversation_config", "tts", "model_id"] == "eleven_flash_v2")
      #expect(agent["conversation_config", "turn", "turn_timeout"].real == 7)
      #expect(agent["conversation_config", "conversation", "max_duration_seconds"] == 600)
      #expect(agent["platform_settings", "auth", "enable_auth"] == false)
      #expect(agent["platform_settings", "call_limits", "daily_limit"] == 100_000)
      #expect(agent["metadata", "created_at_unix_secs"] == 1_795_255_200)
      #expect(agent["phone_numbers"] == [])
      #expect(agent["branch_id"] == agent["main_branch_id"])
    }
  }

  @Test func nullIsAnsweredWithTheDefaults() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = Self.create(peer, ["name": nil, "platform_settings": nil, "tags": nil, "conversation_config": [:]])
      let agent = peer.get("/v1/convai/agents/\(id)")
      #expect(agent.status == 200, "\(agent.text)")
      #expect(agent["tags"] == [])
      #expect(agent["platform_settings"].object != nil)
    }
  }

  @Test func aPatchIsMergedAndListsAreReplaced() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = Self.create(
        peer,
        [
          "name": "A", "tags": ["x", "y"], "conversation_config": ["agent": ["first_message": "Hi", "language": "de"]],
        ])
      let before = peer.get("/v1/convai/agents/\(id)").json
      let patched = peer.patch(
        "/v1/convai/agents/\(id)",
        ["tags": ["z"], "conversation_config": ["agent": ["first_message": "Hello"], "turn": ["turn_timeout": 9]]])
      #expect(patched.status == 200, "\(patched.text)")
      #expect(patched["name"] == "A")
      #expect(patched["tags"] == ["z"])
      #expect(patched["conversation_config", "agent", "first_message"] == "Hello")
      #expect(patched["conversation_config", "agent", "language"] == "de")
      #expect(patched["conversation_config", "turn", "turn_timeout"].real == 9)
      #expect(patched["conversation_config", "tts"] == before["conversation_config"]?["tts"])
      #expect(patched["platform_settings"] == before["platform_settings"])
      #expect(peer.get("/v1/convai/agents/\(id)").json == patched.json)
      #expect(
        peer.patch("/v1/convai/agents/\(id)", ["name": "B"])["conversation_config"] == patched["conversation_config"])
      #expect(peer.patch("/v1/convai/agents/\(id)", [:]).json["name"] == "B")
    }
  }

  /// The nested configuration is checked by a second pass: 400, a JSON text as message, places relative to it.
  @Test(
    arguments: [
      (["agent": ["language": "en"], "tts": ["model_id": "eleven_turbo_v2_5"]], "value_error", "[]"),
      (["tts": ["model_id": "bogus"]], "enum", #"["tts", "model_id"]"#),
      (["turn": ["turn_timeout": "soon"]], "float_parsing", #"["turn", "turn_timeout"]"#),
    ] as [(JSONValue, String, String)])
  func aWrongConfigurationIsInputInvalid(config: JSONValue, type: String, place: String) async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let id = Self.create(peer)
      for answer in [
        peer.post("/v1/convai/agents/create", ["conversation_config": config]),
        peer.patch("/v1/convai/agents/\(id)", ["conversation_config": config]),
      ] {
        #expect(answer.status == 400, "\(answer.text)")
        #expect(answer["detail", "status"] == "input_invalid")
        #expect(answer.json["detail"]?.object?.keys.map { $0 } == ["status", "message"])
        let message = answer["detail", "message"].string ?? ""
        #expect(message.hasPrefix("[{\"type\": \"\(type)\", \"loc\": \(place), "), "\(message)")
        #expect(message.contains("\"url\": \"https://errors.pydantic.dev/2.10/v/\(type)\"}]"))
        #expect(!answer.hint.contains("{first_issue}"), "\(answer.hint)")
      }
    }
  }

  @Test(arguments: [("conversation_config", JSONValue.null), ("name", 5), ("tags", "x")])
  func aWrongTopLevelIs422(field: String, value: JSONValue) async throws {
    try await onLoop {
      var body: JSONValue = ["conversation_config": [:]]
      body[field] = value
      let answer = try Workspace().peer().post("/v1/convai/agents/create", body)
      #expect(answer.status == 422, "\(answer.text)")
      #expect(answer["detail", "0", "loc", "1"] == .string(field))
    }
  }

  @Test(arguments: ["agent_nobody", "x", Workspace.numberID])
  func anUnknownAgentIsNotFound(id: String) async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      for answer in [
        peer.get("/v1/convai/agents/\(id)"), peer.patch("/v1/convai/agents/\(id)", ["name": "n"]),
        peer.delete("/v1/convai/agents/\(id)"),
      ] {
        #expect(answer.status == 404)
        #expect(answer["detail", "status"] == "document_not_found")
        #expect(answer["detail", "message"] == "Document with id \(id) not found.")
        #expect(answer.hint.contains(Workspace.agentID))
      }
    }
  }

  @Test func aDeletedAgentIsGoneAndItsNumbersAreFree() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      #expect(
        peer.get("/v1/convai/phone-numbers/\(Workspace.numberID)")["assigned_agent", "agent_id"].string
          == Workspace.agentID)
      let deleted = peer.delete("/v1/convai/agents/\(Workspace.agentID)")
      #expect(deleted.status == 200)
      #expect(peer.get("/v1/convai/agents/\(Workspace.agentID)").status == 404)
      #expect(peer.get("/v1/convai/agents")["agents"] == [])
      #expect(peer.get("/v1/convai/phone-numbers/\(Workspace.numberID)")["assigned_agent"].isNull)
      #expect(peer.call().status == 404)
    }
  }

  @Test func theListIsPagedSortedAndFiltered() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      for name in ["Beta", "alpha", "Gamma", "Delta"] {
        _ = Self.create(peer, ["name": .string(name), "tags": [.string("t-\(name)")], "conversation_config": [:]])
      }
      @LoopActor func names(_ query: String) -> [String] {
        peer.get("/v1/convai/agents?\(query)").json["agents"]?.array?.compactMap { $0["name"]?.string } ?? ["none"]
      }
      #expect(names("") == ["Delta", "Gamma", "alpha", "Beta", "Receptionist"])
      #expect(names("sort_direction=asc") == ["Receptionist", "Beta", "alpha", "Gamma", "Delta"])
      #expect(names("sort_by=name&sort_direction=asc") == ["Beta", "Delta", "Gamma", "Receptionist", "alpha"])
      #expect(names("sort_by=created_at") == names(""))
      #expect(names("search=ALPH") == ["alpha"])
      #expect(names("tags=t-Beta&tags=demo") == ["Beta", "Receptionist"])
      #expect(names("archived=true") == [])
      let first = peer.get("/v1/convai/agents?page_size=3")
      #expect(first["has_more"] == true)
      let second = peer.get("/v1/convai/agents?page_size=3&cursor=\(first["next_cursor"].string ?? "")")
      #expect(second.json["agents"]?.array?.compactMap { $0["name"]?.string } == ["Beta", "Receptionist"])
      #expect(second["has_more"] == false)
      #expect(second["next_cursor"].isNull)
    }
  }

  @Test(arguments: [
    "page_size=0", "page_size=101", "page_size=x", "sort_by=size", "sort_direction=up", "archived=maybe",
  ])
  func aQueryThatDoesNotFitIs422(query: String) async throws {
    try await onLoop {
      let answer = try Workspace().peer().get("/v1/convai/agents?\(query)")
      #expect(answer.status == 422)
      #expect(answer["detail", "0", "loc", "0"] == "query")
    }
  }

  @Test func aCursorOfOnesOwnMakingIsRefused() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      for path in ["/v1/convai/agents", "/v1/convai/conversations"] {
        let answer = peer.get("\(path)?cursor=junk")
        #expect((400..<500).contains(answer.status), "\(answer.status) \(answer.text)")
        #expect(answer.json["detail"] != nil)
      }
    }
  }
}
