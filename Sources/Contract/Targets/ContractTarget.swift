public import EventLoop
internal import JSON

/// What cases run against.
@LoopActor public protocol ContractTarget: AnyObject, Sendable {
  /// What it is called in reports: `fake`, `live`, a URL, a folder.
  var name: String { get }
  /// Whether it is somebody's account, in which nothing may happen that was not allowed.
  var isGuarded: Bool { get }
  /// What it is, as far as a snapshot made on it counts.
  var kind: TargetKind { get }
  /// The keys that must not be written down anywhere.
  var secrets: [String] { get }

  /// Finds out whether it can be used at all.
  func prepare() async throws(TargetFailure)

  /// Why a case cannot run here; nil where it can.
  func reasonToSkip(_ one: ContractCase) async -> String?

  /// A place for a case to run in.
  func open(_ one: ContractCase, run: String) async throws(TargetFailure) -> CaseSession

  /// Gives the place back.
  func close(_ session: CaseSession) async
}

/// What a target is.
public enum TargetKind: String, Sendable {
  /// A Ringback.
  case fake
  /// The real service, or anything that is not known to be a Ringback.
  case service
  /// Answers that were recorded.
  case recording
}

/// Why a target cannot be used.
public struct TargetFailure: Error, Equatable, Sendable {
  /// What is wrong and what helps.
  public let message: String

  /// A failure with these words.
  public init(_ message: String) { self.message = message }
}

/// Where one case runs: whom it talks to, with which keys, and what its variables begin with.
public struct CaseSession: Sendable {
  /// Who answers.
  public let exchange: any Exchange
  /// The keys of each provider by the names that steps give them; `invalid` is one that nobody has.
  public let keys: [Provider: [String: ProviderKey]]
  /// What the variables begin with.
  public let variables: Variables
  /// How time passes.
  public let time: any CaseTime
  /// What the target calls the place, where it has to give it back.
  public let name: String?

  /// A session; without `time`, time passes by itself.
  public init(
    exchange: any Exchange, keys: [Provider: [String: ProviderKey]], variables: Variables, time: (any CaseTime)? = nil,
    name: String? = nil
  ) {
    self.time = time ?? RealTime()
    self.exchange = exchange
    self.keys = keys
    self.variables = variables
    self.name = name
  }
}
