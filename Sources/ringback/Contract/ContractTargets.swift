internal import Contract
internal import EventLoop
internal import Simulator
internal import Transport

/// Makes targets of what somebody has chosen.
@LoopActor final class ContractTargets {
  private let settings: ContractSettings
  private let client: HTTPClient
  /// Whom the cases speak to: nobody else is asked anything.
  var providers: Set<Provider> = []
  /// The fakes of our own, which have to be stopped.
  private var simulators: [Simulator] = []

  init(_ settings: ContractSettings) {
    self.settings = settings
    client = HTTPClient(settings.client)
  }

  func make(_ choice: TargetChoice) async throws -> any ContractTarget {
    switch choice {
    case .fake: return try startFake()
    case .live:
      return try service(
        named: "live", at: [.elevenlabs: Provider.elevenlabs.url, .twilio: settings.twilioURL ?? Provider.twilio.url])
    case .url(let url):
      let ringback = ringback(named: url, at: url)
      if await ringback.isThere() { return ringback }
      var urls: [Provider: String] = [.elevenlabs: url]
      urls[.twilio] = settings.twilioURL
      return try service(named: url, at: urls)
    case .recording(let folder): return RecordingTarget(try SnapshotFolder(folder).read())
    case .both: preconditionFailure("two targets are made one by one")
    }
  }

  func close() async {
    client.close()
    // It can only fail to keep its state, and these keep none.
    for simulator in simulators { try? await simulator.stop(grace: .zero) }
  }

  private func startFake() throws -> any ContractTarget {
    var configuration = SimulatorConfiguration()
    configuration.server.port = 0
    configuration.log = nil
    configuration.checksResponses = true
    let simulator = try Simulator(configuration)
    let port = try simulator.start()
    simulators.append(simulator)
    return ringback(named: "fake", at: "http://127.0.0.1:\(port)")
  }

  private func ringback(named name: String, at url: String) -> RingbackTarget {
    RingbackTarget(name: name, adminToken: settings.environment["RINGBACK_ADMIN_TOKEN"]) { [client] prefix in
      HTTPExchange(url + prefix, client: client)
    }
  }

  /// An account with each provider whose address and credentials there are.
  ///
  /// Credentials go to nobody but their own provider, or where somebody has said that it is.
  private func service(named name: String, at urls: [Provider: String]) throws -> ServiceTarget {
    var accounts: [Provider: ServiceAccount] = [:]
    for provider in providers {
      guard let url = urls[provider], let key = key(of: provider) else { continue }
      accounts[provider] = ServiceAccount(key: key, exchange: HTTPExchange(url, client: client))
    }
    guard !accounts.isEmpty else {
      let needed = providers.sorted().map { $0.environment.joined(separator: " and ") }.joined(separator: ", or ")
      throw CommandFailure(ContractSession.couldNotRun, "\(name) needs a key: set \(needed) in the environment.")
    }
    for provider in providers.subtracting(accounts.keys).sorted() {
      let remedy =
        urls[provider] == nil
        ? "give --\(provider.rawValue)-url" : "set \(provider.environment.joined(separator: " and "))"
      StandardStream.complain("ringback: cases that need \(provider.title) are skipped on \(name): \(remedy).")
    }
    return ServiceTarget(name: name, accounts: accounts, variables: settings.variables)
  }

  /// What opens the account with a provider; nil where the environment does not say.
  private func key(of provider: Provider) -> ProviderKey? {
    let values = provider.environment.compactMap { settings.environment[$0] }.filter { !$0.isEmpty }
    guard values.count == provider.environment.count, let secret = values.last else { return nil }
    return ProviderKey(account: values.count > 1 ? values.first : nil, secret: secret)
  }
}
