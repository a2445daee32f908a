public import EventLoop
internal import HTTP1
internal import JSON
internal import Patterns
internal import Scenario
internal import Simulation

/// A Ringback: each case gets a sandbox of its own, so that cases run side by side and nothing is left behind.
@LoopActor public final class RingbackTarget: ContractTarget {
  /// What it is called in reports.
  public let name: String
  /// Whether it is somebody's account.
  public let isGuarded = false
  /// What it is, as far as a snapshot made on it counts.
  public let kind = TargetKind.fake
  /// The keys that must not be written down anywhere.
  public private(set) var secrets: [String] = []

  private let control: any Exchange
  private let adminToken: String?
  private let reach: @LoopActor (String) -> any Exchange
  /// What the server's own sandbox is made from, and so every sandbox of a case.
  private var scenarios: [JSONValue] = ["default"]
  private var count = 0

  /// A Ringback; `reach` answers who stands behind a sandbox's path prefix, such as `/~NAME`, "" for the server itself.
  public init(name: String, adminToken: String? = nil, reach: @escaping @LoopActor (String) -> any Exchange) {
    self.name = name
    self.adminToken = adminToken
    self.reach = reach
    control = reach("")
  }

  /// Asks what sandboxes are to be made from.
  public func prepare() async throws(TargetFailure) {
    let answer = try await ask(.get, "/_ringback/sandboxes/default")
    if let own = answer["recipe"]?["scenario"]?.array { scenarios = own }
  }

  /// Whether a Ringback answers here.
  public func isThere() async -> Bool {
    guard let answer = try? await control.send(ExchangeRequest(.get, "/_ringback/health")) else { return false }
    return answer.status == 200 && answer.json?["status"] == "ok" && answer.json?["sandboxes"] != nil
  }

  /// Why a case cannot run here; nil where it can.
  public func reasonToSkip(_ one: ContractCase) async -> String? { nil }

  /// Makes a sandbox for the case.
  public func open(_ one: ContractCase, run: String) async throws(TargetFailure) -> CaseSession {
    count += 1
    let sandbox = "\(run)-\(count)"
    let scenario = scenarios + (one.needs.scenario.map { [$0.json] } ?? [])
    // What is made up for a case is the same on every Ringback.
    let seed = Int64(SeededGenerator.seed(of: "contract/\(one.id)") >> 1)
    let made = try await ask(
      .post, "/_ringback/sandboxes",
      ["name": .string(sandbox), "seed": .integer(seed), "scenario": .array(scenario)])
    let keys = Self.keys(made, run: run)
    secrets += keys.values.flatMap { $0.filter { $0.key != "invalid" }.values.flatMap(\.secrets) }
    let exchange = SandboxExchange(sandbox: reach("/~\(sandbox)"), adminToken: adminToken)
    var time: SandboxTime?
    if one.needsTime {
      // What happens in the course of time happens when the case says so, and takes none.
      try await stopClock(of: sandbox)
      time = SandboxTime(sandbox: exchange)
    }
    return CaseSession(
      exchange: exchange, keys: keys, variables: Self.variables(made, run: run), time: time, name: sandbox)
  }

  /// Makes the clock stand, at a whole second: which events fall into one second is the same in every run then.
  private func stopClock(of sandbox: String) async throws(TargetFailure) {
    let path = "/~\(sandbox)/_ringback/clock"
    let now = try await ask(.put, path, ["mode": "manual"])["now"]?.string ?? ""
    guard let point = now.firstIndex(of: ".") else { return }
    _ = try await ask(.put, path, ["mode": "manual", "time": .string(now[..<point] + "Z")])
  }

  /// Removes the sandbox.
  public func close(_ session: CaseSession) async {
    guard let name = session.name else { return }
    _ = try? await control.send(request(.delete, "/_ringback/sandboxes/\(name)", .none))
  }

  /// The keys of a sandbox: those of ElevenLabs by their names, and its Twilio account's.
  private static func keys(_ sandbox: JSONValue, run: String) -> [Provider: [String: ProviderKey]] {
    var own = ["invalid": ProviderKey(secret: ProviderKey.foreign(run))]
    for (name, value) in sandbox["keys"]?.object ?? [:] { own[name] = ProviderKey(secret: value.string ?? "") }
    let account = ProviderKey(
      account: sandbox["twilio"]?["account_sid"]?.string, secret: sandbox["twilio"]?["auth_token"]?.string ?? "")
    return [.elevenlabs: own, .twilio: ProviderKey.twilio(account, run: run)]
  }

  /// What a sandbox gives to the texts of a case: its first agent, and its first number of each provider.
  private static func variables(_ sandbox: JSONValue, run: String) -> Variables {
    var variables = Variables(["run": .string(run), "to_number": "+15555550123"])
    variables[Variables.accountSID] = sandbox["twilio"]?["account_sid"]
    variables["agent"] = sandbox["agents"]?.object?.first?.value
    let numbers = sandbox["phone_numbers"]?.object ?? [:]
    variables["sip_phone_number"] =
      numbers.first { $0.key.contains(text: "trunk") || $0.key.contains(text: "sip") }?.value
    variables["phone_number"] = numbers.first { $0.value != variables["sip_phone_number"] }?.value
    return variables
  }

  private func ask(
    _ method: Method, _ path: String, _ body: JSONValue? = nil
  ) async throws(TargetFailure) -> JSONValue {
    let answer: ExchangeAnswer
    do throws(ExchangeFailure) {
      answer = try await control.send(request(method, path, body))
    } catch {
      throw TargetFailure("\(name) does not answer: \(error.message)")
    }
    guard (200..<300).contains(answer.status), let json = answer.json else {
      let words = answer.json?["error"]?["message"]?.string ?? answer.excerpt
      throw TargetFailure("\(name) refuses \(method) \(path): \(answer.status) \(words)")
    }
    return json
  }

  private func request(_ method: Method, _ path: String, _ body: JSONValue?) -> ExchangeRequest {
    var fields = Fields()
    if let adminToken { fields.append("authorization", "Bearer \(adminToken)") }
    if body != nil { fields.append("content-type", "application/json") }
    return ExchangeRequest(method, path, fields: fields, body: body.map { JSONWriter.bytes($0) } ?? [])
  }
}
