public import JSON
public import OpenAPI
public import Simulation

/// How true the fake is: for each operation and each named error how it is answered, which cases cover it, and how
/// somebody knows what the real service does.
public struct FidelityTable: Sendable {
  /// How the fake answers.
  public enum Answered: String, Sendable {
    /// From a sandbox's world.
    case stateful
    /// From the schema; nothing is remembered.
    case schema
    /// Where a scenario asks for it.
    case scenario
    /// Not at all: the service has it, the fake has not.
    case absent
  }

  /// One operation or error.
  public struct Row: Sendable, Equatable {
    /// The operation's id or the error's name.
    public let name: String
    /// Method and path, or the status.
    public let place: String
    /// How the fake answers.
    public let answered: Answered
    /// How somebody knows what the service does.
    public let provenance: String
    /// The ids of the cases that cover it.
    public let cases: [String]
  }

  /// The operations in the document's order, then those that are absent.
  public let operations: [Row]
  /// The errors in the catalogue's order.
  public let errors: [Row]

  /// A table; `stateful` are the operations that have handlers, `mistakes` what the catalogue file knows of other paths.
  ///
  /// `raised` are the errors that handlers are known to answer with where no case shows it.
  public init(
    document: Document, catalog: ErrorCatalog, mistakes: [JSONValue], stateful: Set<String>, cases: [ContractCase],
    raised: Set<String> = []
  ) {
    let described = document.operations.map { operation in
      Row(
        name: operation.id, place: "\(operation.method) \(operation.pathTemplate)",
        answered: stateful.contains(operation.id) ? .stateful : .schema,
        provenance: operation.extension("x-ringback-provenance")?.string ?? "assumed",
        cases: cases.filter { $0.operations.contains(operation.id) }.map(\.id))
    }
    let absent = mistakes.filter { $0["real"] == true }.map { mistake in
      let place = "\(mistake["method"]?.string ?? "") \(mistake["path"]?.string ?? "")"
      return Row(name: place, place: place, answered: .absent, provenance: "docs", cases: [])
    }
    operations = described + absent
    errors = catalog.names.compactMap { name in
      guard let entry = catalog[name] else { return nil }
      let covering = cases.filter { $0.errors.contains(name) }
      let isOwn = raised.contains(name) || covering.contains { $0.needs.scenario == nil }
      return Row(
        name: name, place: String(entry.status),
        answered: isOwn ? .stateful : covering.isEmpty ? .absent : .scenario, provenance: entry.provenance,
        cases: covering.map(\.id))
    }
  }

  private init(operations: [Row], errors: [Row]) {
    self.operations = operations
    self.errors = errors
  }

  /// This table, and behind it that of another vendor.
  public func joined(with other: FidelityTable) -> FidelityTable {
    FidelityTable(operations: operations + other.operations, errors: errors + other.errors)
  }
}
