internal import Bytes
internal import Contract
internal import EventLoop
internal import Scenario
internal import Simulation
internal import Simulator

/// One run of `ringback contract` from the files to the exit code.
@LoopActor final class ContractSession {
  /// The exit code where the run could not be done.
  nonisolated static let couldNotRun: Int32 = 2

  private let settings: ContractSettings
  private let targets: ContractTargets
  private var signals: [LoopSignal] = []
  private var runner: ContractRunner?
  /// Where the cases receive what the service sends; nil until some of them want to.
  private var receiver: WebhookReceiver?
  private var isStopping = false
  private var done = 0
  /// The keys of the targets that have run.
  private var secrets: [String] = []

  private init(_ settings: ContractSettings) {
    self.settings = settings
    targets = ContractTargets(settings)
  }

  /// Runs, and ends the program.
  static func begin(_ settings: ContractSettings) {
    let session = ContractSession(settings)
    for number in [LoopSignal.Number.interrupt, .terminate] {
      session.signals.append(LoopSignal(number) { session.stop() })
    }
    LoopActor.start {
      let code = await session.run()
      session.receiver?.close()
      await session.targets.close()
      ProcessEnvironment.exitNow(code)
    }
  }

  private func run() async -> Int32 {
    do {
      return try await perform()
    } catch let failure as CommandFailure {
      return complain(failure.message)
    } catch let failure as TargetFailure {
      return complain(failure.message)
    } catch let failure as FileFailure {
      return complain(failure.description)
    } catch {
      return complain("\(error)")
    }
  }

  private func perform() async throws -> Int32 {
    let documents = try ContractFiles.documents()
    let cases = try selectedCases(documents)
    targets.providers = cases.reduce(into: []) { $0.formUnion($1.providers) }
    if cases.contains(where: \.needs.webhooks) { try receive() }
    if case .both(let first, let second) = settings.target {
      let one = try await play(cases, on: try await targets.make(first), documents)
      let other = try await play(cases, on: try await targets.make(second), documents)
      guard let one, let other else { return 0 }
      return try compare(
        one.snapshot, other.snapshot, interrupted: one.result.wasInterrupted || other.result.wasInterrupted)
    }
    guard let played = try await play(cases, on: try await targets.make(settings.target), documents) else { return 0 }
    if let folder = settings.record { try SnapshotFolder(folder).write(played.snapshot, mask) }
    if let folder = settings.compare {
      let reference = try SnapshotFolder(folder).read()
      return try compare(reference, played.snapshot, interrupted: played.result.wasInterrupted)
    }
    try show(settings.report.text(played.result), ReportFormat.terminal.text(played.result))
    return played.result.exitCode
  }

  private func receive() throws {
    let receiver = WebhookReceiver(port: settings.webhookPort, publicURL: settings.webhookURL)
    do throws(LoopError) {
      if !settings.showsPlan { try receiver.listen() }
    } catch {
      throw CommandFailure(Self.couldNotRun, "cannot receive webhooks: \(error).")
    }
    self.receiver = receiver
  }

  /// Runs the cases on one target; nil where only the plan was wanted.
  private func play(
    _ cases: [ContractCase], on target: any ContractTarget, _ documents: ProviderDocuments
  ) async throws -> (result: RunResult, snapshot: ParitySnapshot)? {
    let runner = ContractRunner(target, documents: documents, options: options(for: target))
    self.runner = runner
    if isStopping { runner.interrupt() }
    done = 0
    if target.isGuarded || settings.showsPlan {
      let estimate = try await runner.estimate(cases)
      guard !settings.showsPlan else {
        show("\(target.name)\n\(estimate.text)")
        return nil
      }
      try confirm(estimate, on: target)
    }
    let result = try await runner.run(cases) { [self] result in progress(result, of: cases.count) }
    secrets += target.secrets
    let origin = ParitySnapshot.Origin(result, kind: target.kind, recording: (target as? RecordingTarget)?.origin)
    return (result, ParitySnapshot(result, on: origin))
  }

  private func compare(_ reference: ParitySnapshot, _ found: ParitySnapshot, interrupted: Bool) throws -> Int32 {
    var accepted = try ContractFiles.acceptedDifferences()
    for path in settings.accepted {
      try accepted.add(path: path, text: try Self.read(path, as: "--accepted \(path)"))
    }
    let day = String(Instant(nanoseconds: WallClock.now).rfc3339.prefix(10))
    let result = ParityResult(reference, found, accepted: accepted, day: day)
    try show(ParityReport.text(result, settings.report), ParityReport.text(result, .terminal))
    return interrupted ? Self.couldNotRun : result.exitCode
  }

  private func options(for target: any ContractTarget) -> ContractRunner.Options {
    var options = ContractRunner.Options()
    options.jobs = settings.jobs ?? (target.isGuarded ? 2 : 8)
    options.allowed = settings.allowed
    options.budget = settings.budget
    options.version = Simulator.version
    options.receiver = receiver
    options.goesOn = settings.compare != nil || settings.record != nil || settings.isTwo
    return options
  }

  private func selectedCases(_ documents: ProviderDocuments) throws -> [ContractCase] {
    var library = try ContractFiles.library(documents)
    for folder in settings.folders { try add(folder, to: &library) }
    let cases = library.cases.filter(settings.selection.takes)
    guard !cases.isEmpty else {
      throw CommandFailure(Self.couldNotRun, "no case fits: \(library.cases.count) there are in all.")
    }
    return cases
  }

  private func add(_ folder: String, to library: inout CaseLibrary) throws {
    let names = FileSystem.names(in: folder)?.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") } ?? []
    guard !names.isEmpty else {
      throw CommandFailure(Self.couldNotRun, "--cases \(folder): there are no case files (*.json) in it.")
    }
    for name in names {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      try library.add(path: path, text: try Self.read(path, as: path))
    }
  }

  private static func read(_ path: String, as name: String) throws(CommandFailure) -> [UInt8] {
    do throws(FileSystem.Failure) {
      return try FileSystem.read(path)
    } catch {
      throw CommandFailure(couldNotRun, "\(name): the file cannot be read: \(error.message).")
    }
  }

  /// Asks before the first step that costs money.
  private func confirm(_ estimate: Estimate, on target: any ContractTarget) throws {
    guard estimate.calls > 0, !settings.saysYes else { return }
    let words = "\(target.name): at most \(estimate.calls) phone calls and \(estimate.minutes) minutes of them."
    guard Terminal.canAsk else {
      throw CommandFailure(
        Self.couldNotRun, "\(words) They cost money: give --yes, since there is no terminal to ask at.")
    }
    guard Terminal.confirms("\(words) Place them?") else {
      throw CommandFailure(Self.couldNotRun, "nothing was sent that costs money.")
    }
  }

  private func progress(_ result: CaseResult, of total: Int) {
    done += 1
    guard settings.report == .terminal || settings.reportFile != nil else { return }
    if let line = TerminalReport.progress(result, done: done, of: total) { show(line + "\n") }
  }

  /// Shows the report, or writes it to the file and shows the terminal's.
  private func show(_ report: String, _ terminal: String) throws {
    guard let file = settings.reportFile else { return show(report) }
    do {
      try FileSystem.replace(file, with: Printable.bytes(Array(mask.masked(report).utf8)))
    } catch {
      throw CommandFailure(Self.couldNotRun, "cannot write --report-file \(file): \(error.message).")
    }
    show(terminal)
  }

  /// The first signal lets what is under way clean up, the second ends at once.
  private func stop() {
    guard !isStopping, let runner else { ProcessEnvironment.exitNow(130) }
    isStopping = true
    StandardStream.complain("ringback: stopping; what has begun cleans up. Once more leaves everything as it is.")
    runner.interrupt()
  }

  private func show(_ text: String) { StandardStream.say(mask.masked(text), terminator: "") }

  private var mask: SecretMask { SecretMask(settings.secrets + secrets, .all) }

  private func complain(_ message: String) -> Int32 {
    StandardStream.complain("ringback: \(mask.masked(message))")
    return Self.couldNotRun
  }
}
