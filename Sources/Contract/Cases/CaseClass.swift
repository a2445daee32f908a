/// What a case does to an account.
public enum CaseClass: String, Sendable, CaseIterable {
  /// Changes nothing: every request is a read, or one that is refused.
  case readOnly = "read-only"
  /// Makes, changes or removes objects, and puts everything back.
  case writes
  /// Places calls, which cost money and ring somewhere.
  case placesCalls = "places-calls"

  /// What `--allow` has to name before such a case runs against a real account; nil where nothing is needed.
  public var permission: String? {
    switch self {
    case .readOnly: nil
    case .writes: "writes"
    case .placesCalls: "calls"
    }
  }
}
