import EventLoop
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct WorkspaceWebhookTests {
  static let path = "/v1/workspace/webhooks"

  static func body(_ changes: JSONObject = [:]) -> JSONValue {
    var settings: JSONObject = ["auth_type": "hmac", "name": "CRM", "webhook_url": "https://example.com/crm"]
    settings.merge(changes)
    return ["settings": .object(settings)]
  }

  @LoopActor static func made(_ peer: TestPeer, _ changes: JSONObject = [:]) -> String {
    peer.post(path, body(changes))["webhook_id"].string ?? ""
  }

  @Test func theSecretDependsOnTheSandboxAndTheWebhookOnly() async throws {
    try await onLoop {
      @LoopActor func secret(_ sandbox: String, seed: UInt64) throws -> (id: String, secret: String) {
        let answer = try Workspace(name: sandbox, seed: seed).peer().post(Self.path, Self.body())
        return (answer["webhook_id"].string ?? "", answer["webhook_secret"].string ?? "")
      }
      let first = try secret("one", seed: 1)
      #expect(first.secret.wholeMatch(of: /wsec_[0-9a-f]{64}/) != nil)
      #expect(first.id.wholeMatch(of: /[0-9a-f]{32}/) != nil)
      let (again, otherSeed) = (try secret("one", seed: 1), try secret("one", seed: 2))
      #expect(again == first)
      #expect(otherSeed.secret != first.secret)
      let elsewhere = try secret("two", seed: 1)
      #expect(elsewhere.id == first.id)
      #expect(elsewhere.secret != first.secret)
    }
  }

  @Test(arguments: [
    ("https://example.com/hook", true, false), ("HTTPS://example.com", true, false),
    ("https://user:word@example.com:8443/a?b#c", true, false), ("http://127.0.0.1:3000/hook", true, true),
    ("http://localhost", true, true), ("http://app.localhost/", true, true), ("http://[::1]:80/", true, true),
    ("http://[fd00::1]/", true, true), ("http://10.0.0.1", true, true), ("http://172.16.0.1", true, true),
    ("http://172.31.255.255", true, true), ("http://192.168.1.1", true, true), ("http://app:3000", true, true),
    ("http://host.docker.internal/hook", true, true), ("http://172.32.0.1", false, false),
    ("http://11.0.0.1", false, false),
    ("http://192.169.1.1", false, false), ("http://example.com", false, false), ("http://[2001:db8::1]/", false, false),
    ("http://localhost@example.com", false, false), ("http://10.0.0.1.example.com", false, false),
    ("http://1.2.3.4.5", false, false), ("ftp://localhost", false, false), ("https://", false, false),
    ("https:///path", false, false), ("example.com", false, false), ("https://exam ple.com", false, false),
    ("", false, false), ("://localhost", false, false),
  ])
  func wantsHTTPSOrAHostNearby(url: String, isTaken: Bool, isHinted: Bool) async throws {
    try await onLoop {
      let answer = try Workspace().peer().post(Self.path, Self.body(["webhook_url": .string(url)]))
      #expect(answer.status == (isTaken ? 200 : 400), "\(answer.text)")
      if isTaken { #expect(answer.hint.contains("https only") == isHinted, "\(answer.hint)") }
      if !isTaken { #expect(answer["detail", "status"] == "invalid_webhook_url") }
    }
  }

  @Test func aPatchChangesWhatWasSent() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let id = Self.made(peer, ["request_headers": ["x-a": "1", "x-b": nil]])
      @LoopActor func webhook() -> JSONObject? {
        (try? workspace.sandbox.snapshot.json(.all))?["tables"]?["workspace_webhooks"]?[0]?["record"]?.object
      }
      let answer = peer.patch("\(Self.path)/\(id)", ["name": "Other", "is_disabled": true, "retry_enabled": true])
      #expect(answer.json == ["status": "ok"])
      #expect(webhook()?["retryEnabled"] == true)
      #expect(webhook()?["requestHeaders"] == ["x-a": "1"])
      _ = peer.patch(
        "\(Self.path)/\(id)", ["name": "Other", "is_disabled": false, "retry_enabled": nil, "request_headers": [:]])
      #expect(webhook()?["retryEnabled"] == true)
      #expect(webhook()?["requestHeaders"] == [:])
      #expect(webhook()?["literalSecret"] == nil)
      #expect(peer.get(Self.path)["webhooks", "0", "is_disabled"] == false)
    }
  }

  @Test func whatUsesAWebhookKeepsItAndIsNamed() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = Self.made(peer)
      let agent = "/v1/convai/agents/\(Workspace.agentID)"
      @LoopActor func use(_ id: JSONValue) -> Int {
        peer.patch(agent, ["platform_settings": ["workspace_overrides": ["webhooks": ["post_call_webhook_id": id]]]])
          .status
      }
      #expect(use(.string(id)) == 200)
      let refused = peer.delete("\(Self.path)/\(id)")
      #expect(refused.status == 409)
      #expect(refused.hint.contains(Workspace.agentID))
      #expect(!refused.hint.contains("settings (PATCH"))
      #expect(
        peer.get("\(Self.path)?include_usages=true")["webhooks", "0", "usage"] == [
          ["usage_type": "ConvAI Agent Settings"]
        ])
      #expect(use(nil) == 200)
      #expect(peer.delete("\(Self.path)/\(id)").status == 200)
      #expect(peer.get(Self.path)["webhooks"] == [])
    }
  }

  @Test func anUnknownWebhookIsExplained() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = Self.made(peer)
      let byName = peer.delete("\(Self.path)/CRM")
      #expect(byName.status == 404)
      #expect(byName.hint.contains(id))
      #expect(peer.delete("\(Self.path)/nobody").hint.contains("CRM"))
    }
  }

  @Test(arguments: [
    (["name": "x", "webhook_url": "https://example.com"] as JSONValue, "settings"),
    (
      ["settings": ["auth_type": "hmac", "name": "x", "url": "https://example.com"]] as JSONValue,
      "settings.webhook_url"
    ),
  ])
  func aMisplacedFieldIsExplained(body: JSONValue, named: String) async throws {
    try await onLoop {
      let answer = try Workspace().peer().post(Self.path, body)
      #expect(answer.status == 422)
      #expect(answer.hint.contains(named), "\(answer.hint)")
    }
  }
}
