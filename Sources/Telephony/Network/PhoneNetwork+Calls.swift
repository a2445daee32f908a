internal import EventLoop
public import Simulation

extension PhoneNetwork {
  /// What the journal calls that which happens to calls.
  public nonisolated static let events =
    ["initiated", "ringing", "answered"] + Call.Status.allCases.filter(\.isFinal).map(\.rawValue)

  /// Places a call as Twilio's `POST Calls.json` does: accepted (and then queued) or refused at once.
  ///
  /// An account other than the sandbox's own is nobody's that Ringback knows, and is taken to be in order. Who is called is
  /// settled now: people that a scenario brings later are behind later calls.
  public static func place(
    from: String, to: String, account: Account, detecting machines: MachineDetection? = nil, in sandbox: Sandbox
  ) throws(DialRefusal) -> Line {
    guard account.opens(sandbox.twilio) else { throw .authenticate }
    let dialled = digits(of: to)
    guard isPhoneNumber(dialled) else { throw .notValid(to) }
    let carrier = sandbox.world[Carrier.self]
    if let refusal = carrier.refusal(to: dialled) { throw refusal }
    var call = Call(
      id: sandbox.ids.hexadecimal("CA"), from: from, to: to, direction: .outboundAPI, createdAt: sandbox.clock.now)
    call.machineDetection = machines
    sandbox.world[Call.self].put(call)
    return Line(call, carrier.person(at: dialled), in: sandbox)
  }

  /// Lets somebody call a number of the sandbox's: the first of `takers` that knows the number takes the call, or declines.
  ///
  /// Without a person it is the one behind the calling number. A number that nobody knows is not in service.
  public static func receive(
    from: String, to: String, person: Person? = nil, takers: [any CallTaker], in sandbox: Sandbox
  ) -> (line: Line, taking: Taking) {
    let now = sandbox.clock.now
    var call = Call(id: sandbox.ids.hexadecimal("CA"), from: from, to: to, direction: .inbound, createdAt: now)
    call.status = .ringing
    call.startedAt = now
    sandbox.world[Call.self].put(call)
    let line = Line(call, person ?? sandbox.world[Carrier.self].person(at: from), in: sandbox)
    line.note("ringing")
    for taker in takers {
      guard let taking = taker.take(line, from: from, to: to, in: sandbox) else { continue }
      if case .declined = taking { line.end(.busy, by: .application, sipStatus: 603) }
      return (line, taking)
    }
    line.end(.failed, by: .network, sipStatus: 404)
    return (
      line,
      .declined(why: "\(HintLine.quoted(to)) is no number of this sandbox's: nothing is behind it that could answer.")
    )
  }

  /// Ends a call from outside of its flow, as a REST API does; answers false where it is over or unknown.
  ///
  /// A call that was answered is completed, one that was not is canceled.
  @discardableResult public static func hangUp(_ callSID: String, in sandbox: Sandbox) -> Bool {
    guard let line = OpenLines.of(sandbox)[callSID], let call = line.call else { return false }
    line.end(call.answeredAt == nil ? .canceled : .completed, by: .api, sipStatus: call.answeredAt == nil ? 487 : 200)
    return true
  }

  /// The line of a call that is under way.
  public static func line(_ callSID: String, in sandbox: Sandbox) -> Line? { OpenLines.of(sandbox)[callSID] }

  /// How many lines are open.
  public static func openLineCount(in sandbox: Sandbox) -> Int { OpenLines.of(sandbox).count }
}
