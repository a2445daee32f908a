import Bytes
import EventLoop
import HTTP1
import JSON
import Simulation
import Transport

@testable import Outgoing
@testable import Simulator

/// What comes to the vendors' APIs.
@LoopActor enum VendorTargets {
  private static var world: FuzzWorld { .shared }

  static func form(_ bytes: [UInt8]) async {
    let items = QueryItems.parse(String(decoding: bytes, as: UTF8.self))
    precondition(items.count <= bytes.count)
    let target = "/2010-04-01/Accounts/\(FuzzWorld.account)/Calls/CA00000000000000000000000000000000.json"
    await world.inSandbox { sandbox in
      let own = target.replacing(FuzzWorld.account, with: sandbox.twilio.accountSID)
      await world.ask("POST", own, bytes, type: "application/x-www-form-urlencoded")
    }
  }

  static func multipart(_ bytes: [UInt8]) async {
    let input = SplitInput(bytes)
    if let parts = try? MultipartForm.parse(input.rest, contentType: input.line) {
      precondition(parts.reduce(0) { $0 + $1.bytes.count } <= input.rest.count, "more comes out than was sent")
    }
    await world.inSandbox { _ in
      await world.ask("POST", "/v1/convai/knowledge-base/file", input.rest, type: input.line)
      await world.ask("POST", "/v1/convai/knowledge-base", input.rest, type: input.line)
    }
  }

  static func query(_ bytes: [UInt8]) async {
    // What llhttp lets through in a request line.
    let text = String(decoding: bytes.filter { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }, as: UTF8.self)
    for (name, value) in QueryItems.parse(text) {
      precondition(PercentCoding.decode(PercentCoding.encode(name)) == name)
      precondition(PercentCoding.decode(PercentCoding.encode(value)) == value)
    }
    await world.inSandbox { sandbox in
      for path in [
        "/v1/convai/conversations", "/v1/convai/agents", "/v1/convai/knowledge-base", "/v1/convai/users",
        "/v1/convai/batch-calling/workspace", "/v2/voices", "/_ringback/snapshot", "/_ringback/journal/hash",
        "/2010-04-01/Accounts/\(sandbox.twilio.accountSID)/Calls.json",
      ] { await world.ask("GET", "\(path)?\(text)") }
    }
  }

  static func url(_ bytes: [UInt8]) async {
    let text = String(decoding: bytes, as: UTF8.self)
    if let url = try? ClientURL(text) {
      let policy = OutgoingPolicy(allowedHosts: ["*.example.com"])
      let refusal = policy.refusal(of: url, hostMap: ["app.example.org": "127.0.0.1:1"])
      // However an address is spelt, the policy reads the one that is connected to.
      let isFar = url.address.map { $0.scope == .other || $0.scope == .linkLocal } ?? false
      precondition(!isFar || refusal != nil, "an address of the internet is taken for one nearby")
    }
    let body: JSONValue = ["settings": ["auth_type": "hmac", "name": "w", "webhook_url": .string(text)]]
    await world.inSandbox { _ in await world.ask("POST", "/v1/workspace/webhooks", JSONWriter.bytes(body)) }
  }

  static func operation(_ bytes: [UInt8]) async {
    let input = SplitInput(bytes)
    let words = input.line.split(separator: " ").map(String.init)
    // A long poll waits in real time.
    guard words.count == 2, !words[1].contains("wait"), !words[1].contains("timeout") else { return }
    await world.inSandbox { sandbox in
      let target = words[1].replacing(FuzzWorld.account, with: sandbox.twilio.accountSID)
      await world.ask(words[0], target, input.rest)
      guard world.simulator.registry[FuzzWorld.name] === sandbox else { return }
      await world.letTimePass(sandbox)
    }
  }

  /// `conversation_config` and whatever else an agent has.
  static func agent(_ bytes: [UInt8]) async {
    await world.inSandbox { sandbox in
      let answer = await world.ask("POST", "/v1/convai/agents/create", bytes)
      guard let agent = (try? JSONParser().parse(answer.body))?["agent_id"]?.string else { return }
      await world.call(sandbox, agent: agent)
      await world.look()
    }
  }
}
