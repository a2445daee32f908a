/// How what came of a run is told.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// For people, with progress.
  case terminal
  /// Test Anything Protocol, version 14.
  case tap
  /// JUnit's XML, as CI systems read it.
  case junit
  /// One JSON object.
  case json

  /// The whole report.
  public func text(_ run: RunResult) -> String {
    switch self {
    case .terminal: TerminalReport.text(run)
    case .tap: TAPReport.text(run)
    case .junit: JUnitReport.text(run)
    case .json: JSONReport.text(run)
    }
  }
}
