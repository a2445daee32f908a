/// What came of all cases of a run.
public struct RunResult: Sendable {
  /// What the cases ran against.
  public let target: String
  /// When the run began, RFC 3339.
  public let date: String
  /// The version of the program.
  public let version: String
  /// The run's short id, which the names of the objects that it made bear.
  public let run: String
  /// Each case, in the order in which they were given.
  public internal(set) var cases: [CaseResult] = []
  /// How long everything took, in seconds.
  public internal(set) var seconds = 0.0
  /// Whether somebody stopped it.
  public internal(set) var wasInterrupted = false

  init(target: String, date: String, version: String, run: String) {
    self.target = target
    self.date = date
    self.version = version
    self.run = run
  }

  /// How many cases were as expected.
  public var passed: Int { cases.count { $0.outcome == .passed } }
  /// How many were not.
  public var failed: Int { cases.count { $0.outcome == .failed } }
  /// How many did not run.
  public var skipped: Int { cases.count - passed - failed }

  /// 0 where all that ran was as expected, 1 where something was not, 2 where the run could not be done.
  public var exitCode: Int32 {
    if wasInterrupted || cases.contains(where: \.couldNotRun) { return 2 }
    return failed > 0 ? 1 : passed == 0 ? 2 : 0
  }
}
