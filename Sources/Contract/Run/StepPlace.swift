/// Where a step stands.
public struct StepPlace: Hashable, Sendable, CustomStringConvertible {
  /// The two lists of a case.
  public enum Part: String, Sendable {
    /// What the case is about.
    case steps
    /// What puts everything back.
    case cleanup
  }

  /// The case.
  public let id: String
  /// The list.
  public let part: Part
  /// The place in the list, from 0.
  public let index: Int

  /// A place.
  public init(id: String, part: Part, index: Int) {
    self.id = id
    self.part = part
    self.index = index
  }

  /// `agents.create#steps/0`.
  public var description: String { "\(id)#\(key)" }

  /// The place within its case: `steps/0`.
  public var key: String { "\(part.rawValue)/\(index)" }

  /// `step 1`, `clean-up 1`.
  var words: String { "\(part == .steps ? "step" : "clean-up") \(index + 1)" }
}
