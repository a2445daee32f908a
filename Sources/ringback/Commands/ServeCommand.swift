internal import Admin
public import ArgumentParser
internal import Bytes
internal import EventLoop
internal import Scenario
internal import Simulation
public import Simulator
internal import Transport

/// `ringback serve`: listens until it is told to stop.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the fake APIs (the default command).",
    discussion: "Every option can also be set as RINGBACK_..., for instance RINGBACK_PORT=9000 or RINGBACK_QUIET=1.")

  /// The options that take a value, by name; a test holds the list against the help.
  static let options = [
    "host", "port", "port-file", "scenario", "seed", "time", "clock", "speed", "log-format", "admin-token",
    "allow-hostname",
    "journal-entries", "journal-bytes", "max-header-bytes", "max-body-bytes", "max-output-bytes", "max-connections",
    "reserved-connections", "max-unfinished-bytes", "header-timeout", "idle-timeout", "grace", "limit", "watchdog",
    "state",
    "allow-host", "map-host", "ca",
    "max-outgoing", "allow-origin",
  ]
  /// Those of them that may be given more than once.
  static let repeatable: Set<String> = [
    "scenario", "limit", "allow-hostname", "allow-origin", "allow-host", "map-host",
  ]
  /// The switches.
  static let flags = ["watch", "accept-any-key", "admin-open", "public-keys", "quiet", "check-responses"]

  @Option(help: "Address to listen on; beyond loopback the control API needs --admin-token or --admin-open.")
  var host = "127.0.0.1"
  @Option(help: "Port to listen on; 0 takes a free one.") var port = 8080
  @Option(help: "Write the port to this file once the server listens.") var portFile: String?
  @Option(help: "Scenario of the default sandbox: a shipped name or a file. Several are joined in order.")
  var scenario: [String] = []
  @Flag(help: "Follow the scenario files: an edit is in force at once, a broken one keeps the last good version.")
  var watch = false
  @Option(help: "Seed of ids and tokens in the default sandbox.") var seed: UInt64?
  @OptionGroup var clock: ClockOptions
  @Option(help: "Keep all sandboxes in this file, so that they are there again after a restart.") var state: String?
  @Option(help: "Request log: pretty or json.") var logFormat: SimulatorConfiguration.LogFormat = .pretty
  @Flag(help: "Write no request log and no start-up text.") var quiet = false
  @Flag(help: "Let an unknown API key open the default sandbox with all scopes.") var acceptAnyKey = false
  @Option(help: "Secret that the control API asks for as a bearer token.") var adminToken: String?
  @Flag(help: "Leave the control API open although the server listens beyond loopback.") var adminOpen = false
  @Option(help: "Host name that the control API accepts besides addresses and localhost. Repeatable.")
  var allowHostname: [String] = []
  @Option(
    help: "Origin of pages that may use the documented keys, such as https://app.example.com; * for all. Repeatable.")
  var allowOrigin: [String] = []
  @Flag(
    help: "Keep the documented keys although the server listens beyond loopback; else the start prints random ones.")
  var publicKeys = false
  @Flag(help: "Hold every answer against the project's document; one that departs becomes a 500 that says where.")
  var checkResponses = false
  @OptionGroup var outgoing: OutgoingOptions
  @Option(help: "What each sandbox remembers, in requests with their answers; 0 keeps no journal.")
  var journalEntries = 10_000
  @Option(help: "What each sandbox remembers, in bytes.") var journalBytes = 32 << 20
  @Option(help: "Largest request head, in bytes (431 above it).") var maxHeaderBytes = 64 << 10
  @Option(help: "Largest request body, in bytes (413 above it).") var maxBodyBytes = 10 << 20
  @Option(help: "Output that may wait for a slow client, in bytes, before it is read no further.")
  var maxOutputBytes = 1 << 20
  @Option(help: "Another bound on what may be asked of the server: NAME=VALUE, see docs/limits.md. Repeatable.")
  var limit: [String] = []
  @Option(
    defaultAsFlag: 25,
    help: "Print to standard error whatever holds the loop for more than so many milliseconds, 25 where none are given."
  )
  var watchdog: Double?
  @Option(help: "Connections at once (503 above it).") var maxConnections = 1024
  @Option(help: "Connections kept for /_ringback when all others are in use.") var reservedConnections = 16
  @Option(help: "Bytes of incomplete request bodies of all connections together (503 above it).")
  var maxUnfinishedBytes = 256 << 20
  @Option(help: "Seconds for a request to arrive (408 after it).") var headerTimeout = 10.0
  @Option(help: "Seconds before an idle connection is closed.") var idleTimeout = 60.0
  @Option(help: "Seconds that requests in flight get to finish at SIGTERM or SIGINT.") var grace = 10.0

  /// A year: what lies beyond is a slip, and no `Duration` holds every number.
  private static let mostSeconds = 31_536_000.0

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535; found \(port).") }
    for (name, value) in [
      ("max-header-bytes", maxHeaderBytes), ("max-body-bytes", maxBodyBytes), ("max-output-bytes", maxOutputBytes),
      ("max-connections", maxConnections), ("max-unfinished-bytes", maxUnfinishedBytes),
    ] where value < 1 {
      throw ValidationError("--\(name) is at least 1; found \(value).")
    }
    for (name, value) in [
      ("journal-entries", journalEntries), ("journal-bytes", journalBytes),
      ("reserved-connections", reservedConnections),
    ] where value < 0 {
      throw ValidationError("--\(name) is at least 0; found \(value).")
    }
    for (name, value) in [("header-timeout", headerTimeout), ("idle-timeout", idleTimeout)]
    where !(value > 0 && value <= Self.mostSeconds) {
      throw ValidationError(
        "--\(name) is more than 0 and at most \(Int(clamping: Self.mostSeconds)) seconds; found \(value).")
    }
    guard (0...Self.mostSeconds).contains(grace) else {
      throw ValidationError("--grace is 0 to \(Int(clamping: Self.mostSeconds)) seconds; found \(grace).")
    }
    if let watchdog, !(watchdog > 0 && watchdog <= 60_000) {
      throw ValidationError("--watchdog is more than 0 and at most 60000 milliseconds; found \(watchdog).")
    }
    guard state != "" else { throw ValidationError("--state is empty: name a file, or leave the option out.") }
    guard adminToken != "" else {
      throw ValidationError("--admin-token is empty: nobody could send it. Give a secret, or leave the option out.")
    }
  }

  func run() throws {
    try InputFile.check(certificates: outgoing.ca)
    let configuration = try simulatorConfiguration(descriptors: DescriptorLimit.raise())
    if let watchdog { Self.watch(above: .milliseconds(1) * watchdog) }
    let plan = (
      portFile: portFile, watches: watch, quiet: quiet, grace: Duration(clampingSeconds: grace), host: host, port: port
    )
    LoopActor.executor.adoptCurrentThread()
    var failure: CommandFailure?
    LoopActor.assumeIsolated {
      do {
        try ServeSession.begin(
          configuration, plan.portFile, watches: plan.watches, quiet: plan.quiet, grace: plan.grace)
      } catch {
        failure = Self.explained(error, host: plan.host, port: plan.port)
      }
    }
    if let failure { throw failure }
    LoopActor.executor.run()
  }

  private func simulatorConfiguration(descriptors: Int) throws -> SimulatorConfiguration {
    var configuration = SimulatorConfiguration()
    configuration.server.host = bareHost
    configuration.server.port = port
    configuration.server.maxHeadBytes = maxHeaderBytes
    configuration.server.maxBodyBytes = maxBodyBytes
    configuration.server.maxQueuedOutput = maxOutputBytes
    configuration.server.maxConnections = maxConnections
    configuration.server.reservedConnections = reservedConnections
    configuration.server.maxUnfinishedBytes = maxUnfinishedBytes
    configuration.server.headTimeout = Duration(clampingSeconds: headerTimeout)
    configuration.server.idleTimeout = Duration(clampingSeconds: idleTimeout)
    if !scenario.isEmpty { configuration.scenarios = scenario }
    configuration.seed = seed
    configuration.time = try clock.instant()
    configuration.clock = clock.mode
    configuration.allowedHosts = outgoing.allowHost
    configuration.hostMap = outgoing.hostMap
    configuration.caFile = outgoing.ca
    configuration.maxOutgoing = outgoing.maxOutgoing ?? min(256, max(1, descriptors / 4))
    configuration.stateFile = state
    configuration.acceptsAnyKey = acceptAnyKey
    configuration.checksResponses = checkResponses
    configuration.limits = try limits()
    configuration.journal = JournalLimits(entries: journalEntries, bytes: journalBytes)
    configuration.access = AdminAccess(
      token: adminToken, isClosed: !isLoopback && adminToken == nil && !adminOpen,
      allowedHostnames: Set(allowHostname.map { $0.lowercased() }))
    configuration.pages = PageAccess(allowedOrigins: Set(allowOrigin.map { $0.lowercased() }))
    if !isLoopback, !publicKeys { configuration.keySalt = Self.randomSalt() }
    configuration.log = quiet ? nil : logFormat
    return configuration
  }

  private func limits() throws -> Limits {
    try NamedValues.check(limit, of: "limit")
    var limits = Limits()
    for (name, text) in NamedValues.pairs(limit).sorted(by: { $0.key < $1.key }) {
      guard let row = Limits.table.first(where: { $0.name == name }) else {
        let names = Limits.table.map(\.name).joined(separator: ", ")
        throw ValidationError("--limit knows no \"\(name)\"; it knows \(names).")
      }
      guard let value = Int(text), value > 0 else {
        throw ValidationError("--limit is NAME=VALUE, a whole number above 0; found \"\(name)=\(text)\".")
      }
      limits[keyPath: row.value] = value
    }
    return limits
  }

  /// Whether only this machine reaches the server; `[::1]` is the same as `::1`.
  private var isLoopback: Bool {
    IPAddress(bareHost).map { $0.scope == .loopback } ?? (bareHost == "localhost")
  }

  /// The host without the brackets that URLs have.
  private var bareHost: String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }

  private static func randomSalt() -> String {
    var system = SystemRandomNumberGenerator()
    return (0..<4).map { _ in String(system.next(), radix: 16) }.joined()
  }

  /// Prints a line for each long hold of the loop.
  private static func watch(above threshold: Duration) {
    LoopActor.executor.adoptCurrentThread()
    LoopActor.assumeIsolated {
      LoopWatchdog.start(threshold: threshold) { StandardStream.complain("ringback: the loop was \($0)") }
    }
  }

  private static func explained(_ error: any Error, host: String, port: Int) -> CommandFailure {
    switch error {
    case let failure as CommandFailure: failure
    case let failure as ScenarioFailure: CommandFailure(SystemExit.dataError, failure.description)
    case let failure as SandboxFailure: CommandFailure(SystemExit.dataError, failure.message)
    case let failure as StateFailure:
      CommandFailure(
        failure.isInUse
          ? SystemExit.unavailable : failure.isUnwritable ? SystemExit.cannotCreate : SystemExit.dataError,
        failure.description)
    case let failure as LoopError:
      CommandFailure(
        SystemExit.unavailable,
        "cannot listen on \(host.contains(":") ? "[\(host)]" : host):\(port): \(failure.words). \(advice(failure))")
    default: CommandFailure(SystemExit.unavailable, "cannot start: \(error)")
    }
  }
}

extension ServeCommand {
  /// What helps against it: another port where the port is the trouble, else another address.
  private static func advice(_ failure: LoopError) -> String {
    if failure.isOutOfDescriptors { return "Allow more by ulimit -n, such as 1024." }
    return failure.isAddressInUse || failure.isPermissionDenied
      ? "Choose another with --port, or let --port 0 find a free one."
      : "Choose an address of this machine with --host, such as 127.0.0.1 or 0.0.0.0."
  }
}

extension SimulatorConfiguration.LogFormat: ExpressibleByArgument {}
