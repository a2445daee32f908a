import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct KnowledgeBaseTests {
  static let path = "/v1/convai/knowledge-base"

  @LoopActor static func text(_ peer: TestPeer, _ text: String = "Nine.", _ changes: JSONObject = [:]) -> String {
    var body: JSONObject = ["text": .string(text)]
    body.merge(changes)
    return peer.post("\(path)/text", .object(body))["id"].string ?? "no id"
  }

  @LoopActor static func folder(_ peer: TestPeer, _ name: String, in parent: JSONValue = nil) -> String {
    peer.post("\(path)/folder", ["name": .string(name), "parent_folder_id": parent])["id"].string ?? "no id"
  }

  @LoopActor private static func ids(_ peer: TestPeer, _ query: String) -> [JSONValue?]? {
    peer.get("\(path)?\(query)")["documents"].array?.map { $0["id"] }
  }

  @Test func foldersAreNestedToABound() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      var innermost = Self.folder(peer, "1")
      let outermost = innermost
      for depth in 2...100 { innermost = Self.folder(peer, "\(depth)", in: .string(innermost)) }
      let refused = peer.post("\(Self.path)/folder", ["name": "101", "parent_folder_id": .string(innermost)])
      #expect(refused.status == 404)
      #expect(refused.fields(named: "x-ringback-hint").first?.contains("the innermost of 100 folders") == true)
      let text = peer.post("\(Self.path)/text", ["text": "x", "parent_folder_id": .string(innermost)])
      #expect(text["folder_path"].array?.count == 100)
      #expect(peer.send(.delete, "\(Self.path)/\(outermost)?force=true").status == 200)
      #expect(peer.get(Self.path)["documents"] == [])
    }
  }

  @Test func aTextHasItsFirstLineForAName() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = Self.text(peer, "Hours & days\nNine <ten>\n\n\nSix")
      #expect(id.wholeMatch(of: try Regex("[0-9A-Za-z]{20}")) != nil)
      let document = peer.get("\(Self.path)/\(id)")
      #expect(document["name"] == "Hours & days")
      #expect(document["extracted_inner_html"] == "<p>Hours &amp; days\nNine &lt;ten&gt;</p><p>Six</p>")
      #expect(document["metadata", "size_bytes"] == 29)
      let content = peer.get("\(Self.path)/\(id)/content")
      #expect(content.text == document["extracted_inner_html"].string)
      #expect(content.fields(named: "content-type") == ["text/html; charset=utf-8"])
    }
  }

  @Test(
    arguments: [
      ("a.txt", "text/plain", "Nine & ten", "<p>Nine &amp; ten</p>"), ("a.htm", nil, "<i>x</i>", "<i>x</i>"),
      ("a.bin", "text/html; charset=utf-8", "<i>x</i>", "<i>x</i>"), ("a.pdf", nil, "%PDF", "<p>a.pdf</p>"),
      ("<.doc", nil, "\0", "<p>&lt;.doc</p>"),
    ] as [(String, String?, String, String)])
  func aFileShowsWhatItsTypeLetsBeRead(name: String, type: String?, content: String, html: String) async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let head = "content-disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
      let body = "--b\r\n\(head)\(type.map { "content-type: \($0)\r\n" } ?? "")\r\n\(content)\r\n--b--\r\n"
      let created = peer.send(
        .post, "\(Self.path)/file", fields: [("content-type", "multipart/form-data; boundary=b")],
        body: Array(body.utf8))
      #expect(created.status == 200, "\(created.text)")
      let document = peer.get("\(Self.path)/\(created["id"].string ?? "")")
      #expect(document["filename"] == .string(name) && document["name"] == .string(name))
      #expect(document["extracted_inner_html"] == .string(html))
      #expect(document["metadata", "size_bytes"] == .integer(content.utf8.count))
    }
  }

  @Test func aFolderIsCountedAndDeletedWithAllThatLiesInIt() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let outer = Self.folder(peer, "outer")
      let inner = Self.folder(peer, "inner", in: .string(outer))
      let deep = Self.text(peer, "abc", ["parent_folder_id": .string(inner)])
      let beside = Self.text(peer)
      let shown = peer.get("\(Self.path)/\(outer)")
      #expect(shown["children_count"] == 1 && shown["document_count"] == 1)
      #expect(shown["metadata", "size_bytes"] == 3)
      #expect(peer.get("\(Self.path)/\(deep)")["folder_path"].array?.map { $0["name"] } == ["outer", "inner"])
      #expect(Self.ids(peer, "ancestor_folder_id=\(outer)&types=text") == [.string(deep)])
      #expect(Self.ids(peer, "parent_folder_id=\(outer)") == [.string(inner)])
      let refused = peer.post("\(Self.path)/text", ["text": "x", "parent_folder_id": .string(beside)])
      #expect(refused.status == 404)
      #expect(refused.field("x-ringback-hint")?.contains("no folder") == true)
      #expect(peer.delete("\(Self.path)/\(outer)")["detail", "status"] == "folder_not_empty")
      #expect(peer.delete("\(Self.path)/\(outer)?force=true").status == 200)
      #expect(Self.ids(peer, "") == [.string(beside)])
    }
  }

  @Test func everyOrderIsPagedWithoutLossInBothDirections() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      var made: Set<String> = []
      for number in 0..<7 {
        made.insert(Self.text(peer, String(repeating: "x", count: 7 - number), ["name": .string("n\(number % 3)")]))
      }
      made.insert(Self.folder(peer, "n1"))
      for sort in ["name", "created_at", "updated_at", "size"] {
        for direction in ["asc", "desc"] {
          for folders in ["true", "false"] {
            let query = "sort_by=\(sort)&sort_direction=\(direction)&folders_first=\(folders)"
            let all = Self.ids(peer, query) ?? []
            var paged: [JSONValue?] = []
            var cursor: String? = ""
            while let next = cursor {
              let page = peer.get("\(Self.path)?\(query)&page_size=3&cursor=\(next)")
              paged += page["documents"].array?.map { $0["id"] } ?? []
              cursor = page["next_cursor"].string
            }
            #expect(paged == all && Set(all.compactMap { $0?.string }) == made, "\(query)")
            if folders == "true" {
              #expect(peer.get("\(Self.path)?\(query)")["documents"][0]?["type"] == "folder", "\(query)")
            }
          }
        }
      }
    }
  }

  @Test func whoNamesAFolderDependsOnWhatLiesInIt() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let folder = Self.folder(peer, "f")
      let id = Self.text(peer, "x", ["parent_folder_id": .string(folder)])
      @LoopActor func agent(_ id: String, _ type: JSONValue) -> String {
        AgentTests.create(
          peer,
          [
            "conversation_config": [
              "agent": ["prompt": ["knowledge_base": [["type": type, "name": "n", "id": .string(id)]]]]
            ]
          ])
      }
      let (direct, transitive) = (agent(id, "text"), agent(folder, "folder"))
      @LoopActor func users(_ kind: String) -> [JSONValue?]? {
        peer.get("\(Self.path)/\(id)/dependent-agents?dependent_type=\(kind)")["agents"].array?.map { $0["id"] }
      }
      #expect(users("direct") == [.string(direct)])
      #expect(users("transitive") == [.string(transitive)])
      #expect(Set(users("all")?.compactMap { $0?.string } ?? []) == [direct, transitive])
      #expect(peer.delete("\(Self.path)/\(id)")["detail", "status"] == "document_in_use")
    }
  }

  @Test func answersAboutSeveralStandForThemselves() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let (one, folder) = (Self.text(peer, "four"), Self.folder(peer, "f"))
      let summaries = peer.get("\(Self.path)/summaries?document_ids=\(one)&document_ids=none&document_ids=\(folder)")
      #expect(summaries[one, "data", "type"] == "text" && summaries[folder, "data", "type"] == "folder")
      #expect(summaries["none", "error_code"] == 404)
      func index(_ id: String, _ makes: JSONValue) -> JSONValue {
        ["document_id": .string(id), "create_if_missing": makes, "model": "e5_mistral_7b_instruct"]
      }
      let missing = peer.post("\(Self.path)/rag-index", ["items": [index(one, false)]])
      #expect(missing[one, "status"] == "failure")
      let made = peer.post("\(Self.path)/rag-index", ["items": [index(one, true), index(folder, true)]])
      #expect(made[one, "data", "status"] == "succeeded" && made[folder, "data", "status"] == "cannot_index_folder")
      #expect(peer.post("\(Self.path)/rag-index", ["items": [index(one, false)]])[one] == made[one])
      #expect(peer.get("\(Self.path)/rag-index")["total_used_bytes"] == 4)
      #expect(peer.get("\(Self.path)/\(folder)/rag-index")["indexes"] == [])
    }
  }
}
