import EventLoop
import LoopTestSupport
import Simulation
import Telephony
import Testing

@Suite(.timeLimit(.minutes(2))) struct LineTests {
  @LoopActor private static func sandbox(_ person: Person = Person()) -> Sandbox {
    let sandbox = PhoneNetworkTests.sandbox()
    sandbox.world[Carrier.self].people["+15555550123"] = person
    return sandbox
  }

  /// Rings, and speaks for `length` once somebody answered.
  @LoopActor private static func call(
    in sandbox: Sandbox, length: Duration, limit: Duration? = nil, detecting: MachineDetection? = nil
  ) throws -> Line {
    let line = try PhoneNetwork.place(
      from: "+15555550100", to: "+15555550123", account: PhoneNetwork.Account(), detecting: detecting, in: sandbox)
    if let limit { line.timeLimit = limit }
    sandbox.start { flow throws(CancellationError) in
      guard case .answered(let instant, _) = try await line.ring(timeout: .seconds(60), in: flow),
        try await line.wait(until: instant + length, for: Purpose("end"), in: flow)
      else { return }
      line.end(.completed, by: .person)
    }
    return line
  }

  @Test(
    arguments: [(10, nil, 10, Line.Party.person), (10, 4, 4, .network), (20_000, nil, 14_400, .network)]
      as [(Int, Int?, Int64, Line.Party)])
  func theNetworkHangsUpWhenTheTimeIsOver(
    length: Int, limit: Int?, lasts: Int64, endedBy: Line.Party
  ) async throws {
    try await onLoop {
      let sandbox = Self.sandbox()
      let line = try Self.call(in: sandbox, length: .seconds(length), limit: limit.map { .seconds($0) })
      #expect(PhoneNetwork.openLineCount(in: sandbox) == 1)
      await sandbox.clock.advanceUntilIdle(within: .seconds(86_400))
      #expect(line.call?.durationSeconds == lasts)
      #expect(line.endedBy == endedBy)
      #expect(line.call?.status == .completed)
      #expect(PhoneNetwork.openLineCount(in: sandbox) == 0)
    }
  }

  @Test func somebodyElseHangsUpFirst() async throws {
    try await onLoop {
      let sandbox = Self.sandbox()
      let line = try Self.call(in: sandbox, length: .seconds(60))
      await sandbox.clock.advance(to: PhoneNetworkTests.noon + .seconds(8))
      #expect(PhoneNetwork.hangUp(line.callSID, in: sandbox))
      #expect(!PhoneNetwork.hangUp(line.callSID, in: sandbox))
      await sandbox.clock.advanceUntilIdle(within: .seconds(86_400))
      #expect(line.endedBy == .api)
      #expect(line.call?.durationSeconds == 3)
    }
  }

  @Test(
    arguments: [
      (Person.Reaction.busy, 600, Call.Status.busy, 600), (.busy, nil, .busy, 486), (.rejects, nil, .busy, 603),
      (.unreachable(sipStatus: 503), nil, .failed, 503), (.noAnswer, nil, .noAnswer, 487),
    ] as [(Person.Reaction, Int?, Call.Status, Int)])
  func nobodyAnswers(reaction: Person.Reaction, own: Int?, status: Call.Status, sip: Int) async throws {
    try await onLoop {
      var person = Person()
      person.reaction = reaction
      person.sipStatus = own
      let sandbox = Self.sandbox(person)
      let line = try Self.call(in: sandbox, length: .seconds(1))
      await sandbox.clock.advanceUntilIdle(within: .seconds(600))
      #expect(line.call?.status == status)
      #expect(line.call?.sipStatus == sip)
      #expect(line.call?.answeredAt == nil)
      #expect(line.call?.answeredBy == nil)
    }
  }

  @Test(
    arguments: [
      (Person.Reaction.answers, MachineDetection.enable, MachineDetection.Verdict.human),
      (.voicemail, .enable, .machineStart), (.voicemail, .detectMessageEnd, .machineEndBeep), (.voicemail, nil, nil),
    ] as [(Person.Reaction, MachineDetection?, MachineDetection.Verdict?)])
  func aMachineIsToldFromAPerson(
    reaction: Person.Reaction, detecting: MachineDetection?, verdict: MachineDetection.Verdict?
  ) async throws {
    try await onLoop {
      var person = Person()
      person.reaction = reaction
      let sandbox = Self.sandbox(person)
      let line = try Self.call(in: sandbox, length: .seconds(1), detecting: detecting)
      await sandbox.clock.advanceUntilIdle(within: .seconds(600))
      #expect(line.call?.answeredBy == verdict)
    }
  }

  @Test func whoIsCalledIsSettledWhenTheCallIsPlaced() async throws {
    try await onLoop {
      let sandbox = Self.sandbox()
      let line = try Self.call(in: sandbox, length: .seconds(1))
      var busy = Person()
      busy.reaction = .busy
      sandbox.world[Carrier.self].people["+15555550123"] = busy
      await sandbox.clock.advanceUntilIdle(within: .seconds(600))
      #expect(line.call?.status == .completed)
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct InboundTests {
  /// Knows one number, and does as it is told.
  @LoopActor private final class Taker: CallTaker {
    let taking: Taking
    init(_ taking: Taking) { self.taking = taking }
    func take(_ line: Line, from: String, to: String, in sandbox: Sandbox) -> Taking? {
      to == "+15555550100" ? taking : nil
    }
  }

  @Test func whoKnowsTheNumberTakesTheCall() async throws {
    try await onLoop {
      let sandbox = PhoneNetworkTests.sandbox()
      let (line, taking) = PhoneNetwork.receive(
        from: "+15555550123", to: "+15555550100", takers: [Taker(.taken(conversationID: "conv_1"))], in: sandbox)
      #expect(taking == .taken(conversationID: "conv_1"))
      #expect(line.call?.status == .ringing)
      #expect(line.call?.direction == .inbound)
      #expect(line.endedBy == nil)
    }
  }

  @Test func aDeclinedCallIsBusyAndAnUnknownNumberFails() async throws {
    try await onLoop {
      let sandbox = PhoneNetworkTests.sandbox()
      let taker = Taker(.declined(why: "no agent"))
      let declined = PhoneNetwork.receive(from: "+15555550123", to: "+15555550100", takers: [taker], in: sandbox)
      #expect(declined.line.call?.status == .busy)
      let unknown = PhoneNetwork.receive(from: "+15555550123", to: "+15555550199", takers: [taker], in: sandbox)
      #expect(unknown.line.call?.status == .failed)
      #expect(unknown.line.call?.sipStatus == 404)
      #expect(PhoneNetwork.openLineCount(in: sandbox) == 0)
    }
  }
}
