internal import Bytes

/// What a step does.
public enum StepAction: Sendable {
  /// Sends a request, whose answer has to be as expected.
  case request(StepRequest, Expectation)
  /// Sends a request that changes nothing again and again, until the answer is as expected.
  case until(StepRequest, Expectation, Patience)
  /// Lets so many seconds pass.
  case pass(seconds: Double)
  /// Takes what the service sends to the app.
  case receive(Reception, Patience)
}

/// How long a step waits for something, and how often it looks.
public struct Patience: Sendable, Equatable {
  /// The most seconds that may pass.
  public let seconds: Double
  /// The seconds between two looks.
  public let period: Double

  /// How often somebody looks at most, at the beginning included.
  var looks: Int { Int(clamping: (seconds / period).rounded(.up)).addingSaturating(1) }
}
