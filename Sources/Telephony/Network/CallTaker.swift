public import EventLoop
public import Simulation

/// What came of an inbound call where it arrived.
public enum Taking: Equatable, Sendable {
  /// It is taken; the vendor's conversation, where there is one.
  case taken(conversationID: String?)
  /// Nobody takes it, for this reason, told to whoever placed it.
  case declined(why: String)
}

/// A vendor that answers calls to numbers that are connected to it.
@LoopActor public protocol CallTaker: AnyObject {
  /// Takes an inbound call that rings on `line`, or declines it; nil where the number is not connected to this vendor.
  ///
  /// Whoever takes it starts a flow that answers the line and ends it.
  func take(_ line: Line, from: String, to: String, in sandbox: Sandbox) -> Taking?
}
