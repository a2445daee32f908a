public import JSON

extension FidelityTable {
  /// `{"operations": [{"name", "place", "answered", "provenance", "cases"}], "errors": [...]}`.
  public var json: JSONValue {
    ["operations": .array(operations.map(\.json)), "errors": .array(errors.map(\.json))]
  }

  /// Two tables for a terminal.
  public var text: String {
    (Self.lines(operations) + [""] + Self.lines(errors)).joined(separator: "\n") + "\n"
  }

  /// The page `docs/fidelity-table.md`.
  public var markdown: String {
    var lines = [
      "# What is answered how, and how we know", "",
      "Made by `make fidelity` from the document, the catalogue and the contract cases; a test keeps it current. See",
      "[fidelity.md](fidelity.md) for what the words mean and for known differences.", "", "## Operations", "",
      "| operation | | answered | known from | cases |", "| --- | --- | --- | --- | --- |",
    ]
    lines += operations.map(\.markdown)
    lines += [
      "", "## Errors", "", "| error | status | answered | known from | cases |", "| --- | --- | --- | --- | --- |",
    ]
    lines += errors.map(\.markdown)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ rows: [Row]) -> [String] {
    let width = rows.map(\.name.utf8.count).max() ?? 0
    return rows.map { row in
      let name = row.name + String(repeating: " ", count: width - row.name.utf8.count)
      let answered = row.answered.rawValue + String(repeating: " ", count: 9 - row.answered.rawValue.utf8.count)
      let number = String(row.cases.count)
      return "\(name)  \(answered) \(String(repeating: " ", count: max(0, 4 - number.utf8.count)))\(number) cases  "
        + row.provenance
    }
  }
}

extension FidelityTable.Row {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "place": .string(place), "answered": .string(answered.rawValue),
      "provenance": .string(provenance), "cases": .array(cases.map { .string($0) }),
    ]
  }

  /// A line of a table, with at most three cases by name.
  fileprivate var markdown: String {
    let shown = cases.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    let more = cases.count > 3 ? " and \(cases.count - 3) more" : ""
    let title = name == place ? "" : "`\(name)`"
    return "| \(title) | `\(place)` | \(answered.rawValue) | \(provenance) | \(shown)\(more) |"
  }
}
