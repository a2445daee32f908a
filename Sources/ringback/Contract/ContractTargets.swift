internal import Contract
internal import EventLoop
internal import Simulator
internal import Transport

/// Makes targets of what somebody has chosen.
@LoopActor final class ContractTargets {
  private let settings: ContractSettings
  private let client: HTTPClient
  /// The fakes of our own, which have to be stopped.
  private var simulators: [Simulator] = []

  init(_ settings: ContractSettings) {
    self.settings = settings
    client = HTTPClient(settings.client)
  }

  func make(_ choice: TargetChoice) async throws -> any ContractTarget {
    switch choice {
    case .fake: return try startFake()
    case .live: return try service(named: "live", at: "https://api.elevenlabs.io")
    case .url(let url):
      let ringback = ringback(named: url, at: url)
      return await ringback.isThere() ? ringback : try service(named: url, at: url)
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

  private func service(named name: String, at url: String) throws -> ServiceTarget {
    guard let key = settings.environment["ELEVENLABS_API_KEY"], !key.isEmpty else {
      throw CommandFailure(
        ContractSession.couldNotRun, "\(name) needs a key: set ELEVENLABS_API_KEY in the environment.")
    }
    return ServiceTarget(
      name: name, key: key, exchange: HTTPExchange(url, client: client), variables: settings.variables)
  }
}
