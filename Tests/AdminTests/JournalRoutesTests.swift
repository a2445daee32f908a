import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct JournalRoutesTests {
  static let path = "/_ringback/journal"
  static let key = Credential.derivedKey("main", sandbox: "default")

  static func filter(_ pattern: JSONValue) -> String { PercentCoding.encode(pattern.description) }

  @Test func answersOfASandboxAreInItsJournal() async throws {
    try await onLoop {
      let control = try Control()
      let client = control.client(key: Self.key)
      _ = client.get("/v1/user?x=1")
      _ = client.post("/v1/convai/agents/create", ["name": "N", "conversation_config": [:]])
      _ = control.client().get("/v1/user")
      _ = client.get("/v1/nowhere")
      let page = client.get(Self.path)
      #expect(page.status == 200)
      #expect(control.issues("get_journal", page) == [])
      #expect(page["next"] == 4)
      #expect(page["has_more"] == false)
      #expect(page["dropped"] == 0)
      #expect(page["hash"].isNull)
      let entries = page["entries"].array ?? []
      #expect(entries.map { $0["operation"] ?? nil } == ["get_user_info", "create_agent_route", "get_user_info", nil])
      #expect(entries.map { $0["key"] ?? nil } == ["main", "main", nil, "main"])
      #expect(entries.map { $0["response"]?["status"] } == [200, 200, 401, 404])
      #expect(entries.map { $0["error"] ?? nil } == [nil, nil, "needs_authorization", "route_not_found"])
      #expect(entries.map { $0["fidelity"] } == ["stateful", "stateful", "stateful", "stateful"])
      #expect(entries[1]["request"]?["body"]?["name"] == "N")
      #expect(entries[1]["response"]?["body"]?["agent_id"]?.string?.hasPrefix("agent_") == true)
      #expect(entries[0]["request"]?["headers"]?["xi-api-key"] == "<key:main>")
      #expect(entries[0]["time"] == "2026-11-21T10:00:00Z")
      #expect(entries[3]["hint"]?.string?.isEmpty == false)
    }
  }

  @Test func eachSandboxHasItsOwn() async throws {
    try await onLoop {
      let control = try Control()
      let client = control.client()
      _ = client.post("/_ringback/sandboxes", ["name": "t1"])
      _ = client.get("/~t1/v1/user?x=%20")
      #expect(client.get(Self.path)["entries"].array?.count == 0)
      for path in ["/~t1\(Self.path)", "\(Self.path)?sandbox=t1"] {
        let page = client.get(path)
        #expect(page["entries", "0", "request", "path"] == "/v1/user", "\(path)")
        #expect(page["entries", "0", "request", "query"] == ["x": " "])
      }
      #expect(client.get("\(Self.path)?sandbox=t2").status == 404)
      // What reaches no sandbox is in no journal.
      #expect(client.get("/~nobody/v1/user").status == 404)
      #expect(client.get(Self.path)["entries"].array?.count == 0)
    }
  }

  @Test func changesByTheControlAPIAreInItAndReadingIsNot() async throws {
    try await onLoop {
      let control = try Control()
      let client = control.client()
      _ = client.patch("/_ringback/sandboxes/default/world", ["elevenlabs": ["agents": ["new": ["name": "New"]]]])
      _ = client.patch("/_ringback/sandboxes/default/world", ["elevenlabs": ["agents": 5]])
      _ = client.get("/_ringback/sandboxes/default")
      _ = client.send(.put, "/_ringback/scenario", json: ["scenario": "creator-account"])
      let page = client.get(Self.path)
      #expect(control.issues("get_journal", page) == [])
      let entries = page["entries"].array ?? []
      #expect(entries.map { $0["kind"] } == ["control", "control"])
      #expect(entries.map { $0["operation"] } == ["patch_world", "put_scenario"])
      #expect(entries[0]["request"]?["path"] == "/_ringback/sandboxes/default/world")
      #expect(entries[0]["request"]?["body"]?["elevenlabs"]?["agents"]?["new"]?["name"] == "New")
      #expect(entries[0]["response"]?["body"]?["keys"] == ["main": "<key:main>"])
      #expect(entries[0]["response"]?["body"]?["twilio"]?["auth_token"] == "<twilio:auth_token>")
    }
  }

  @Test func pagesFollowOneAnother() async throws {
    try await onLoop {
      let client = try Control().client(key: Self.key)
      for index in 1...7 { _ = client.get(index.isMultiple(of: 2) ? "/v1/user" : "/v1/voices") }
      var cursor: Int64 = 0
      var seen: [Int64] = []
      var pages: [Int] = []
      repeat {
        let page = client.get("\(Self.path)?after=\(cursor)&limit=3")
        let entries = page["entries"].array ?? []
        seen += entries.compactMap { $0["sequence"]?.integer }
        pages.append(entries.count)
        cursor = page["next"].integer ?? 0
        if page["has_more"] == false { break }
      } while pages.count < 10
      #expect(seen == [1, 2, 3, 4, 5, 6, 7])
      #expect(pages == [3, 3, 1])
      #expect(cursor == 7)
      let filter = Self.filter(["path": "/v1/user"])
      let page = client.get("\(Self.path)?limit=2&filter=\(filter)")
      #expect(page["entries"].array?.map { $0["sequence"] } == [2, 4])
      #expect(page["has_more"] == true)
      let rest = client.get("\(Self.path)?limit=2&filter=\(filter)&after=\(page["next"])")
      #expect(rest["entries"].array?.map { $0["sequence"] } == [6])
      #expect(rest["has_more"] == false)
      #expect(rest["next"] == 7)
    }
  }

  @Test(
    arguments: [
      (["operation": "get_user_info"], [1, 3]), (["key": "main"], [1, 2]), (["key": nil], [3, 4]),
      (["status": [401, 404]], [3]), (["operation": "patch_world"], [4]), (["error": "needs_authorization"], [3]),
      (["kind": "control"], [4]),
      (["answer": ["/agent_id": ["type": "string"]]], [2]), (["body": ["/name": "N"]], [2]),
      (["method": "GET", "query": ["x": "1"]], [1]), ([:], [1, 2, 3, 4]), (["path": "/v1/**"], [1, 2, 3]),
    ] as [(JSONValue, [JSONValue])])
  func filters(pattern: JSONValue, sequences: [JSONValue]) async throws {
    try await onLoop {
      let control = try Control()
      let client = control.client(key: Self.key)
      _ = client.get("/v1/user?x=1")
      _ = client.post("/v1/convai/agents/create", ["name": "N", "conversation_config": [:]])
      _ = control.client().get("/v1/user")
      _ = control.client().patch("/_ringback/sandboxes/default/world", ["elevenlabs": [:]])
      let page = client.get("\(Self.path)?filter=\(Self.filter(pattern))")
      #expect(page["entries"].array?.map { $0["sequence"] ?? nil } == sequences, "\(page.text)")
    }
  }

  @Test(arguments: [
    ("after=-1", "/after"), ("after=x", "/after"), ("limit=0", "/limit"), ("limit=1001", "/limit"),
    ("wait=61", "/wait"), ("filter=%7B", "/filter"), ("filter=5", "/filter"),
    ("filter=\(filter(["methud": "GET"]))", "/filter/methud"),
    ("filter=\(filter(["operation": "get_user_inf"]))", "/filter/operation"),
    ("filter=\(filter(["body": ["/a": ["regex": "("]]]))", "/filter/body/~1a/regex"),
  ])
  func wrongParametersAreNamed(query: String, pointer: String) async throws {
    try await onLoop {
      let answer = try Control().client().get("\(Self.path)?\(query)")
      #expect(answer.status == 422)
      #expect(answer["error", "pointer"].string == pointer, "\(answer.text)")
      #expect(answer["error", "message"].string?.isEmpty == false)
    }
  }

  @Test func aPatternWithoutEndIsRefused() async throws {
    try await onLoop {
      let client = try Control().client()
      _ = client.get("/v1/user?x=\(String(repeating: "a", count: 40))!")
      let answer = client.get("\(Self.path)?filter=\(Self.filter(["query": ["x": ["regex": "^(a+)+$"]]]))")
      #expect(answer.status == 422)
      #expect(answer.code == "pattern_overrun")
    }
  }

  @Test func emptyingLetsSequencesGoOn() async throws {
    try await onLoop {
      let client = try Control().client(key: Self.key)
      _ = client.get("/v1/user")
      _ = client.get("/v1/user")
      let cleared = client.delete(Self.path)
      #expect(cleared.status == 204)
      #expect(client.get(Self.path)["entries"].array?.count == 0)
      _ = client.get("/v1/user")
      #expect(client.get(Self.path)["entries"].array?.map { $0["sequence"] } == [3])
    }
  }

  @Test func aResetBeginsAnewAndAnOldCursorIsTold() async throws {
    try await onLoop {
      let client = try Control().client(key: Self.key)
      _ = client.get("/v1/user")
      _ = client.get("/v1/user")
      _ = client.post("/_ringback/sandboxes/default/reset", [:])
      #expect(client.get(Self.path)["next"] == 0)
      _ = client.get("/v1/user")
      #expect(client.get(Self.path)["entries"].array?.map { $0["sequence"] } == [1])
      let ahead = client.get("\(Self.path)?after=2")
      #expect(ahead.status == 409)
      #expect(ahead.code == "cursor_ahead")
      #expect(ahead["error", "pointer"] == "/after")
    }
  }

  @Test func theHashIsTheSameForTheSameRequests() async throws {
    try await onLoop {
      let control = try Control()
      let client = control.client()
      var hashes: Set<String> = []
      for index in 1...1_000 {
        let name = "run-\(index)"
        let made = client.post(
          "/_ringback/sandboxes", ["name": .string(name), "seed": 7, "time": "2026-11-21T10:00:00Z"])
        let own = control.client(key: made["keys", "main"].string)
        let base = index.isMultiple(of: 2) ? "/~\(name)" : ""
        let agent = own.post("\(base)/v1/convai/agents/create", ["name": "N", "conversation_config": [:]])
        _ = own.get("\(base)/v1/convai/conversation/get-signed-url?agent_id=\(agent["agent_id"].string ?? "")")
        _ = client.get("/~\(name)/v1/user")
        hashes.insert(client.get("/~\(name)\(Self.path)/hash").text)
        _ = client.delete("/_ringback/sandboxes/\(name)")
      }
      #expect(hashes.count == 1, "\(hashes)")
      #expect(hashes.first?.contains(#""entries":3,"dropped":0,"complete":true"#) == true, "\(hashes)")
    }
  }

  @Test func theHashSaysWhetherItIsOverEverything() async throws {
    try await onLoop {
      let control = try Control(journal: JournalLimits(entries: 2))
      let client = control.client(key: Self.key)
      for _ in 0..<3 { _ = client.get("/v1/user") }
      let hash = client.get("\(Self.path)/hash")
      #expect(control.issues("get_journal_hash", hash) == [])
      #expect(hash["complete"] == false)
      #expect(hash["dropped"] == 1)
      #expect(hash["entries"] == 2)
      #expect(client.get("\(Self.path)?hash=true")["hash"] == hash["hash"])
      #expect(client.get(Self.path)["dropped"] == 1)
    }
  }

  @Test func aJournalThatIsOffSaysSo() async throws {
    try await onLoop {
      let client = try Control(journal: JournalLimits(entries: 0)).client(key: Self.key)
      #expect(client.get("/v1/user").status == 200)
      for answer in [
        client.get(Self.path), client.get("\(Self.path)/hash"), client.post("/_ringback/verify", ["expect": []]),
      ] {
        #expect(answer.status == 409)
        #expect(answer.code == "journal_off")
        #expect(answer["error", "message"].string?.contains("--journal-entries") == true)
      }
    }
  }
}
