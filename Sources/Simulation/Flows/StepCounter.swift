/// Counts the steps that a flow takes at one moment, to find the one that never lets time pass.
public struct StepCounter<Moment: Equatable> {
  private var moment: Moment?
  private var steps = 0

  /// A counter that has seen no step.
  public init() {}

  /// Counts a step; false if it is one more than `most` at this moment.
  public mutating func take(at moment: Moment, atMost most: Int) -> Bool {
    if self.moment != moment {
      self.moment = moment
      steps = 0
    }
    steps += 1
    return steps <= most
  }
}
