public import Simulation

/// The names that rules may use, as the vendor and the scenario's world know them; asked only where there are rules.
public struct RuleVocabulary {
  let operations: () -> [String: String]
  /// The errors that rules and keys may name.
  public let errors: () -> ErrorCatalog
  let keys: [String]?
  /// The same, to look one up.
  let keySet: Set<String>?
  let names: WorldNames?
  let limits: Limits

  /// A vocabulary.
  ///
  /// `operations` gives the path template of each operation by its id. Keys and names of objects are not held
  /// against anything where they are nil: rules may then name what only the sandbox has.
  public init(
    operations: @escaping () -> [String: String], errors: @escaping () -> ErrorCatalog, keys: [String]? = nil,
    names: WorldNames? = nil, limits: Limits = Limits()
  ) {
    self.limits = limits
    self.operations = Self.once(operations)
    self.errors = Self.once(errors)
    self.keys = keys
    keySet = keys.map(Set.init)
    self.names = names
  }

  /// Makes a value when it is first asked for: thousands of rules ask for the same.
  private static func once<T>(_ make: @escaping () -> T) -> () -> T {
    var made: T?
    return {
      if let made { return made }
      let value = make()
      made = value
      return value
    }
  }

  /// The names themselves, for another thread.
  public struct Known: Sendable {
    fileprivate let operations: [String: String]
    fileprivate let errors: ErrorCatalog
    fileprivate let keys: [String]?
    fileprivate let names: WorldNames?
    fileprivate let limits: Limits
  }

  /// What the vocabulary has, asked for now.
  public var known: Known {
    Known(operations: operations(), errors: errors(), keys: keys, names: names, limits: limits)
  }

  /// A vocabulary of these names.
  public init(_ known: Known) {
    self.init(
      operations: { known.operations }, errors: { known.errors }, keys: known.keys, names: known.names,
      limits: known.limits)
  }
}
