import ElevenLabs
import EventLoop
import HTTP1
import JSON
import TestSupport

@testable import Simulation

/// An app in this process that webhooks reach: it keeps what came, and answers what it was told to.
@LoopActor final class Postbox: Postman {
  private(set) var letters: [(letter: Letter, time: Instant)] = []
  /// What is answered next, in order; 200 behind the last.
  var answers: [Delivered]

  /// The app behind a workspace's webhooks.
  init(of workspace: Workspace, answering answers: [Delivered] = []) {
    self.answers = answers
    workspace.sandbox.postman = self
  }

  func deliver(_ letter: Letter, from sandbox: Sandbox) async -> Delivered {
    letters.append((letter, sandbox.clock.now))
    return answers.isEmpty ? .status(200) : answers.removeFirst()
  }

  /// The types of the payloads, in the order in which they came.
  var types: [String] { bodies.map { $0["type"]?.string ?? "" } }
  var bodies: [JSONValue] { letters.map { (try? JSONParser().parse($0.letter.body)) ?? .null } }
  /// When each came, in seconds from the first.
  var seconds: [Double] {
    letters.map { Double($0.time.nanoseconds - letters[0].time.nanoseconds) / 1e9 }
  }
}

extension Delivered {
  static func status(_ status: Int, _ text: String = "", fields: Fields = Fields()) -> Delivered {
    .answered(Response(status: status, fields: fields, body: Array(text.utf8)))
  }

  static let nobody = Delivered.failed(kind: "unreachable", message: "Failed to connect")
}

extension Workspace {
  /// A workspace with a webhook called "calls" that hears of everything; `changes` are members of the webhook's.
  static func heard(
    _ changes: JSONObject = [:], hearing webhooks: JSONObject = [:], settings: JSONObject = [:],
    agent: JSONObject? = nil
  ) throws -> Workspace {
    var webhook: JSONObject = [
      "webhook_id": "hook", "webhook_url": "http://127.0.0.1:3000/hook", "secret": "wsec_test_secret",
    ]
    webhook.merge(changes)
    var hearing: JSONObject = ["post_call_webhook_id": "calls", "events": ["transcript", "call_initiation_failure"]]
    hearing.merge(webhooks)
    var world: JSONObject = [
      "webhooks": ["calls": .object(webhook), "other": ["webhook_id": "other", "webhook_url": "http://127.0.0.1:3001/"]],
      "workspace_settings": ["webhooks": .object(hearing)],
    ]
    if let agent {
      world.append(
        "agents",
        ["receptionist": [
          "agent_id": .string(agentID), "name": "Receptionist",
          "platform_settings": ["workspace_overrides": ["webhooks": .object(agent)]],
        ]])
    }
    return try Workspace(["world": ["elevenlabs": .object(world)], "settings": ["elevenlabs": .object(settings)]])
  }

  /// Places a call and lets everything happen that follows from it; answers the conversation's id.
  @discardableResult func live(_ changes: JSONObject = [:]) async -> String {
    let id = peer().call(changes)["conversation_id"].string ?? ""
    await idle()
    return id
  }

  /// Lets everything happen that is due within a day.
  func idle() async { await sandbox.clock.advanceUntilIdle(within: .seconds(86_400)) }

  /// The webhook "calls" as the API shows it.
  var webhook: JSONValue {
    let all = peer().get("/v1/workspace/webhooks")["webhooks"].array ?? []
    return all.first { $0["webhook_id"] == "hook" } ?? .null
  }

  /// What the journal tells about webhooks that were not sent, or given up: their hints by event.
  var remarks: [(event: String, hint: String)] {
    sandbox.journal.entries().filter { $0.kind == .call }.compactMap { entry in
      let event = (try? JSONParser().parse(entry.request.body)) ?? .null
      guard let name = event["event"]?.string, name.hasPrefix("webhook_") else { return nil }
      return (name, event["hint"]?.string ?? "")
    }
  }

  /// The hints of the deliveries in the journal.
  var deliveryHints: [String?] {
    sandbox.journal.entries().filter { $0.kind == .outgoing }.map(\.answered.hint)
  }
}
