/// What the carrier does to tell machines from people, as Twilio's `MachineDetection` has it.
public enum MachineDetection: String, Codable, Sendable {
  /// Says what answered as soon as it can be told.
  case enable
  /// Waits where a machine answered until its greeting is over.
  case detectMessageEnd = "detect_message_end"

  /// What the carrier found, in Twilio's words.
  public enum Verdict: String, Codable, Sendable {
    case human
    case machineStart = "machine_start"
    case machineEndBeep = "machine_end_beep"
    case unknown
  }

  /// The verdict on whoever picks up.
  ///
  /// Every machine here ends its greeting with a tone. That the verdict is there at the answer and not 2 to 5 s later is a
  /// simplification: nothing waits for it yet.
  func verdict(byMachine: Bool) -> Verdict {
    guard byMachine else { return .human }
    return self == .enable ? .machineStart : .machineEndBeep
  }
}
