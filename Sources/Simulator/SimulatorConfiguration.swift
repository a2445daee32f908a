public import Admin
public import Simulation
public import Transport

/// Everything that a running instance is told.
public struct SimulatorConfiguration: Sendable {
  /// Where all sandboxes are kept, so that they outlive the process; nil keeps them nowhere.
  public var stateFile: String?
  /// How the request log is written.
  public enum LogFormat: String, CaseIterable, Sendable {
    /// A line a request for people, hints below it.
    case pretty
    /// A JSON object a request.
    case json
  }

  /// Where to listen, and the limits of a connection.
  public var server = ServerConfiguration()
  /// The scenarios that the `default` sandbox is made from, the most basic first.
  public var scenarios = ["default"]
  /// What the `default` sandbox makes ids from; nil uses its name.
  public var seed: UInt64?
  /// Where the `default` sandbox's clock begins, and stands unless `clock` says otherwise; nil leaves that to its scenarios.
  public var time: Instant?
  /// How the `default` sandbox's clock goes; nil leaves that to its scenarios.
  public var clock: ClockSetting.Mode?
  /// Whether an unknown key opens `default` with all scopes.
  public var acceptsAnyKey = false
  /// Whether every answer is held against the document.
  public var checksResponses = false
  /// Hosts beyond this machine and private networks that sandboxes may send requests to.
  public var allowedHosts: [String] = []
  /// Where hosts really are that sandboxes send requests to: `["app.example.com": "127.0.0.1:3000"]`.
  public var hostMap: [String: String] = [:]
  /// A file of certificates that sandboxes trust in the place of the system's.
  public var caFile: String?
  /// Requests to the app that are under way at once; more wait.
  public var maxOutgoing = 256
  /// How much each sandbox remembers of what happened in it.
  public var journal = JournalLimits()
  /// What a request, a scenario and a flow may ask for.
  public var limits = Limits()
  /// Who may use the control API.
  public var access = AdminAccess()
  /// Which web pages may use keys that anybody can derive.
  public var pages = PageAccess()
  /// What keys and tokens are made from besides names; "" lets anybody derive them.
  public var keySalt = ""
  /// How the request log is written; nil writes none.
  public var log: LogFormat? = .pretty

  /// A configuration with the defaults of `ringback serve`.
  public init() {}
}
