internal import EventLoop

/// Why somebody who slept on a clock woke.
public enum Waking: Equatable, Sendable {
  /// The time had come.
  case due
  /// His bell was rung.
  case rung
  /// His task was cancelled, or what he belongs to is over.
  case cancelled
}

/// One who sleeps on a clock.
@LoopActor final class Sleeper {
  /// What he waits for, in words.
  let purpose: Purpose
  /// Unchecked, since a checked one takes 200 bytes of each call that waits; it is given up before it is resumed.
  private var resume: UnsafeContinuation<Waking, Never>?
  /// What he woke of before he had fallen asleep.
  private var early: Waking?
  /// Which roll of sleepers he stands in; 0 where he was never put into one.
  var roll = 0

  init(_ purpose: Purpose) { self.purpose = purpose }

  /// Whether nobody has woken him yet.
  var isAsleep: Bool { resume != nil }

  func begin(_ continuation: UnsafeContinuation<Waking, Never>) {
    if let early { return continuation.resume(returning: early) }
    resume = continuation
  }

  /// Wakes him, who then goes on when the loop comes to it; answers whether he slept.
  @discardableResult func wake(_ waking: Waking) -> Bool {
    guard let resume else {
      early = early ?? waking
      return false
    }
    self.resume = nil
    resume.resume(returning: waking)
    return true
  }
}

/// What a sleeper waits for: `ring timeout of CA…`.
public struct Purpose: Sendable, CustomStringConvertible {
  /// What will happen.
  public let event: StaticString
  /// With what it will happen, such as a call's SID.
  public let subject: String

  /// A purpose.
  public init(_ event: StaticString, of subject: String = "") {
    self.event = event
    self.subject = subject
  }

  /// Both in words.
  public var description: String { subject.isEmpty ? "\(event)" : "\(event) of \(subject)" }
}
