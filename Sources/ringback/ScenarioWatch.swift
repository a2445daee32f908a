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
  private var isLooking = false
  /// Whether something was told since the look that is under way began, and whether somebody asked for a reload.
  private var isDue = false
  private var isAskedFor = false
  /// Why the last reload was refused; nil if it was not.
  private var complaint: String?

  /// Reloads at SIGHUP from now on, and at changes where `follows` says so.
  init(_ simulator: Simulator, follows: Bool) {
    self.simulator = simulator
    self.follows = follows
    signal = LoopSignal(.hangUp) { [unowned self] in look(isAsked: true) }
    watch(simulator.scenarioPaths)
  }

  /// Reads the files again if one of them says something else than when it was read, or if the last time was in vain.
  ///
  /// Two watches may tell of one change, and a file may change while it is read.
  private func look(isAsked: Bool = false) {
    isDue = true
    isAskedFor = isAskedFor || isAsked
    guard !isLooking else { return }
    isLooking = true
    LoopActor.start {
      while self.isDue {
        self.isDue = false
        let isAsked = self.isAskedFor
        self.isAskedFor = false
        var isStale = isAsked || self.complaint != nil
        if !isStale { isStale = await self.simulator.hasStaleScenarios() }
        if isStale { await self.reload() }
      }
      self.isLooking = false
    }
  }

  private func reload() async {
    switch await simulator.reload() {
    case .done(let names):
      complaint = nil
      let names = names.isEmpty ? "no sandbox is made from a file" : names.joined(separator: ", ")
      StandardStream.complain("ringback: scenarios are read again: \(names).")
      forgetOthers()
      watch(simulator.scenarioPaths)
    case .refused(let words, let file):
      if complaint != words { StandardStream.complain("ringback: \(words) The last good version stays.") }
      complaint = words
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
      watches[path] = FileWatch(path, every: Self.period) { [unowned self] in look() }
    }
    if watches.count > before { lookOnce() }
  }

  /// Looks whether a file changed after it was read and before its watch had its first look.
  private func lookOnce() {
    LoopActor.start {
      await LoopActor.pause(for: Self.period)
      self.look()
    }
  }
}
