public import EventLoop

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
  private var resume: CheckedContinuation<Waking, Never>?
  /// What he woke of before he had fallen asleep.
  private var early: Waking?

  init(_ purpose: Purpose) { self.purpose = purpose }

  /// Whether nobody has woken him yet.
  var isAsleep: Bool { resume != nil }

  func begin(_ continuation: CheckedContinuation<Waking, Never>) {
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

/// Wakes one sleeper before his time: somebody hangs up while the other sleeps to the end of a sentence.
@LoopActor public final class Bell {
  /// Whether it was rung.
  public private(set) var isRung = false
  private var listener: (@LoopActor () -> Void)?

  /// A bell that was not rung yet.
  public init() {}

  /// Rings; who sleeps by it wakes now, and who lies down by it later does not sleep at all.
  public func ring() {
    guard !isRung else { return }
    isRung = true
    listener?()
    listener = nil
  }

  func listen(_ listener: @escaping @LoopActor () -> Void) { self.listener = listener }
  func forget() { listener = nil }
}
