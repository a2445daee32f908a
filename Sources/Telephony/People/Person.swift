/// What happens when a number is dialled, and what whoever answers says and does.
public struct Person: Sendable, Equatable, Codable {
  /// What comes of the ringing.
  public enum Reaction: Sendable, Equatable, Codable {
    /// Picks up.
    case answers
    /// The line is taken.
    case busy
    /// Nobody hears it.
    case noAnswer
    /// Declines the call.
    case rejects
    /// A machine picks up, plays its greeting and records.
    case voicemail
    /// The carrier cannot reach the number, with this SIP status.
    case unreachable(sipStatus: Int)
  }

  /// What the person says once.
  public struct Line: Sendable, Equatable, Codable {
    /// The words; empty for nothing but keys.
    public var says: String
    /// What the agent must have said last for it, as a regular expression; nil for whatever it was.
    public var when: String?
    /// Keys that are pressed.
    public var presses: String?
    /// How long the person thinks before it; nil leaves that to the dialogue.
    public var after: Duration?
    /// Whether the person hangs up behind it.
    public var hangsUp: Bool

    /// A line.
    public init(
      _ says: String, when: String? = nil, presses: String? = nil, after: Duration? = nil, hangsUp: Bool = false
    ) {
      self.says = says
      self.when = when
      self.presses = presses
      self.after = after
      self.hangsUp = hangsUp
    }
  }

  /// When the person hangs up without having come to the end.
  public enum HangUp: Sendable, Equatable, Codable {
    /// So long after the answer.
    case after(Duration)
    /// In the middle of the agent's sentence of this number, counted from 1.
    case midSentence(Int)
  }

  /// What comes of the ringing.
  public var reaction = Reaction.answers
  /// The SIP status with which the line is busy, or the call rejected; nil leaves that to the reaction.
  public var sipStatus: Int?
  /// From the first ring to the reaction.
  public var ringsFor = Duration.seconds(4)
  /// What is said; nil says what a polite person says who has no script.
  public var lines: [Line]?
  /// When the person hangs up early.
  public var hangsUp: HangUp?
  /// What a machine says first.
  public var greeting = "You have reached my voicemail. Please leave a message after the tone."

  /// Somebody who answers and is polite.
  public init() {}
}
