/// How much the patterns of one request may cost together: each search is bounded, and so are many of them.
///
/// Cheap searches are free. A dear one is charged with what it may have cost, so that the same patterns on the same texts
/// always come equally far.
public final class PatternBudget {
  /// How many steps are left.
  public private(set) var left: Int
  /// How many there were.
  public let steps: Int

  /// What one request may ask of its patterns: some 20 ms on a usual machine.
  public static let usual = 2_500_000

  /// A budget of so many steps.
  public init(_ steps: Int = usual) {
    self.steps = steps
    left = steps
  }

  /// Takes steps away; false if there are not so many, and then none are left.
  func spend(_ count: Int) -> Bool {
    defer { left = max(0, left - count) }
    return count <= left
  }
}
