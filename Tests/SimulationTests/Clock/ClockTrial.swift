import EventLoop

@testable import Simulation

/// One random story on a clock: flows that sleep, ring, cancel, send and start others, while somebody outside advances the
/// clock, changes its mode, answers letters in any order and now and then resets everything.
///
/// It keeps its own account of what has to happen, and notes where the clock does otherwise.
@LoopActor final class ClockTrial {
  let seed: UInt64
  let clock: SimulationClock
  private(set) var problems: [String] = []
  private var random: SeededGenerator
  /// How often somebody has come back from a sleep.
  private var wakings = 0
  private var sleeps = 0
  private var asleep: Set<Int> = []
  /// Who slept when everything was given up.
  private var abandoned: Set<Int> = []
  private var toRelease: [AbandonedSleepers] = []
  private var lastDue: (deadline: Int64, number: Int) = (.min, 0)
  /// Flows that run, from their start or waking to their next wait.
  private var running = 0
  private var started = 0
  private var finished = 0
  private var bells: [Bell] = []
  private var tasks: [Task<Void, Never>] = []
  private var letters: [CheckedContinuation<Void, Never>] = []
  private var sent = 0
  private var lastResult = 0
  /// Grows when the clock begins to go by itself, or everything is given up: then neither times nor orders are exact.
  private var freedoms = 0
  /// Grows with all that ends an advance.
  private var interruptions = 0
  private var advances = 0

  init(seed: UInt64) {
    self.seed = seed
    random = SeededGenerator(seed: seed)
    clock = SimulationClock(.manual(at: Instant(unixSeconds: 1_784_635_200)))
  }

  private func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  private func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  private func note(_ problem: String) { problems.append("seed \(seed): \(problem)") }
  private var isVirtual: Bool { if case .real = clock.mode { false } else { true } }

  /// Plays it to its end.
  func run() async {
    for _ in 0..<pick(1...5) { startFlow(depth: 0) }
    for _ in 0..<pick(5...30) {
      await LoopActor.executor.settle()
      await disturb()
    }
    await finish()
  }

  private func disturb() async {
    switch pick(0...99) {
    case 0..<45: answerOne()
    case 45..<65: advance()
    case 65..<72: bells.randomElement(using: &random)?.ring()
    case 72..<79: cancelOne()
    case 79..<88: startFlow(depth: 0)
    case 88..<96: await changeMode()
    case 96..<98: abandon()
    default: clock.noteRequest(at: WallClock.monotonic)
    }
    if let last = toRelease.last, !last.release(2) { toRelease.removeLast() }
  }

  /// Lets everything end, and looks whether it did.
  private func finish() async {
    interruptions += 1
    clock.change(to: ClockSetting(.manual))
    var patience = 10_000
    while finished < started || advances > 0, patience > 0 {
      patience -= 1
      await LoopActor.executor.settle()
      while !toRelease.isEmpty { if toRelease[0].release(10) == false { toRelease.removeFirst() } }
      answerOne()
      if advances == 0, finished < started { advance() }
    }
    if finished < started { note("\(started - finished) of \(started) flows never ended") }
    if advances > 0 { note("\(advances) advances never came back") }
    if !asleep.isEmpty || clock.sleeping != 0 { note("\(asleep.count) sleep on, the clock counts \(clock.sleeping)") }
    if !clock.isIdle { note("the clock is not idle at the end") }
    clock.close()
  }
}

extension ClockTrial {
  private func startFlow(depth: Int) {
    started += 1
    running += 1
    let task = LoopActor.start { [self] in
      for _ in 0..<pick(1...5) { await act(depth) }
      running -= 1
      finished += 1
    }
    tasks.append(task)
    // Some are cancelled before they first run.
    if chance(3) { task.cancel() }
  }

  private func act(_ depth: Int) async {
    for _ in 0..<pick(0...2) { await Task.yield() }
    switch pick(0...99) {
    case 0..<60: await sleep()
    case 60..<75: await send()
    case 75..<85: if depth < 3 { startFlow(depth: depth + 1) }
    case 85..<93: bells.randomElement(using: &random)?.ring()
    default: cancelOne()
    }
  }

  private func cancelOne() {
    guard let task = tasks.randomElement(using: &random) else { return }
    task.cancel()
    if chance(30) { task.cancel() }
  }

  private func sleep() async {
    var bell: Bell?
    if chance(40) {
      bell = chance(30) ? bells.randomElement(using: &random) : Bell()
      if let bell { bells.append(bell) }
    }
    // Few lengths, so that many are due at one instant; some are past.
    let time = clock.now.nanoseconds
    let wanted = time + Int64(pick(-1...4)) * 1_000_000_000
    sleeps += 1
    let number = sleeps
    let before = (
      isCancelled: Task.isCancelled, isRung: bell?.isRung == true, freedoms: freedoms, isVirtual: isVirtual,
      wakings: wakings
    )
    asleep.insert(number)
    running -= 1
    let waking = await clock.sleep(until: Instant(nanoseconds: wanted), or: bell, for: Purpose("trial"))
    // A clock that goes by itself may have passed the instant before anybody lay down: then nobody slept.
    let hasSlept = before.isVirtual || wakings != before.wakings
    wakings += 1
    if waking == .due, wanted > time, hasSlept, running > 0 {
      note("sleep \(number) ended while \(running) others ran")
    }
    running += 1
    if asleep.remove(number) == nil { note("sleep \(number) ended twice") }
    switch waking {
    case .due:
      let isExact = before.isVirtual && before.freedoms == freedoms
      checkDue(number, wanted, from: time, isExact: isExact, hasSlept: hasSlept)
    case .rung: if bell?.isRung != true { note("sleep \(number) was rung by no bell") }
    case .cancelled:
      if !Task.isCancelled, !abandoned.contains(number) { note("sleep \(number) was cancelled by nobody") }
    }
    if before.isCancelled, waking != .cancelled { note("sleep \(number) of a cancelled task ended as \(waking)") }
    if before.isRung, waking == .due { note("sleep \(number) by a bell that had rung ended as due") }
  }

  private func checkDue(_ number: Int, _ wanted: Int64, from time: Int64, isExact: Bool, hasSlept: Bool) {
    let now = clock.now.nanoseconds
    // A past instant stands for now.
    let deadline = max(wanted, time)
    if now < deadline { note("sleep \(number) ended \(deadline - now) ns early") }
    if isExact, now != deadline { note("sleep \(number) ended \(now - deadline) ns late") }
    // Where the clock goes by itself, its time has gone on since we read it.
    guard isExact || wanted > time && hasSlept else { return }
    if (deadline, number) <= lastDue { note("sleep \(number) due at \(deadline) ended after \(lastDue)") }
    lastDue = (deadline, number)
  }
}

extension ClockTrial {
  private func send() async {
    sent += 1
    let number = sent
    let before = (freedoms: freedoms, time: clock.now, isVirtual: isVirtual)
    running -= 1
    await clock.whileInFlight { await withCheckedContinuation { letters.append($0) } }
    running += 1
    guard before.isVirtual, before.freedoms == freedoms else { return }
    if clock.now != before.time { note("the clock moved while letter \(number) was under way") }
    if number < lastResult { note("letter \(number) came back after letter \(lastResult)") }
    lastResult = number
  }

  private func answerOne() {
    guard let place = letters.indices.randomElement(using: &random) else { return }
    letters.remove(at: place).resume()
  }

  private func changeMode() async {
    interruptions += 1
    var time: Instant?
    if chance(20) {
      time = clock.now + .seconds(pick(-3...3))
      // Nothing is under way: the clock may go back.
      if clock.isIdle { lastDue = (.min, 0) }
    }
    switch pick(0...2) {
    case 0: clock.change(to: ClockSetting(.manual, at: time))
    case 1: clock.change(to: ClockSetting(.auto(quiet: chance(70) ? .zero : .milliseconds(1)), at: time))
    default:
      freedoms += 1
      lastResult = 0
      clock.change(to: ClockSetting(.real(speed: 10_000), at: time))
    }
    if chance(40) { await pass() }
  }

  /// A turn of the loop, in which timers have their say.
  private func pass() async {
    var timer: LoopTimer?
    await withCheckedContinuation { continuation in
      timer = LoopTimer { continuation.resume() }
      timer?.start(after: .milliseconds(pick(0...1)))
    }
    timer?.close()
  }

  private func abandon() {
    interruptions += 1
    freedoms += 1
    lastResult = 0
    abandoned.formUnion(asleep)
    toRelease.append(clock.abandon())
  }

  private func advance() {
    advances += 1
    let goal: SimulationClock.Goal =
      switch pick(0...2) {
      case 0: .by(.seconds(pick(0...3)))
      case 1: .to(clock.now + .seconds(pick(0...3)))
      default: .idle(within: .seconds(pick(0...10)))
      }
    let before = (interruptions: interruptions, isVirtual: isVirtual)
    LoopActor.start { [self] in
      var begin: Instant?
      let arrived = await clock.advance(goal) { begin = clock.now }
      advances -= 1
      guard arrived, let begin else {
        if before.isVirtual, before.interruptions == interruptions { note("\(goal) was ended by nobody") }
        return
      }
      let next = clock.nextEvent
      switch goal {
      case .by(let duration): if clock.now != begin + duration { note("\(goal) ended at \(clock.now)") }
      case .to(let end): if clock.now != max(begin, end) { note("\(goal) ended at \(clock.now)") }
      case .idle(let horizon):
        if clock.now > begin + horizon || next != nil && clock.now != begin + horizon {
          note("\(goal) from \(begin) ended at \(clock.now), next \(String(describing: next))")
        }
      }
      if let next, next <= clock.now { note("\(goal) left what was due at \(next)") }
      if running > 0 || clock.isSending { note("\(goal) ended while \(running) flows ran") }
    }
  }
}
