import EventLoop
import HTTP1
import JSON
import Simulation
import Transport

@testable import Simulator

/// One program that listens nowhere and sends nothing, for targets that need a sandbox.
@LoopActor final class FuzzWorld {
  static let shared = FuzzWorld()

  /// Takes every outgoing request and answers as an app does that is there.
  private final class Receiver: Postman {
    func deliver(_ letter: Letter, from sandbox: Sandbox) async -> Delivered {
      .answered(Response(status: 200, fields: ["content-type": "application/json"], body: Array("{}".utf8)))
    }
  }

  /// The name of the sandbox of one input.
  static let name = "fuzz"
  static let account = "AC00000000000000000000000000000000"

  let simulator: Simulator
  private let receiver = Receiver()

  private init() {
    var configuration = SimulatorConfiguration()
    configuration.log = nil
    configuration.acceptsAnyKey = true
    configuration.time = Instant(unixSeconds: 1_795_255_200)
    configuration.journal.entries = 50
    do {
      simulator = try Simulator(configuration)
    } catch {
      preconditionFailure("the program does not start: \(error)")
    }
    simulator.registry.postman = receiver
  }

  /// Makes a sandbox, does something with it and deletes it; false where it cannot be made.
  @discardableResult
  func inSandbox(_ wish: JSONObject = [:], _ work: (Sandbox) async -> Void) async -> Bool {
    var body: JSONObject = ["name": .string(Self.name), "time": "2026-11-21T10:00:00Z", "scenario": "default"]
    body.merge(wish)
    guard await ask("POST", "/_ringback/sandboxes", JSONWriter.bytes(.object(body))).status == 201,
      let sandbox = simulator.registry[Self.name]
    else { return false }
    await work(sandbox)
    await ask("DELETE", "/_ringback/sandboxes/\(Self.name)")
    return true
  }

  /// Sends a request as a client does and waits for what comes of it; `checks` refuses an answer of 500 and above.
  @discardableResult
  func ask(
    _ method: String, _ target: String, _ body: [UInt8] = [], type: String = "application/json", checks: Bool = true
  ) async -> Response {
    guard let method = Method(method) else { return Response(status: 400) }
    var fields = [("host", "127.0.0.1:8080")].map { (name: $0.0, value: $0.1) }
    if !body.isEmpty { fields.append(("content-type", type)) }
    if let sandbox = simulator.registry[Self.name], let key = sandbox.plan.credentials.first?.value {
      fields.append(("xi-api-key", key))
      fields.append(("x-ringback-sandbox", Self.name))
      let pair = "\(sandbox.twilio.accountSID):\(sandbox.twilio.authToken)"
      if target.hasPrefix("/2010") { fields.append(("authorization", "Basic \(Base64Text.encode(Array(pair.utf8)))")) }
    }
    let response: Response
    switch simulator.reply(to: Request(method: method, target: target, fields: fields, body: body)) {
    case .now(let answer): response = answer
    case .later(let work):
      // What waits on a clock that stands would never come.
      let task = Task(executorPreference: LoopActor.executor) { await work() }
      await LoopActor.executor.settle()
      await simulator.registry[Self.name]?.clock.advanceUntilIdle(within: .seconds(3_600))
      task.cancel()
      response = await task.value
    }
    // 501 says that an operation is not simulated; a rule may answer with any status.
    precondition(
      !checks || response.status < 500 || response.status == 501, "\(target) is answered with \(response.status)")
    return response
  }

  /// Lets time pass until nothing is left to do.
  func letTimePass(_ sandbox: Sandbox) async {
    await LoopActor.executor.settle()
    await sandbox.clock.advanceUntilIdle(within: .seconds(86_400))
  }

  /// Places calls that are answered, and one that is not.
  func call(_ sandbox: Sandbox, agent: String? = nil) async {
    let names = simulator.names(in: sandbox)
    let agent = agent ?? names["agents"]?.object?.first?.value.string ?? ""
    let number = names["phone_numbers"]?.object?.first?.value.string ?? ""
    for person in ["+15555550123", "+15555550115", "+15555550110"] {
      let body: JSONValue = [
        "agent_id": .string(agent), "agent_phone_number_id": .string(number), "to_number": .string(person),
      ]
      await ask("POST", "/v1/convai/twilio/outbound-call", JSONWriter.bytes(body))
    }
    await letTimePass(sandbox)
  }

  /// Reads everything that a sandbox has to tell.
  func look() async {
    for path in [
      "/v1/convai/conversations", "/v1/convai/agents", "/v1/convai/batch-calling/workspace",
      "/v1/convai/knowledge-base",
      "/v1/workspace/webhooks?include_usages=true", "/v1/user", "/_ringback/journal?limit=5", "/_ringback/snapshot",
    ] { await ask("GET", path) }
  }
}
