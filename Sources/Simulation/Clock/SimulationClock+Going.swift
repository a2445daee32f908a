internal import Bytes
internal import EventLoop

extension SimulationClock {
  /// Sets the timer that moves a clock which nobody advances.
  func arm() {
    guard !isClosed, !isStepping, let deadline = sleepers.nextDeadline, deadline < .max else {
      timer?.stop()
      return
    }
    switch mode {
    case .manual: timer?.stop()
    case .auto(let quiet):
      // Armed again when the last of them has landed.
      guard flights.isEmpty else { return }
      let rest = lastRequest + quiet.wholeNanoseconds - WallClock.monotonic
      startTimer(.nanoseconds(max(rest, 0)))
    case .real(let speed):
      // A long wait is cut: whatever the timer finds undue it waits for again.
      let rest = Double(deadline) - Double(nanoseconds)
      startTimer(.nanoseconds(Int64(clamping: min(max(rest / speed, 0), Self.longestWait))))
    }
  }

  private static let longestWait = 1e15

  private func startTimer(_ delay: Duration) {
    let timer = timer ?? LoopTimer { [weak self] in self?.timerFired() }
    self.timer = timer
    timer.start(after: delay)
  }

  private func timerFired() {
    guard !isStepping else { return }
    isStepping = true
    LoopActor.start { [self] in
      switch mode {
      case .manual: break
      case .auto(let quiet): await stepByItself(quiet)
      case .real: await stepInRealTime()
      }
      leave()
    }
  }

  /// Jumps from event to event until a request comes, or somebody wants to advance the clock himself.
  private func stepByItself(_ quiet: Duration) async {
    let epoch = epoch
    let pause = quiet.wholeNanoseconds
    _ = await step(until: .max) {
      self.epoch == epoch && queue.isEmpty && WallClock.monotonic - lastRequest >= pause
    }
  }

  /// Wakes those who are due, one by one, as `step` does: a timer may fire while others still run, which have their say first.
  private func stepInRealTime() async {
    while true {
      await LoopActor.executor.settle()
      guard case .real = mode, let deadline = sleepers.nextDeadline, deadline < .max, deadline <= nanoseconds
      else { return }
      sleepers.pop()?.wake(.due)
    }
  }
}
