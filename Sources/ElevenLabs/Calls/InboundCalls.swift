public import EventLoop
internal import JSON
public import Simulation
public import Telephony

/// Answers calls to imported phone numbers with the agent that is assigned to them.
@LoopActor public final class InboundCalls: CallTaker {
  /// A taker that keeps nothing of its own.
  public init() {}

  /// Takes a call to a number of the workspace; declines where the number has no agent, or none that may take it.
  ///
  /// What a caller meets whose number nobody answers is assumed: the call is rejected, and no conversation is made.
  public func take(_ line: Line, from: String, to: String, in sandbox: Sandbox) -> Taking? {
    let called = PhoneNetwork.e164(to)
    let numbers = sandbox.world[PhoneNumber.self].all.filter { PhoneNetwork.e164($0.number) == called }
    // The same number may have been imported more than once; the newest with an agent is the one that is connected.
    guard let number = numbers.last(where: { $0.agentID != nil }) ?? numbers.last else { return nil }
    guard number.supportsInbound else {
      return .declined(why: "\(number.number) (\(number.id)) was imported with supports_inbound false.")
    }
    guard let agent = number.agentID.flatMap({ sandbox.world[Agent.self][$0] }) else {
      return .declined(
        why: "\(number.number) has no agent, so nobody answers: PATCH /v1/convai/phone-numbers/\(number.id) "
          + "{\"agent_id\": \"agent_...\"} assigns one.")
    }
    let obstacle = CallObstacle.of(agent, in: sandbox)
    if let why = obstacle?.rejection(sandbox.world[Settings.self]) { return .declined(why: why) }
    var conversation = Conversation(
      id: sandbox.newID("conv"), agentID: agent.id, agentName: agent.name, branchID: agent.branchID,
      status: .initiated, startedAt: sandbox.clock.now, clientData: .null)
    let isTrunk = if case .sipTrunk = number.provider { true } else { false }
    conversation.source = isTrunk ? "sip_trunk" : "twilio"
    conversation.phoneCall = Conversation.PhoneCall(
      provider: isTrunk ? "sip_trunking" : "twilio", direction: "inbound", phoneNumberID: number.id,
      agentNumber: number.number, externalNumber: from, callSID: line.callSID)
    sandbox.world[Conversation.self].put(conversation)
    let flow = InboundFlow(
      conversationID: conversation.id, line: line, agent: agent, from: from, to: number.number, obstacle: obstacle)
    sandbox.start { other throws(CancellationError) in try await flow.run(other) }
    return .taken(conversationID: conversation.id)
  }
}
