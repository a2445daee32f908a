internal import Contract
internal import Transport

/// What somebody wants of `ringback contract`.
struct ContractSettings: Sendable {
  var target: TargetChoice
  var selection = CaseSelection()
  /// Folders with cases of the user's.
  var folders: [String] = []
  var report = ReportFormat.terminal
  var reportFile: String?
  /// Where the answers are kept.
  var record: String?
  /// With what the answers are compared.
  var compare: String?
  /// Files with accepted differences.
  var accepted: [String] = []
  var jobs: Int?
  var showsPlan = false
  var allowed: Set<String> = []
  var saysYes = false
  var budget = Budget()
  var client = HTTPClientConfiguration()
  /// What an account has for cases, by name.
  var variables: [String: String] = [:]
  /// The port at which webhooks arrive; 0 lets the system choose.
  var webhookPort = 0
  /// The URL by which the service reaches that port; nil where it runs on this machine.
  var webhookURL: String?
  /// Where Twilio is; nil where the target says it.
  var twilioURL: String?
  /// Where the keys are.
  var environment: [String: String] = [:]

  init(target: TargetChoice) { self.target = target }

  /// Whether two targets are held against each other.
  var isTwo: Bool { if case .both = target { true } else { false } }

  /// The variables of the environment that hold secrets.
  static let secretVariables = Provider.allCases.flatMap(\.environment) + ["RINGBACK_ADMIN_TOKEN"]

  /// What must not be written down anywhere.
  var secrets: [String] { Self.secretVariables.compactMap { environment[$0] } }
}
