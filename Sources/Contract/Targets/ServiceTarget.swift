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
  public var secrets: [String] { accounts.values.flatMap(\.key.secrets) }

  private let accounts: [Provider: ServiceAccount]
  private var given: [String: String]
  private var looked: Set<String> = []
  private var count = 0

  /// The accounts that somebody has; `variables` are what the user gives by name, which is not looked for.
  public init(name: String, accounts: [Provider: ServiceAccount], variables: [String: String] = [:]) {
    self.name = name
    self.accounts = accounts
    given = variables
    given[Variables.accountSID] = accounts[.twilio]?.key.account
  }

  /// Asks for each account once: credentials that are refused would fail every case.
  public func prepare() async throws(TargetFailure) {
    do throws(ExchangeFailure) {
      for (provider, account) in accounts.sorted(by: { $0.key < $1.key }) {
        let answer = try await read(provider.probe(account), from: provider)
        if let words = provider.refusal(answer) { throw ExchangeFailure(words) }
      }
    } catch {
      throw TargetFailure("\(name) cannot be used: \(error.message)")
    }
  }

  /// Why a case cannot run here; nil where it can.
  public func reasonToSkip(_ one: ContractCase) async -> String? {
    if one.needs.scenario != nil { return "it needs a scenario, which only a Ringback has" }
    if let missing = one.providers.filter({ accounts[$0] == nil }).min() { return Self.words(without: missing) }
    let keys = keys("")
    if let key = one.keys.filter({ keys[$0.provider]?[$0.name] == nil }).min() {
      return "it needs a key named \"\(key.name)\", which only a sandbox has"
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
    return CaseSession(exchange: ServiceExchange(accounts: accounts), keys: keys(run), variables: variables)
  }

  private func keys(_ run: String) -> [Provider: [String: ProviderKey]] {
    var keys: [Provider: [String: ProviderKey]] = [:]
    if let own = accounts[.elevenlabs]?.key { keys[.elevenlabs] = ProviderKey.elevenLabs(own.secret, run: run) }
    if let own = accounts[.twilio]?.key { keys[.twilio] = ProviderKey.twilio(own, run: run) }
    return keys
  }

  /// Why cases that speak to a provider are skipped where nobody has an account with it.
  public static func words(without provider: Provider) -> String {
    "it needs \(provider.title): set \(provider.environment.joined(separator: " and "))"
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

  private func read(
    _ target: String, from provider: Provider = .elevenlabs
  ) async throws(ExchangeFailure) -> ExchangeAnswer {
    guard let account = accounts[provider] else { throw ExchangeFailure("there is no account with \(provider.title)") }
    var fields = Fields()
    let field = provider.field(account.key)
    fields.append(field.name, field.value)
    return try await account.exchange.send(ExchangeRequest(.get, target, to: provider, fields: fields))
  }
}
