public import ArgumentParser
public import Contract
internal import EventLoop
internal import Transport

/// `ringback contract`: holds a fake, the real service or a recording against the same cases.
struct ContractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract", abstract: "Run the contract cases against Ringback or the real service.",
    discussion: """
      Ends with 0 where every case is met, 1 where an answer differs, 2 where the run could not be done.

      --target live talks to api.elevenlabs.io with the key in ELEVENLABS_API_KEY, and to api.twilio.com with
      TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN; what needs the one that is not given is skipped. It reads only, unless
      --allow says more. See what it would do, and cost, with --plan.
      """)

  @Option(
    parsing: .upToNextOption,
    help: "fake (its own, the default), live, a URL, recording DIR, or both A B: two of them side by side.")
  var target: [String] = []
  @Option(help: "Only cases whose id fits, such as 'agents.*'. Repeatable.") var id: [String] = []
  @Option(help: "Only cases with this tag. Repeatable.") var tag: [String] = []
  @Option(help: "Only cases that cover this operation. Repeatable.") var operation: [String] = []
  @Option(help: "Folder with case files of your own, run besides the shipped ones. Repeatable.") var cases: [String] =
    []
  @Option(help: "How the result is told: terminal, tap, junit or json.") var report: ReportFormat = .terminal
  @Option(help: "Write the report to this file; the terminal then shows progress.") var reportFile: String?
  @Option(help: "Keep the answers in this folder, normalised: a snapshot, to compare with or to replay.")
  var record: String?
  @Option(help: "Compare the answers with the snapshot in this folder, and tell where they differ.") var compare:
    String?
  @Option(help: "File with differences that are accepted, besides contract/accepted.json. Repeatable.")
  var accepted: [String] = []
  @Option(help: "Cases at once (default: 8; 2 against an account).") var jobs: Int?
  @Flag(help: "Show what would run and what it would cost, and send nothing but what finding that out takes.")
  var plan = false
  @Option(help: "What cases may do to an account: writes, calls. Separated by commas.") var allow: String = ""
  @Flag(help: "Place calls, which cost money, without asking.") var yes = false
  @Option(help: "Most phone calls to place.") var budgetCalls: Int?
  @Option(help: "Most minutes of phone calls to spend.") var budgetMinutes: Int?
  @Option(help: "File of certificates (PEM) to trust in the place of the system's.") var ca: String?
  @Option(help: "Where a host really is: api.example.com=127.0.0.1:8443. Repeatable.") var mapHost: [String] = []
  @Option(help: "Where Twilio's API is, for an account: api.twilio.com where the target is live, else nowhere.")
  var twilioURL: String?
  @Option(help: "URL that leads to --webhook-port from where the service is, such as a tunnel's.")
  var webhookURL: String?
  @Option(help: "Port of this machine at which webhooks arrive (default: any that is free).") var webhookPort: Int = 0
  @Option(
    help: "What an account has for cases: agent=ID, phone_number=ID, sip_phone_number=ID, to_number=+1555…. Repeatable."
  )
  var set: [String] = []

  func validate() throws {
    if target.first == "both", record != nil || compare != nil {
      throw ValidationError("--target both compares already: leave --record and --compare out.")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs is at least 1; found \(jobs).") }
    if let twilioURL, !twilioURL.hasPrefix("https://"), !twilioURL.hasPrefix("http://") {
      throw ValidationError("--twilio-url wants a URL; found \"\(twilioURL)\".")
    }
    if let webhookURL {
      guard webhookURL.hasPrefix("https://") || webhookURL.hasPrefix("http://") else {
        throw ValidationError("--webhook-url wants a URL; found \"\(webhookURL)\".")
      }
      guard webhookPort > 0 else {
        throw ValidationError("--webhook-url leads to a port: say which by --webhook-port.")
      }
    }
    guard (0...65_535).contains(webhookPort) else {
      throw ValidationError("--webhook-port is a port; found \(webhookPort).")
    }
    for (name, value) in [("budget-calls", budgetCalls), ("budget-minutes", budgetMinutes)] {
      if let value, value < 0 { throw ValidationError("--\(name) is at least 0; found \(value).") }
    }
    for word in allowed where !["writes", "calls"].contains(word) {
      throw ValidationError("--allow takes writes and calls; found \"\(word)\".")
    }
    try NamedValues.check(mapHost, of: "map-host")
    try NamedValues.check(set, of: "set")
    for name in NamedValues.pairs(set).keys where !Variables.given.contains(name) {
      throw ValidationError(
        "--set knows \(Variables.given.joined(separator: ", ")); found \"\(name)\".")
    }
  }

  func run() throws {
    try InputFile.check(certificates: ca)
    let settings = try settings()
    LoopActor.executor.adoptCurrentThread()
    LoopActor.assumeIsolated { ContractSession.begin(settings) }
    LoopActor.executor.run()
  }

  private var allowed: Set<String> {
    // What places calls makes conversations and agents too.
    let words = Set(allow.split(separator: ",").map(String.init))
    return words.contains("calls") ? words.union(["writes"]) : words
  }

  private func settings() throws -> ContractSettings {
    var settings = ContractSettings(target: try TargetChoice(target))
    settings.selection = CaseSelection(ids: id, tags: tag, operations: operation)
    settings.folders = cases
    settings.report = report
    settings.reportFile = reportFile
    settings.record = record
    settings.compare = compare
    settings.accepted = accepted
    settings.jobs = jobs
    settings.showsPlan = plan
    settings.allowed = allowed
    settings.saysYes = yes
    settings.budget = Budget(calls: budgetCalls, minutes: budgetMinutes)
    settings.client.caFile = ca
    settings.webhookPort = webhookPort
    settings.webhookURL = webhookURL
    settings.client.hostMap = NamedValues.pairs(mapHost)
    settings.variables = NamedValues.pairs(set)
    settings.twilioURL = twilioURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    settings.environment = ProcessEnvironment.all
    return settings
  }
}

extension ReportFormat: ExpressibleByArgument {}
