public import EventLoop
public import HTTP1
public import JSON

/// One isolated world with its own resources, clock, seed and credentials.
@LoopActor public final class Sandbox {
  /// What a sandbox is made of; the base world is shared by all that start from it.
  public struct Plan: Sendable {
    /// Letters, digits, `-`, `_` and `.`; at most 64.
    public var name: String
    /// What ids and tokens are made from.
    public var seed: UInt64
    /// Who moves the clock.
    public var clock: ClockSetting
    /// What exists at the start and after a reset.
    public var base: World
    /// The keys that open it.
    public var credentials: [Credential]
    /// The names of the scenarios it was made from, in order.
    public var scenarios: [String]
    /// Where its stream of ids begins; nil begins it with the seed.
    public var ids: IDGenerator?
    /// The request that makes it again: `{"name", "seed"?, "time"?, "scenario", "world"?, "fork"?}`.
    ///
    /// `fork` says that it began as another sandbox was, and holds what a scenario would say of its keys, without values.
    public var recipe: JSONObject = [:]
    /// What its scenarios say of the world; a changed scenario is told from it.
    public var content: JSONObject = [:]
    /// What keys and tokens are made from besides names; "" lets anybody derive them.
    public var keySalt = ""

    /// A plan.
    public init(
      name: String, seed: UInt64? = nil, clock: ClockSetting = .real, base: World = World(),
      credentials: [Credential] = [], scenarios: [String] = []
    ) {
      self.name = name
      self.seed = seed ?? SeededGenerator.seed(of: name)
      self.clock = clock
      self.base = base
      self.credentials = credentials
      self.scenarios = scenarios
    }

    var firstIDs: IDGenerator { ids ?? IDGenerator(seed: seed) }
  }

  /// What it was made of.
  public private(set) var plan: Plan
  /// Its time.
  public let clock: SimulationClock
  /// Its Twilio account.
  public let twilio: TwilioAccount
  /// Its name, which is also its path prefix: `/~NAME`.
  public nonisolated let name: String
  /// Its source of ids; starts anew at a reset.
  ///
  /// It calls nothing that could come back to it: there is no access to check.
  @exclusivity(unchecked) public var ids: IDGenerator
  /// Everything that exists in it.
  ///
  /// Changed in place: an observer would copy it first, and with it a run of every index.
  public var world: World {
    _read { yield existing }
    _modify {
      changes &+= 1
      yield &existing
    }
  }
  private var existing: World
  /// How often the world was written to: whoever saves it sees by this whether he has to.
  public private(set) var changes = 0
  /// What happened in it.
  public let journal: Journal
  /// What it may be asked for.
  public let limits: Limits
  /// What lives from the last start or reset to the next.
  public private(set) var life = Life()
  /// Who carries what it sends; nil lets nothing out.
  public internal(set) weak var postman: (any Postman)?
  /// From where on the journal alone tells how the sandbox came to be what it is; nil where that is the plan.
  public private(set) var record: Record?
  private var credentials: [String: Credential] = [:]
  /// Every credential that it has or had: the journal may show what was sent with one that is gone.
  private(set) var everyCredential: [String: Credential] = [:]
  /// Every secret that a record has or had, with its placeholder, for the same reason.
  public private(set) var recordSecrets: [String: String] = [:]
  /// By what credentials are known whose values nobody has told.
  public let vocabulary: CredentialVocabulary
  /// Secrets that were sent in places that are known for them, since the last reset.
  var notedSecrets: [String: String] = [:] {
    didSet { madeRedaction = nil }
  }
  /// Whether the credentials of its plan were noted.
  var hasNotedPlan = false
  /// What hides all of these; made at its first use after one was added.
  private var madeRedaction: Redaction?

  /// A sandbox as planned.
  public init(
    _ plan: Plan, journal: JournalLimits = JournalLimits(), limits: Limits = Limits(),
    vocabulary: CredentialVocabulary = .general
  ) {
    self.plan = plan
    self.vocabulary = vocabulary
    name = plan.name
    clock = SimulationClock(plan.clock)
    twilio = TwilioAccount(sandbox: plan.name, salt: plan.keySalt)
    ids = plan.firstIDs
    existing = plan.base
    self.journal = Journal(journal)
    self.limits = limits
    index(plan.credentials)
    noteSecrets()
  }

  /// The credential with this value, where it opens this sandbox.
  public func credential(_ value: String) -> Credential? { credentials[value] }

  /// Makes the sandbox one of another plan of the same name; what exists in it and its ids stay.
  func adopt(_ plan: Plan) {
    if plan.clock != self.plan.clock { clock.change(to: plan.clock) }
    self.plan = plan
    hasNotedPlan = false
    index(plan.credentials)
  }

  private func index(_ list: [Credential]) {
    madeRedaction = nil
    credentials = Dictionary(list.map { ($0.value, $0) }) { _, last in last }
    if everyCredential.isEmpty {
      // Both share their memory until a plan changes.
      everyCredential = credentials
    } else {
      everyCredential.merge(credentials) { _, last in last }
    }
  }

  /// The name of the key that a request was sent with; nil where it bears none that opens this sandbox, or did.
  public func keyName(of request: Request) -> String? {
    if let key = request.field("xi-api-key") { return everyCredential[key]?.name }
    guard let credentials = BasicCredentials(request), twilio.isOpened(by: credentials) else { return nil }
    return TwilioAccount.keyName
  }

  /// Remembers the secret of a record that somebody makes, so that the journal hides it for as long as it speaks of it.
  public func hide(_ record: some SecretRecord) { hide(record.secret(in: self), as: record.placeholder) }

  /// Remembers a secret that somebody has sent, whatever comes of it; of several placeholders for one value the first stays.
  public func hide(_ secret: String, as placeholder: String) {
    guard !secret.isEmpty, recordSecrets[secret] == nil else { return }
    recordSecrets[secret] = placeholder
    madeRedaction = nil
  }

  /// What hides every secret that the sandbox knows, wherever it stands.
  public var redaction: Redaction {
    if let madeRedaction { return madeRedaction }
    let made = Redaction(secrets, vocabulary)
    madeRedaction = made
    return made
  }

  /// Remembers the secrets of all records there are.
  private func noteSecrets() {
    for secret in existing.secrets(in: self) { hide(secret.value, as: secret.placeholder) }
  }

  /// Puts everything back to the start but the credentials; answers the world that was.
  func reset() -> World {
    defer {
      world = plan.base
      noteSecrets()
      ids = plan.firstIDs
      clock.begin(plan.clock)
      journal.reset()
      notedSecrets = [:]
      hasNotedPlan = false
      record = nil
    }
    return world
  }

  /// What the sandbox was after a change that no journal tells, and the last entry before it.
  public struct Record: Sendable {
    /// What it was.
    public let start: Snapshot
    /// The sequence of the last entry that led there.
    public let sequence: Int
  }

  /// Says that the sandbox was changed by other means than requests to its APIs.
  public func beginRecord() {
    noteSecrets()
    record = Record(start: snapshot, sequence: journal.last)
  }

  /// What the sandbox is now.
  public var snapshot: Snapshot {
    Snapshot(
      sandbox: name, scenarios: plan.scenarios, seed: plan.seed, clock: clock.setting, time: clock.now, ids: ids,
      world: world)
  }

  /// What the sandbox was at its start, and is again after a reset.
  public var start: Snapshot {
    var start = snapshot
    start.clock = plan.clock
    if let time = plan.clock.time { start.time = time }
    start.ids = plan.firstIDs
    start.world = plan.base
    return start
  }

  /// Ends what lives in it and begins another life; what the old one leaves has to be let go, the last of it first.
  func endLife() -> [any Remains] {
    let belongings = life.end()
    life = Life()
    let sleepers = clock.abandon()
    // A few come to their ends at once.
    return (sleepers.release(AbandonedSleepers.slice) ? [sleepers] : []) + belongings
  }

  /// Ends what lives in it for good: nothing begins in it any more.
  func close() {
    _ = life.end()
    clock.close()
  }

  /// Puts back what a snapshot holds, its time included; what belongs to the scenario is that of this sandbox.
  ///
  /// Answers the world that was.
  func restore(_ snapshot: Snapshot, _ kinds: SnapshotKinds) -> World {
    defer {
      world = kinds.completed(snapshot.world, with: plan.base)
      ids = snapshot.ids
      clock.begin(snapshot.clock)
    }
    return world
  }

  /// A new id of an answer.
  public func newTrace() -> TraceID { ids.trace() }

  /// A new id in the vendor's shape, made from the seed and the sandbox's time.
  public func newID(_ prefix: String) -> String { ids.resource(prefix, at: clock.now) }
}
