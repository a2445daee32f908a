internal import Bytes
public import EventLoop

/// How time passes where a case runs.
@LoopActor public protocol CaseTime: Sendable {
  /// How it passes.
  var course: TimeCourse { get }

  /// Lets so many seconds pass.
  func pass(_ seconds: Double) async throws(ExchangeFailure)
}

/// How time passes.
public enum TimeCourse: Sendable {
  /// By itself.
  case byItself
  /// When it is moved on, and not otherwise.
  case onDemand
  /// Not at all: everything has happened.
  case over
}

/// The time of everybody.
struct RealTime: CaseTime {
  let course = TimeCourse.byItself

  func pass(_ seconds: Double) async throws(ExchangeFailure) {
    var timer: LoopTimer?
    await withCheckedContinuation { continuation in
      timer = LoopTimer { continuation.resume() }
      timer?.start(after: Duration(clampingSeconds: seconds))
    }
    timer?.close()
  }
}

/// The time of a recording.
struct RecordedTime: CaseTime {
  let course = TimeCourse.over

  func pass(_ seconds: Double) async throws(ExchangeFailure) {}
}
