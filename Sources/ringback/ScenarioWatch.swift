internal import EventLoop
internal import Simulator

/// Lets a running server follow its scenario files: at SIGHUP, and with `--watch` whenever one of them changes.
@LoopActor final class ScenarioWatch {
  /// How often a file is looked at.
  private static let period = Duration.milliseconds(250)
  private let simulator: Simulator
  private var signal: LoopSignal?
  private var watches: [String: FileWatch] = [:]
  private let follows: Bool
  private var isReloading = false
  /// Whether something has changed since the reload that is under way began.
  private var isStale = false

  /// Reloads at SIGHUP from now on, and at changes where `follows` says so.
  init(_ simulator: Simulator, follows: Bool) {
    self.simulator = simulator
    self.follows = follows
    signal = LoopSignal(.hangUp) { [unowned self] in begin() }
    watch(simulator.scenarioPaths)
  }

  /// Reads the files again, once more if one of them changes meanwhile.
  private func begin() {
    isStale = true
    guard !isReloading else { return }
    isReloading = true
    LoopActor.start {
      while self.isStale {
        self.isStale = false
        await self.reload()
      }
      self.isReloading = false
    }
  }

  private func reload() async {
    switch await simulator.reload() {
    case .done(let names):
      let names = names.isEmpty ? "no sandbox is made from a file" : names.joined(separator: ", ")
      StandardStream.complain("ringback: scenarios are read again: \(names).")
      forgetOthers()
      watch(simulator.scenarioPaths)
    case .refused(let words, let file):
      StandardStream.complain("ringback: \(words) The last good version stays.")
      // A file that is wrong now is still one to watch: the next edit may mend it.
      watch(simulator.scenarioPaths + (file.map { [$0] } ?? []))
    }
  }

  /// Closes the watches of files that no scenario is made of any more.
  private func forgetOthers() {
    let paths = Set(simulator.scenarioPaths)
    for (path, watch) in watches where !paths.contains(path) {
      watch.close()
      watches[path] = nil
    }
  }

  /// Watches the files that are followed now: an edit may have changed what a file extends.
  private func watch(_ paths: [String]) {
    guard follows else { return }
    let before = watches.count
    for path in paths where watches[path] == nil {
      watches[path] = FileWatch(path, every: Self.period) { [unowned self] in begin() }
    }
    if watches.count > before { lookOnce() }
  }

  /// Looks whether a file changed after it was read and before its watch had its first look.
  private func lookOnce() {
    LoopActor.start {
      await LoopActor.pause(for: Self.period)
      if await self.simulator.hasStaleScenarios() { self.begin() }
    }
  }
}
