/// A record in its place, as dictionary and indexes of a table share it.
///
/// The class that knows nothing of the record, so that one index serves all kinds; it never changes.
public class AnyTableRow: @unchecked Sendable {
  /// Where the record stands in the default order.
  public let position: Position

  @inlinable init(at position: Position) { self.position = position }
}

/// One record in its place.
///
/// A class, since a record has many members: who copies an index, or a node of a dictionary, counts one reference a row, and who
/// looks through a list reads from memory only the members that he asks for.
public final class TableRow<R: Record>: AnyTableRow, @unchecked Sendable {
  /// The record.
  public let record: R

  @inlinable init(_ record: R, at position: Position) {
    self.record = record
    super.init(at: position)
  }
}
