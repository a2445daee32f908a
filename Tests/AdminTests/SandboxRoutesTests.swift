import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import Simulator
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct SandboxRoutesTests {
  static let path = "/_ringback/sandboxes"

  @Test func healthTellsVersionAndSandboxes() async throws {
    try await onLoop {
      let control = try Control()
      let answer = control.peer().get("/_ringback/health")
      #expect(answer.json == ["status": "ok", "version": "1.2.3", "sandboxes": 1])
      #expect(control.issues("get_health", answer) == [])
    }
  }

  @Test func theDocumentIsServed() async throws {
    try await onLoop {
      let peer = try Control().peer()
      #expect(peer.get("/_ringback/openapi.json")["openapi"] == "3.1.0")
    }
  }

  @Test func aSandboxIsMadeWithAllThatATestNeeds() async throws {
    try await onLoop {
      let control = try Control()
      let answer = control.peer().post(
        Self.path, ["name": "t1", "seed": 7, "time": "2026-11-21T10:00:00Z", "scenario": ["creator-account"]])
      #expect(answer.status == 201, "\(answer.text)")
      #expect(control.issues("create_sandbox", answer) == [])
      #expect(answer["name"] == "t1")
      #expect(answer["base_url"] == "http://127.0.0.1:8080/~t1")
      #expect(answer["seed"] == "7")
      #expect(answer["now"] == "2026-11-21T10:00:00Z")
      #expect(answer["clock"] == ["mode": "manual"])
      #expect(answer["scenario"] == ["default", "creator-account"])
      #expect(answer["keys", "main"].string == Credential.derivedKey("main", sandbox: "t1"))
      #expect(answer["twilio", "account_sid"].string == TwilioAccount(sandbox: "t1").accountSID)
      #expect(answer["agents"] == ["donna": "agent_5301ky28r7mke2csqg6strb018tt"])
      #expect(answer["phone_numbers"] == ["toll-free": "phnum_5401ky28r8f7efct6h2vpcbkhxys"])
      #expect(control.simulator.registry["t1"]?.plan.seed == 7)
    }
  }

  @Test func everythingIsOptional() async throws {
    try await onLoop {
      let control = try Control()
      for (index, body) in [JSONValue.object([:]), ["scenario": "default"]].enumerated() {
        let answer = control.peer().post(Self.path, body)
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer["name"].string == "sandbox-\(index + 1)")
        #expect(answer["clock"] == ["mode": "real", "speed": 1.0])
      }
      let bare = control.peer().send(.post, Self.path)
      #expect(bare.status == 201, "\(bare.text)")
    }
  }

  @Test(
    arguments: [
      (["name": "default"], 409, "name_taken", "/name"), (["name": "a/b"], 422, "bad_name", "/name"),
      (["name": 5], 422, "invalid_request", "/name"), (["seed": -1], 422, "invalid_request", "/seed"),
      (["time": "noon"], 422, "invalid_request", "/time"),
      (["scenario": "quota-exceded"], 422, "unknown_scenario", "/scenario"),
      (["scenario": 5], 422, "invalid_request", "/scenario"), (["nmae": "x"], 422, "invalid_request", "/nmae"),
      (["world": ["elevenlab": [:]]], 422, "invalid_request", "/world/elevenlab"),
      (
        ["world": ["elevenlabs": ["phone_numbers": ["n": ["phone_number": "+15555550142", "agent": "nobody"]]]]], 422,
        "invalid_world",
        "/world/elevenlabs/phone_numbers/n/agent"
      ),
      ([], 422, "invalid_request", ""),
      (["world": ["elevenlabs": ["agnets": [:]]]], 422, "invalid_world", "/world/elevenlabs/agnets"),
      (
        ["world": ["elevenlabs": ["keys": ["k": ["permissions": ["convai_raed"]]]]]], 422, "invalid_world",
        "/world/elevenlabs/keys/k/permissions/0"
      ),
      (
        ["world": ["elevenlabs": ["keys": ["k": ["refused_with": "invalid_apikey"]]]]], 422, "invalid_world",
        "/world/elevenlabs/keys/k/refused_with"
      ),
    ] as [(JSONValue, Int, String, String)])
  func aWrongRequestMakesNothing(body: JSONValue, status: Int, code: String, pointer: String) async throws {
    try await onLoop {
      let control = try Control()
      let answer = control.peer().post(Self.path, body)
      #expect(answer.status == status, "\(answer.text)")
      #expect(answer.code == code)
      #expect(answer["error", "pointer"].string ?? "" == pointer)
      #expect(answer["error", "message"].string?.isEmpty == false)
      #expect(answer.error == code)
      #expect(control.simulator.registry.all.count == 1)
    }
  }

  @Test func aBodyThatIsNoJSONIsRefused() async throws {
    try await onLoop {
      let control = try Control()
      let broken = control.peer().send(
        .post, Self.path, fields: [("content-type", "application/json")], body: Array("{\"name\":".utf8))
      #expect(broken.status == 422)
      #expect(broken["error", "message"].string?.contains("Expecting value") == true)
      #expect(broken["error", "pointer"].isNull, "\(broken.text)")
      let bytes = control.peer().send(.post, Self.path, fields: [("content-type", "application/json")], body: [0xff])
      #expect(bytes.status == 400)
      #expect(bytes.code == "invalid_json")
    }
  }

  @Test func aMisspeltScenarioIsAnsweredWithTheNearest() async throws {
    try await onLoop {
      let answer = try Control().peer().post(Self.path, ["scenario": "quota-exceded"])
      #expect(answer["error", "message"].string?.contains("Did you mean \"quota-exceeded\"?") == true)
    }
  }

  /// A key with a literal value belongs to one live sandbox.
  @Test func keysOfTheWorldOpenTheSandbox() async throws {
    try await onLoop {
      let control = try Control()
      let world: JSONValue = ["elevenlabs": ["keys": ["fixed": ["value": "sk_fixed", "permissions": ["user_read"]]]]]
      let first = control.peer().post(Self.path, ["name": "a", "world": world])
      #expect(first.status == 201, "\(first.text)")
      #expect(first["keys", "fixed"] == "sk_fixed")
      let request = Request(target: "/", fields: [("xi-api-key", "sk_fixed")])
      #expect(control.simulator.registry.sandbox(openedBy: request)?.sandbox.name == "a")
      let second = control.peer().post(Self.path, ["name": "b", "world": world])
      #expect(second.status == 409, "\(second.text)")
      #expect(second.code == "credential_taken")
      #expect(control.simulator.registry["b"] == nil)
    }
  }

  @Test func keysCanBeReplacedAndLeftOut() async throws {
    try await onLoop {
      let control = try Control()
      let world: JSONValue = ["elevenlabs": ["keys": ["main": nil, "reader": ["permissions": ["user_read"]]]]]
      let made = control.peer().post(Self.path, ["name": "a", "world": world])
      #expect(made["keys"] == ["reader": .string(Credential.derivedKey("reader", sandbox: "a"))])
      #expect(control.simulator.registry["a"]?.plan.credentials.first?.permissions == .only(["user_read"]))
      let patched = control.peer().send(.patch, "\(Self.path)/a/world", json: world)
      #expect(patched.status == 422)
      #expect(patched["error", "pointer"] == "/elevenlabs/keys")
    }
  }

  @Test func sandboxesAreListedReadResetAndDeleted() async throws {
    try await onLoop {
      let control = try Control()
      let peer = control.peer()
      _ = peer.post(Self.path, ["name": "t1"])
      let list = peer.get(Self.path)
      #expect(list.json["sandboxes"]?.array?.map { $0["name"]?.string ?? "" } == ["default", "t1"])
      #expect(list["sandboxes", "0", "base_url"] == "http://127.0.0.1:8080")
      #expect(control.issues("list_sandboxes", list) == [])

      let before = peer.get("\(Self.path)/t1")
      #expect(before.status == 200)
      let patched = peer.send(
        .patch, "\(Self.path)/t1/world", json: ["elevenlabs": ["agents": ["new": ["name": "New"]]]])
      #expect(patched.status == 200, "\(patched.text)")
      #expect(patched["agents", "new"].string?.hasPrefix("agent_") == true)
      #expect(patched["objects"].integer == before["objects"].integer.map { $0 + 1 })
      #expect(control.issues("patch_world", patched) == [])

      let reset = peer.post("\(Self.path)/t1/reset", [:])
      #expect(reset.status == 200)
      #expect(reset["objects"] == before["objects"])
      #expect(reset["keys"] == before["keys"])
      #expect(peer.get("\(Self.path)/t1")["agents"] == before["agents"])

      let deleted = peer.delete("\(Self.path)/t1")
      #expect(deleted.status == 204)
      #expect(deleted.text.isEmpty)
      #expect(peer.get("\(Self.path)/t1").status == 404)
      #expect(control.simulator.registry.all.map(\.name) == ["default"])
    }
  }

  @Test(arguments: [("GET", ""), ("DELETE", ""), ("POST", "/reset"), ("PATCH", "/world")])
  func anUnknownSandboxIs404(method: String, suffix: String) async throws {
    try await onLoop {
      let answer = try Control().peer().send(
        method == "GET" ? .get : method == "DELETE" ? .delete : method == "POST" ? .post : .patch,
        "\(Self.path)/nobody\(suffix)",
        json: [:])
      #expect(answer.status == 404)
      #expect(answer.code == "unknown_sandbox")
    }
  }

  @Test func defaultCannotBeDeleted() async throws {
    try await onLoop {
      let answer = try Control().peer().delete("\(Self.path)/default")
      #expect(answer.status == 409)
      #expect(answer.code == "default_stays")
    }
  }

  @Test func aMistakeInAPatchChangesNothing() async throws {
    try await onLoop {
      let peer = try Control().peer()
      let before = peer.get("\(Self.path)/default")
      let answer = peer.send(
        .patch, "\(Self.path)/default/world",
        json: [
          "elevenlabs": [
            "agents": ["good": ["name": "Good"]],
            "phone_numbers": ["n": ["phone_number": "+15555550142", "agent": "nobody"]],
          ]
        ])
      #expect(answer.status == 422)
      #expect(answer.code == "invalid_world")
      #expect(answer["error", "pointer"] == "/elevenlabs/phone_numbers/n/agent")
      #expect(peer.get("\(Self.path)/default").text == before.text)
    }
  }

  @Test func aPatchReplacesUnderChosenIDsAndNullRemoves() async throws {
    try await onLoop {
      let peer = try Control().peer()
      let put = peer.send(
        .patch, "\(Self.path)/default/world",
        json: ["elevenlabs": ["agents": ["mine": ["agent_id": "agent_mine", "name": "One"], "receptionist": nil]]])
      #expect(put.status == 200, "\(put.text)")
      #expect(put["agents"] == ["mine": "agent_mine"])
    }
  }

  @Test(arguments: [
    ("/_ringback/nothing", 404, "unknown_path"), ("/_ringback/", 404, "unknown_path"),
  ])
  func unknownPathsAreNamed(path: String, status: Int, code: String) async throws {
    try await onLoop {
      let answer = try Control().peer().get(path)
      #expect(answer.status == status)
      #expect(answer.code == code)
    }
  }

  @Test func anotherMethodIsNotAllowed() async throws {
    try await onLoop {
      let answer = try Control().peer().send(.put, "/_ringback/health")
      #expect(answer.status == 405)
      #expect(answer.code == "method_not_allowed")
      #expect(answer.field("allow") == "GET")
    }
  }
}
