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

  /// Reloads at SIGHUP from now on, and at changes where `follows` says so.
  init(_ simulator: Simulator, follows: Bool) {
    self.simulator = simulator
    self.follows = follows
    signal = LoopSignal(.hangUp) { [unowned self] in reload() }
    watch()
  }

  private func reload() {
    switch simulator.reload() {
    case .done(let names):
      let names = names.isEmpty ? "no sandbox is made from a file" : names.joined(separator: ", ")
      StandardStream.complain("ringback: scenarios are read again: \(names).")
      forgetOthers()
    case .refused(let words):
      StandardStream.complain("ringback: \(words) The last good version stays.")
    }
    watch()
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
  private func watch() {
    guard follows else { return }
    let paths = simulator.scenarioPaths
    // A file that is wrong now is still one to watch: the next edit may mend it.
    for path in paths where watches[path] == nil {
      watches[path] = FileWatch(path, every: Self.period) { [unowned self] in reload() }
    }
  }
}
