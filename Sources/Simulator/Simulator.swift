internal import Admin
internal import ElevenLabs
public import EventLoop
internal import HTTP1
internal import JSON
internal import OpenAPI
internal import Outgoing
public import Scenario
public import Simulation
internal import Telephony
internal import Transport
internal import Twilio

/// One running Ringback: the server, the APIs, and the sandboxes that they are windows on.
@LoopActor public final class Simulator {
  /// The version that `--version`, the health check and reports give.
  public nonisolated static let version = "0.1.0"

  /// The live sandboxes.
  public let registry: SandboxRegistry
  /// The scenarios that come with the program or are files of the user's.
  public let library: ScenarioLibrary
  let configuration: SimulatorConfiguration
  let blueprints: Blueprints
  let elevenLabs: ElevenLabsAPI
  private(set) lazy var twilio = Self.twilio(twilioFiles, configuration)
  private let twilioFiles = VendorFiles("twilio")
  /// Who answers calls to numbers of a sandbox's, in the order in which they are asked.
  let takers: [any CallTaker] = [InboundCalls()]
  private lazy var admin = makeAdmin()
  private var server: HTTPServer?
  private let log: RequestLog?
  private let postman: AppClient
  private var state: StateKeeper?
  /// How many sandboxes were named by us.
  var made = 0

  /// An instance with its `default` sandbox made, not yet listening.
  public convenience init(_ configuration: SimulatorConfiguration) throws {
    try self.init(configuration, library: Self.shippedScenarios(configuration.limits), wish: nil)
  }

  /// An instance with other scenarios, whose `default` sandbox is what `wish` says where it says something.
  init(_ configuration: SimulatorConfiguration, library: ScenarioLibrary, wish: SandboxRequest?) throws {
    self.configuration = configuration
    registry = SandboxRegistry(journal: configuration.journal, limits: configuration.limits, vocabulary: .all)
    postman = AppClient(
      OutgoingPolicy(allowedHosts: configuration.allowedHosts), hostMap: configuration.hostMap,
      caFile: configuration.caFile, maxTransfers: configuration.maxOutgoing)
    registry.postman = postman
    registry.lifeBegan = { ElevenLabsWorld.goOn(in: $0) }
    self.library = library
    let text = EmbeddedFiles.bytes("openapi/elevenlabs.json")
    let document = try Document(text)
    let catalog = CatalogFile(EmbeddedFiles.bytes("openapi/elevenlabs-errors.json"))
    var options = ElevenLabsAPI.Options()
    options.acceptsAnyKey = configuration.acceptsAnyKey
    options.checksResponses = configuration.checksResponses
    elevenLabs = ElevenLabsAPI(document: document, text: text, catalog: catalog, options: options)
    blueprints = Blueprints(
      library: library, document: document, others: { [twilioFiles] in [twilioFiles.document] },
      keySalt: configuration.keySalt
    ) {
      [twilioFiles] in catalog.errors.joined(with: twilioFiles.catalog.errors)
    }
    log = configuration.log.map(RequestLog.init)

    let wish =
      wish
      ?? SandboxRequest(
        name: "default", seed: configuration.seed, time: configuration.time, clock: configuration.clock,
        scenarios: configuration.scenarios.map { .named($0) })
    try registry.create(try blueprints.plan(wish))
    if let path = configuration.stateFile { state = try StateKeeper(path, of: self) }
  }

  private func makeAdmin() -> AdminAPI {
    let files = VendorFiles("admin")
    return AdminAPI(
      document: files.document, text: files.text, access: configuration.access, keeper: self, version: Self.version)
  }

  private static func twilio(_ files: VendorFiles, _ configuration: SimulatorConfiguration) -> TwilioAPI {
    var options = TwilioAPI.Options()
    options.acceptsAnyKey = configuration.acceptsAnyKey
    options.checksResponses = configuration.checksResponses
    return TwilioAPI(document: files.document, catalog: files.catalog, options: options)
  }

  /// Scenarios by name, then those that come with the program and have none of these names; no files.
  nonisolated static func scenarios(_ own: [(name: String, text: [UInt8])]) -> ScenarioLibrary {
    let shipped = EmbeddedFiles.scenarios.filter { file in !own.contains { $0.name == file.name } }
    return ScenarioLibrary(
      builtins: (own + shipped).map { ScenarioLibrary.Builtin(name: $0.name, text: $0.text) },
      schema: EmbeddedFiles.bytes("scenarios/scenario.schema.json"), read: { _ in nil })
  }

  /// The scenarios that come with the program, and a way to those in files.
  public nonisolated static func shippedScenarios(_ limits: Limits = Limits()) -> ScenarioLibrary {
    ScenarioLibrary(
      builtins: EmbeddedFiles.scenarios.map { ScenarioLibrary.Builtin(name: $0.name, text: $0.text) },
      schema: EmbeddedFiles.bytes("scenarios/scenario.schema.json"), limits: limits
    ) { path throws(FileSystem.Failure) in try FileSystem.load(path) }
  }

  /// A scenario to begin with, and the schema that stands beside it so that editors complete it.
  public nonisolated static func starter() -> (scenario: [UInt8], schema: [UInt8]) {
    (
      EmbeddedFiles.bytes("scenarios/templates/starter.json"), EmbeddedFiles.bytes("scenarios/scenario.schema.json")
    )
  }

  /// Makes the world of a scenario and throws what is wrong with it; the file is held against the schema first.
  public static func check(scenario: String) throws {
    let library = shippedScenarios()
    try library.check(scenario)
    let (elevenLabs, twilio) = (VendorFiles("elevenlabs"), VendorFiles("twilio"))
    let blueprints = Blueprints(library: library, document: elevenLabs.document, others: { [twilio.document] }) {
      elevenLabs.catalog.errors.joined(with: twilio.catalog.errors)
    }
    let plan = try blueprints.plan(name: "default", scenarios: [.named(scenario)])
    do throws(SandboxFailure) {
      try SandboxRegistry().create(plan)
    } catch {
      throw ScenarioFailure(file: scenario, message: error.message)
    }
  }

  /// Begins to listen; returns the port.
  ///
  /// Throws a ``StateFailure`` if the state file cannot be made, and a ``LoopError`` before that if nothing listens.
  public func start() throws -> Int {
    let server = HTTPServer(configuration: configuration.server, reserve: Self.isControl) { [unowned self] request in
      reply(to: request)
    }
    try server.listen()
    self.server = server
    postman.ownPort = server.port
    try state?.begin()
    return server.port
  }

  /// Stops taking requests, lets those in flight finish for at most `grace`, and closes.
  ///
  /// Throws where the state file cannot be written for the last time.
  public func stop(grace: Duration) async throws {
    await server?.drain(grace: grace)
    postman.close()
    log?.flush()
    try await state?.finish()
  }

  /// Whether a request is for the control API, under a sandbox's prefix or not.
  private static func isControl(_ request: borrowing Request) -> Bool {
    let path = request.pathBytes
    guard path.starts(with: sandboxPrefix) else { return leads(path, to: adminPath) }
    return leads(path.dropFirst(2).drop { $0 != UInt8(ascii: "/") }, to: adminPath)
  }

  /// Answers a request, wherever it came from.
  func reply(to request: consuming Request) -> Reply {
    let began = WallClock.monotonic
    let path = request.pathBytes
    if LoopWatchdog.isOn { Self.name(request) }
    if Self.leads(path, to: Self.adminPath) {
      return control(request, path: request.path, scope: nil, began)
    }
    let chosen: (sandbox: Sandbox, prefix: String, credential: Credential?)
    do throws(UnknownSandbox) {
      chosen = try choose(request, path)
    } catch {
      let answered = Self.dated(elevenLabs.unknownSandbox(error.name, known: registry.all.map(\.name)))
      note(request, answered, nil, began)
      return .now(answered.response)
    }
    let isForeign = request.isFromPage && configuration.pages.isForeign(request)
    let arrival = Arrival(
      request, prefix: chosen.prefix, sandbox: chosen.sandbox, credential: chosen.credential,
      isFromForeignPage: isForeign)
    if !arrival.prefix.isEmpty, Self.leads(arrival.path, to: Self.adminPath) {
      return control(arrival.request, path: arrival.pathText, scope: arrival.sandbox.name, began)
    }
    arrival.sandbox.clock.noteRequest(at: began)
    var answered = Answered()
    if let work = answer(arrival, into: &answered) { return later(arrival, began, work) }
    if answered.wait > .zero { return delayed(answered, arrival, began) }
    remember(arrival, answered, began)
    note(arrival.request, answered, arrival.sandbox, began)
    return .now(answered.response)
  }

  /// Tells the watchdog what runs.
  private static func name(_ request: borrowing Request) {
    let (method, path) = (request.method.name, Secrets.masked(request.path))
    LoopWatchdog.note("\(method) \(path)")
  }

  /// An answer that is known, and waits on the sandbox's clock.
  private func delayed(_ answered: Answered, _ arrival: Arrival, _ began: Int64) -> Reply {
    later(arrival, began) { answered }
  }

  /// An answer that follows, and then waits on the sandbox's clock where a rule says so.
  private func later(_ arrival: Arrival, _ began: Int64, _ work: @escaping LateAnswer) -> Reply {
    let sandbox = arrival.sandbox
    let life = sandbox.life
    let asked = Asked(time: sandbox.clock.now, after: sandbox.journal.last)
    return .later { [self] in
      var answered = await work()
      if answered.wait > .zero {
        _ = await sandbox.clock.sleep(
          until: sandbox.clock.now + answered.wait, for: Purpose("delayed answer", of: arrival.pathText))
      }
      answered.asked = asked
      if !life.isOver { remember(arrival, answered, began) }
      note(arrival.request, answered, sandbox, began)
      return answered.response
    }
  }

  /// Answers a request in its sandbox, with the scenarios of `x-ringback-scenario` in front of its own.
  private func answer(_ arrival: Arrival, into answered: inout Answered) -> LateAnswer? {
    guard let names = arrival.request.field(Self.scenarioField) else { return vendorAnswer(arrival, into: &answered) }
    do throws(AdminError) {
      let overlay = try overlay(names)
      return overlay.during(arrival.sandbox) { vendorAnswer(overlay.rekeyed(arrival), into: &answered) }
    } catch {
      answered = Self.dated(Answered(error.response, error: error.code, hint: error.message))
      return nil
    }
  }

  /// Answers a request by the vendor whose path it has.
  private func vendorAnswer(_ arrival: Arrival, into answered: inout Answered) -> LateAnswer? {
    guard Self.leads(arrival.path, to: Self.twilioPath) else { return elevenLabs.answer(arrival, into: &answered) }
    answered = twilio.answer(arrival)
    return nil
  }

  /// Answers a request to the control API.
  private func control(_ request: Request, path: String, scope: String?, _ began: Int64) -> Reply {
    let origin = "http://\(request.field("host") ?? "localhost")"
    switch admin.answer(request, path: path, origin: origin, scope: scope) {
    case .now(let answered):
      let answered = Self.dated(answered)
      note(request, answered, nil, began)
      return .now(answered.response)
    case .later(let work):
      return .later { [self] in
        let answered = Self.dated(Answered(await work()))
        note(request, answered, nil, began)
        return answered.response
      }
    }
  }

  /// Writes an answer into its sandbox's journal.
  private func remember(_ arrival: Arrival, _ answered: Answered, _ began: Int64) {
    let journal = arrival.sandbox.journal
    guard journal.isOn else { return }
    journal.append(
      time: arrival.sandbox.clock.now, request: arrival.request, pathLength: arrival.path.count, answered: answered,
      nanoseconds: WallClock.monotonic - began)
  }

  private func note(_ request: Request, _ answered: Answered, _ sandbox: Sandbox?, _ began: Int64) {
    if let log { write(to: log, request, answered, sandbox, began) }
  }

  private func write(
    to log: RequestLog, _ request: Request, _ answered: Answered, _ sandbox: Sandbox?, _ began: Int64
  ) {
    // What is asked of no sandbox is asked of the first one, mostly.
    let redaction = (sandbox ?? registry["default"])?.publicRedaction ?? .all
    log.append(
      RequestLog.Entry(
        time: sandbox?.clock.now ?? Instant(nanoseconds: WallClock.now), request: request, answered: answered,
        sandbox: sandbox?.name, nanoseconds: WallClock.monotonic - began,
        target: registry.hidingCredentials(in: redaction.text(request.target)),
        hint: answered.hint.map { registry.hidingCredentials(in: redaction.hint($0)) }))
  }

  /// An answer outside of any sandbox bears the wall clock's date.
  private static func dated(_ answered: Answered) -> Answered {
    var answered = answered
    answered.response.fields.append("date", Instant(nanoseconds: WallClock.now).httpDate)
    return answered
  }

  private struct UnknownSandbox: Error { let name: String }
  private static let scenarioField = "x-ringback-scenario"
  private static let adminPath = Array("/_ringback".utf8)
  private static let twilioPath = Array(TwilioAPI.pathPrefix.utf8)
  private static let sandboxPrefix = Array("/~".utf8)

  /// Whether a path is `prefix`, or goes on behind it with a slash.
  private static func leads(_ path: ArraySlice<UInt8>, to prefix: [UInt8]) -> Bool {
    guard path.starts(with: prefix) else { return false }
    return path.count == prefix.count || path[path.startIndex + prefix.count] == UInt8(ascii: "/")
  }

  /// Picks the sandbox: path prefix, then credential, then `x-ringback-sandbox`, then `default`.
  private func choose(
    _ request: borrowing Request, _ path: ArraySlice<UInt8>
  ) throws(UnknownSandbox) -> (sandbox: Sandbox, prefix: String, credential: Credential?) {
    if path.starts(with: Self.sandboxPrefix) {
      let segment = path.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
      let name = String(decoding: segment, as: UTF8.self)
      guard let sandbox = registry[name] else { throw UnknownSandbox(name: name) }
      return (sandbox, "/~\(name)", nil)
    }
    if let (sandbox, credential) = registry.sandbox(openedBy: request) { return (sandbox, "", credential) }
    if let account = BasicCredentials(copy request)?.user, let sandbox = registry.sandbox(ofTwilioAccount: account) {
      return (sandbox, "", nil)
    }
    let name = request.field("x-ringback-sandbox") ?? "default"
    guard let sandbox = registry[name] else { throw UnknownSandbox(name: name) }
    return (sandbox, "", nil)
  }
}
