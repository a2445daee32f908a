public import Simulation

extension PhoneNetwork {
  /// Dials through a SIP trunk; what comes of the INVITE is learnt from the ringing.
  ///
  /// A trunk answers later where Twilio refuses at once, so that everything that is wrong with a number is a SIP status: 404 where
  /// it is none, 403 where a scenario has the carrier refuse it (assumed). Twilio's magic numbers mean nothing here. The
  /// call is none of the Twilio account's: its id begins with `SCL_`.
  public static func dialTrunk(from: String, to: String, in sandbox: Sandbox) -> Line {
    let call = Call(
      id: sandbox.ids.alphanumeric("SCL_", digits: 12), from: from, to: to, direction: .outboundAPI,
      createdAt: sandbox.clock.now)
    sandbox.world[Call.self].put(call)
    let dialled = digits(of: to)
    let carrier = sandbox.world[Carrier.self]
    var person = carrier.person(at: dialled)
    if !isDialable(dialled) {
      person.reaction = .unreachable(sipStatus: SIPStatus.notFound)
    } else if carrier.refusals[dialled] != nil {
      person.reaction = .unreachable(sipStatus: SIPStatus.forbidden)
    }
    return Line(call, person, in: sandbox)
  }

  /// Whether a trunk would dial this: digits, behind a plus sign or not; extensions of a company's own are short (assumed).
  ///
  /// Source: a trunk's "Invalid destination number D11" of 2026.
  public nonisolated static func isDialable(_ number: String) -> Bool {
    let digits = number.utf8.first == UInt8(ascii: "+") ? number.utf8.dropFirst() : number.utf8[...]
    return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}

extension Call {
  /// Whether it went through the sandbox's Twilio account, whose API shows it, or else through a trunk.
  public var isTwilios: Bool { id.hasPrefix("CA") }
}
