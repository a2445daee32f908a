public import Simulation

/// The names that rules may use, as the vendor and the scenario's world know them; asked only where there are rules.
public struct RuleVocabulary {
  let operations: () -> [String: String]
  let errors: () -> ErrorCatalog
  let keys: [String]?
  let names: WorldNames?

  /// A vocabulary.
  ///
  /// `operations` gives the path template of each operation by its id. Keys and names of objects are not held
  /// against anything where they are nil: rules may then name what only the sandbox has.
  public init(
    operations: @escaping () -> [String: String], errors: @escaping () -> ErrorCatalog, keys: [String]? = nil,
    names: WorldNames? = nil
  ) {
    self.operations = operations
    self.errors = errors
    self.keys = keys
    self.names = names
  }
}
