internal import Contract
internal import EventLoop
internal import OpenAPI
internal import Scenario
internal import Simulator

/// One run of `ringback contract` from the files to the exit code.
@LoopActor final class ContractSession {
  /// The exit code where the run could not be done.
  nonisolated static let couldNotRun: Int32 = 2

  private let settings: ContractSettings
  private let targets: ContractTargets
  private var signals: [LoopSignal] = []
  private var runner: ContractRunner?
  private var isStopping = false
  private var done = 0

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
    let document = try ContractFiles.document()
    let cases = try selectedCases(document)
    let target = try await targets.make(settings.target)
    let runner = ContractRunner(target, document: document, options: options(for: target))
    self.runner = runner
    if target.isGuarded || settings.showsPlan {
      let estimate = try await runner.estimate(cases)
      if settings.showsPlan {
        show(estimate.text)
        return 0
      }
      try confirm(estimate, on: target)
    }
    let result = try await runner.run(cases) { [self] result in progress(result, of: cases.count) }
    try report(result, SecretMask(settings.secrets + target.secrets))
    return result.exitCode
  }

  private func options(for target: any ContractTarget) -> ContractRunner.Options {
    var options = ContractRunner.Options()
    options.jobs = settings.jobs ?? (target.isGuarded ? 2 : 8)
    options.allowed = settings.allowed
    options.budget = settings.budget
    options.version = Simulator.version
    return options
  }

  private func selectedCases(_ document: Document) throws -> [ContractCase] {
    var library = try ContractFiles.library(document)
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
      guard let text = FileSystem.read(path) else {
        throw CommandFailure(Self.couldNotRun, "\(path): the file cannot be read.")
      }
      try library.add(path: path, text: text)
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

  private func report(_ result: RunResult, _ mask: SecretMask) throws {
    let text = mask.masked(settings.report.text(result))
    guard let file = settings.reportFile else { return show(text) }
    do {
      try FileSystem.replace(file, with: Array(text.utf8))
    } catch {
      throw CommandFailure(Self.couldNotRun, "cannot write --report-file \(file): \(error.message).")
    }
    show(mask.masked(ReportFormat.terminal.text(result)))
  }

  /// The first signal lets what is under way clean up, the second ends at once.
  private func stop() {
    guard !isStopping, let runner else { ProcessEnvironment.exitNow(130) }
    isStopping = true
    StandardStream.complain("ringback: stopping; what has begun cleans up. Once more leaves everything as it is.")
    runner.interrupt()
  }

  private func show(_ text: String) { print(text, terminator: "") }

  private func complain(_ message: String) -> Int32 {
    StandardStream.complain("ringback: \(SecretMask(settings.secrets).masked(message))")
    return Self.couldNotRun
  }
}
