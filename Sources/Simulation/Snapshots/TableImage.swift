internal import JSON

/// The rows of one table as a snapshot holds them: `[{"arrival": 1, "record": {…}}]`, and how many have ever arrived.
///
/// Arrivals are kept because cursors that were handed out name them.
struct TableImage {
  let rows: [JSONValue]
  let arrivals: Int64

  init(rows: [JSONValue], arrivals: Int64) {
    self.rows = rows
    self.arrivals = arrivals
  }

  init<R: Record & SnapshotKind>(_ table: Table<R>) throws(JSONCodingFailure) {
    var rows: [JSONValue] = []
    var failure: JSONCodingFailure?
    rows.reserveCapacity(table.count)
    table.scan(ascending: true) { row in
      do throws(JSONCodingFailure) {
        rows.append(["arrival": .integer(row.position.arrival), "record": try JSONValue(encoding: row.record)])
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    self.rows = rows
    arrivals = table.arrivals
  }

  /// The table; `place` is where the rows stand, for messages.
  ///
  /// `check` looks at each record once all are there.
  func table<R: Record & SnapshotKind>(
    of type: R.Type, at place: JSONPointer, _ check: (R, Table<R>) -> SnapshotMistake?
  ) throws(JSONCodingFailure) -> Table<R> {
    var table = Table<R>()
    if let mistake = SnapshotMistake.first(of: [(R.kind, arrivals)]) {
      throw mistake.failure(in: JSONPointer(tokens: ["arrivals"]))
    }
    var records: [R] = []
    records.reserveCapacity(rows.count)
    var taken: Set<Int64> = []
    for (index, row) in rows.enumerated() {
      let here = place.appending(index)
      guard case .integer(let arrival)? = row["arrival"], (1...max(arrivals, 1)).contains(arrival) else {
        throw JSONCodingFailure(
          here.appending("arrival"), "expected a whole number from 1 to \(arrivals), the table's count of arrivals.")
      }
      guard taken.insert(arrival).inserted else {
        throw JSONCodingFailure(here.appending("arrival"), "another row has the arrival \(arrival).")
      }
      let inside = here.appending("record")
      guard let value = row["record"] else { throw JSONCodingFailure(inside, "this member is required.") }
      let record: R
      do throws(JSONCodingFailure) { record = try value.decoded(as: type) } catch { throw error.under(inside) }
      guard table[record.id] == nil else {
        throw JSONCodingFailure(inside.appending("id"), "another row has the id \"\(record.id)\".")
      }
      table.restore(record, arrival: arrival)
      records.append(record)
    }
    for (index, record) in records.enumerated() {
      if let mistake = check(record, table) { throw mistake.failure(in: place.appending(index).appending("record")) }
    }
    table.arrivals = arrivals
    return table
  }
}
