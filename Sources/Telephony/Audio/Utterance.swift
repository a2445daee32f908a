/// Something that is said in a call, and when.
public struct Utterance: Equatable, Sendable {
  /// The two sides of a call.
  public enum Speaker: Sendable { case agent, person }

  /// Who says it.
  public var speaker: Speaker
  /// What is said.
  public var text: String
  /// When it begins, from the start of the call.
  public var start: Duration
  /// When it ends.
  public var end: Duration

  /// Something that is said from `start` to `end`.
  public init(_ speaker: Speaker, _ text: String, from start: Duration, to end: Duration) {
    self.speaker = speaker
    self.text = text
    self.start = start
    self.end = end
  }
}
