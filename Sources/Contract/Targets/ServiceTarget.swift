public import EventLoop
internal import HTTP1
internal import JSON

/// Somebody's account: the real service, or a server that is not known to be a Ringback.
///
/// Nothing is isolated here. What a case needs is looked for in the account, by reading only.
@LoopActor public final class ServiceTarget: ContractTarget {
  /// What it is called in reports.
  public let name: String
  /// Whether it is somebody's account.
  public let isGuarded = true
  /// What it is, as far as a snapshot made on it counts.
  public let kind = TargetKind.service
  /// The keys that must not be written down anywhere.
  public var secrets: [String] { [key] }

  private let exchange: any Exchange
  private let key: String
  private var given: [String: String]
  private var looked: Set<String> = []
  private var count = 0

  /// An account that `key` opens; `variables` are what the user gives by name, which is not looked for.
  public init(name: String, key: String, exchange: any Exchange, variables: [String: String] = [:]) {
    self.name = name
    self.key = key
    self.exchange = exchange
    given = variables
  }

  /// Asks for the account once: a key that is refused would fail every case.
  public func prepare() async throws(TargetFailure) {
    do throws(ExchangeFailure) {
      let answer = try await read("/v1/user")
      let detail = answer.json?["detail"]
      let words = detail?["status"]?.string ?? detail?["code"]?.string
      if answer.status == 401, words != "missing_permissions" {
        throw ExchangeFailure("the key is refused: \(words ?? answer.excerpt)")
      }
    } catch {
      throw TargetFailure("\(name) cannot be used: \(error.message)")
    }
  }

  /// Why a case cannot run here; nil where it can.
  public func reasonToSkip(_ one: ContractCase) async -> String? {
    if one.needs.scenario != nil { return "it needs a scenario, which only a Ringback has" }
    if let key = one.keys.subtracting(["main", "invalid"]).sorted().first {
      return "it needs a key named \"\(key)\", which only a sandbox has"
    }
    for variable in one.neededVariables where variable != "run" {
      await look(for: variable)
      if given[variable] == nil { return "it needs {{\(variable)}}: give --set \(variable)=…" }
    }
    return nil
  }

  /// The account, with the keys and variables that it has.
  ///
  /// Cases share it, several at a time: each gets a `{{run}}` of its own, so that none finds what another has made.
  public func open(_ one: ContractCase, run: String) async throws(TargetFailure) -> CaseSession {
    var variables = Variables(given.mapValues { .string($0) })
    count += 1
    variables["run"] = .string("\(run)-\(String(String(10_000 + count).dropFirst()))")
    let keys = ["main": key, "invalid": RingbackTarget.foreignKey(run)]
    return CaseSession(exchange: exchange, keys: keys, variables: variables)
  }

  /// Does nothing: the account stays.
  public func close(_ session: CaseSession) async {}

  /// Looks once in the account for an agent or a number; a number to call is never guessed.
  private func look(for variable: String) async {
    guard given[variable] == nil, looked.insert(variable).inserted else { return }
    switch variable {
    case "agent":
      guard let answer = try? await read("/v1/convai/agents?page_size=1") else { return }
      given[variable] = answer.json?["agents"]?[0]?["agent_id"]?.string
    case "phone_number", "sip_phone_number":
      guard let answer = try? await read("/v1/convai/phone-numbers") else { return }
      let provider: JSONValue = variable == "phone_number" ? "twilio" : "sip_trunk"
      let number = answer.json?.array?.first { $0["provider"] == provider }
      given[variable] = number?["phone_number_id"]?.string
    default: break
    }
  }

  private func read(_ target: String) async throws(ExchangeFailure) -> ExchangeAnswer {
    try await exchange.send(ExchangeRequest(.get, target, fields: ["xi-api-key": key]))
  }
}
