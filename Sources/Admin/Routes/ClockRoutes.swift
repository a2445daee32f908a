internal import Bytes
internal import Bytes
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// The clock of a sandbox: how it goes, and moving it on.
@LoopActor enum ClockRoutes {
  static let handlers: [String: AdminHandler] = ["get_clock": get, "put_clock": put, "advance_clock": advance]

  /// How much of what happened, and of what is left, an answer lists.
  private static let most = 1_000

  private static func get(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.sandbox()
    var answer = describe(sandbox).object ?? [:]
    explain(sandbox, in: &answer)
    return .json(.object(answer))
  }

  private static func put(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.sandbox()
    guard let mode = ClockSetting.Mode(exchange.body) else {
      throw AdminError(422, "invalid_request", "mode is real, manual or auto.", pointer: "/mode")
    }
    var time: Instant?
    if let text = exchange.body["time"]?.string {
      let wanted = try SandboxRequest.time(text, pointer: "/time")
      try check(wanted, for: sandbox.clock)
      time = wanted
    }
    sandbox.clock.change(to: ClockSetting(mode, at: time))
    return .now(exchange.journaled(.json(describe(sandbox)), in: sandbox))
  }

  private static func advance(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.sandbox()
    if case .real = sandbox.clock.mode {
      throw AdminError(
        409, "clock_goes_by_itself",
        "This clock goes by itself: PUT /_ringback/clock {\"mode\": \"manual\"} first, then it moves on advance only.")
    }
    let goal = try goal(of: exchange, sandbox)
    return .later {
      // Another advance may be under way: what happens until it is over is of its answer.
      var began = sandbox.clock.now
      var last = sandbox.journal.last
      let arrived = await sandbox.clock.advance(goal) {
        began = sandbox.clock.now
        last = sandbox.journal.last
      }
      guard arrived else {
        return AdminError(
          409, "advance_interrupted",
          "The sandbox was reset or deleted, or its clock set otherwise, while it was moved on."
        ).response
      }
      let entries = sandbox.journal.entries(after: last)
      var answer = describe(sandbox).object ?? [:]
      let moved = Double((sandbox.clock.now - began).wholeNanoseconds) / 1e9
      answer.append("advanced_seconds", .real(moved))
      let happened = entries.lazy.filter { $0.kind == .call || $0.kind == .outgoing }
      await sandbox.noteCredentials()
      let redaction = sandbox.redaction
      answer.append("happened", .array(happened.prefix(most).map { $0.happening(redaction) }))
      let response = Response.json(.object(answer))
      return exchange.journaled(response, in: sandbox)
    }
  }

  /// Refuses a time that what is under way could not bear: it would happen twice, or too late.
  private static func check(_ time: Instant, for clock: SimulationClock) throws(AdminError) {
    if clock.isIdle { return }
    guard !clock.isSending else {
      throw AdminError(
        409, "request_in_flight", "A request to the app is under way: until it is answered, the clock stands.",
        pointer: "/time")
    }
    guard time >= clock.now else {
      throw AdminError(
        409, "time_goes_back", "It is \(clock.now.rfc3339) and something is under way: a clock does not go back.",
        pointer: "/time")
    }
    guard clock.nextEvent.map({ $0 >= time }) ?? true else {
      throw AdminError(
        409, "events_in_between",
        "Something is due before \(time.rfc3339): POST /_ringback/clock/advance {\"until\": \"\(time.rfc3339)\"} lets it "
          + "happen on the way.", pointer: "/time")
    }
  }

  private static func goal(
    of exchange: AdminExchange, _ sandbox: Sandbox
  ) throws(AdminError) -> SimulationClock.Goal {
    let seconds = exchange.body["seconds"]?.real
    let until = exchange.body["until"]?.string
    switch (seconds, until) {
    case (let seconds?, nil): return .by(Duration(clampingSeconds: seconds))
    case (nil, "idle"?):
      return .idle(within: Duration(clampingSeconds: exchange.body["horizon_seconds"]?.real ?? 86_400))
    case (nil, let text?):
      let time = try SandboxRequest.time(text, pointer: "/until")
      guard time >= sandbox.clock.now else {
        throw AdminError(
          422, "invalid_request", "It is \(sandbox.clock.now.rfc3339) already: a clock is only moved on.",
          pointer: "/until")
      }
      return .to(time)
    default:
      throw AdminError(
        422, "invalid_request", "Say one of {\"seconds\": 90}, {\"until\": \"idle\"} and {\"until\": TIME}.")
    }
  }

  /// Says what a clock that stands waits for; in real time, so that no answer has it that the journal keeps.
  private static func explain(_ sandbox: Sandbox, in answer: inout JSONObject) {
    let errands = sandbox.clock.errands
    guard let first = errands.first else { return }
    let redaction = sandbox.redaction
    let list = errands.prefix(most).map { errand -> JSONValue in
      [
        "operation": .string(errand.operation), "method": .string(errand.method.name),
        "url": .string(redaction.text(errand.url)), "seconds": .real(errand.age / .seconds(1)),
        "timeout_seconds": .real(errand.timeout / .seconds(1)),
      ]
    }
    answer.append("in_flight", .array(list))
    if case .real = sandbox.clock.mode { return }
    answer.append(
      "hint",
      .string(
        "Time stands until \(first.operation) \(first.method.name) \(redaction.text(first.url)) is answered, or times out "
          + "after \(first.timeout.wholeMilliseconds / 1000) s. If the app advances this clock before it answers that request, "
          + "it waits for itself."))
  }

  private static func describe(_ sandbox: Sandbox) -> JSONValue {
    let clock = sandbox.clock
    var answer = clock.mode.json
    answer.append("now", .string(clock.now.rfc3339Exact))
    answer.append("scheduled_count", .integer(clock.sleeping))
    answer.append(
      "scheduled",
      .array(
        clock.scheduled(limit: most).map {
          ["time": .string($0.time.rfc3339Exact), "what": .string(sandbox.redaction.text($0.purpose.description))]
        }))
    return .object(answer)
  }
}

extension JournalEntry {
  /// What happened, in short: the journal has the whole.
  @LoopActor fileprivate func happening(_ redaction: Redaction) -> JSONValue {
    var happening: JSONObject = [
      "sequence": .integer(sequence), "time": .string(time.rfc3339Exact), "kind": .string(kind.rawValue),
      "operation": JSONValue(answered.operation),
    ]
    if kind == .call {
      happening.append("call_sid", (try? JSONParser().parse(request.body))?["call_sid"] ?? .null)
    } else {
      happening.append("url", .string(redaction.text(request.target)))
      happening.append("status", answered.error == nil ? .integer(answered.response.status) : .null)
      happening.append("error", JSONValue(answered.error))
    }
    return .object(happening)
  }
}
