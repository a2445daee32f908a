/// How an answer goes out where it does not simply go out: the steps that take the place of one write.
///
/// A pure function from the plain steps (the head, then the body) to others, so that delays and faults can be joined
/// and tested without a socket.
public struct Delivery: Sendable {
  /// One thing that happens on the wire, after the one before it is done.
  public enum Step: Sendable, Equatable {
    /// The status line and the fields, with the empty line that ends them.
    case head([UInt8])
    /// Bytes of the body, or bytes that stand in its place.
    case body([UInt8])
    /// Nothing, for so long, in real time.
    case pause(Duration)
    /// Nothing more, until the client gives up.
    case hold
    /// The connection ends as after a last answer (FIN).
    case close
    /// The connection is torn (RST).
    case reset
  }

  private let shapes: [@Sendable ([Step]) -> [Step]]

  /// A delivery that `shape` turns the plain steps into.
  public init(_ shape: @escaping @Sendable ([Step]) -> [Step]) { shapes = [shape] }

  private init(shapes: [@Sendable ([Step]) -> [Step]]) { self.shapes = shapes }

  /// This delivery, then another one on top of it.
  public func then(_ other: Delivery) -> Delivery { Delivery(shapes: shapes + other.shapes) }

  /// The steps for an answer with this head and body.
  public func steps(head: [UInt8], body: [UInt8]) -> [Step] {
    shapes.reduce([.head(head)] + (body.isEmpty ? [] : [.body(body)])) { $1($0) }
  }
}
