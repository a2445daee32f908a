public import JSON

/// One vendor's errors by name, as data: status, body, provenance, hint.
///
/// Shape of the file: `{"errors": {NAME: {"status": 401, …, "provenance": "…", "hint": "…"}}}`; what stands
/// between is the vendor's own and read by the vendor's target.
public struct ErrorCatalog: Sendable {
  /// One named error.
  public struct Entry: Sendable {
    /// The catalogue's name.
    public let name: String
    /// The HTTP status.
    public let status: Int
    /// How we know it: `live-verified DATE`, `spec DATE`, `docs`, `field-report` or `assumed`.
    public let provenance: String
    /// Why the real service says this and what would have worked; may hold `{parameters}`.
    public let hint: String
    /// What the braces stand for where nobody says it: plausible values, for errors that a scenario asks for.
    public let examples: [String: String]
    /// Everything that the file says about it.
    public let definition: JSONObject

    /// The names in the braces of everything that it says, in order.
    public var parameters: [String] {
      var names: [String] = []
      for name in MessageTemplate.names(in: .object(definition)) where !names.contains(name) { names.append(name) }
      return names
    }
  }

  private let entries: [String: Entry]
  /// The names in the order of the file.
  public let names: [String]

  /// Reads a catalogue; an entry without a status is left out, which the catalogue's own test refuses.
  public init(_ file: JSONValue) {
    var entries: [String: Entry] = [:]
    var names: [String] = []
    for (name, value) in file["errors"]?.object ?? [:] {
      guard let definition = value.object, case .integer(let status)? = definition["status"] else { continue }
      names.append(name)
      entries[name] = Entry(
        name: name, status: Int(status), provenance: definition["provenance"]?.string ?? "assumed",
        hint: definition["hint"]?.string ?? "",
        examples: Dictionary(
          (definition["examples"]?.object ?? [:]).map { ($0.key, $0.value.string ?? "") }
        ) { _, last in last },
        definition: definition)
    }
    self.entries = entries
    self.names = names
  }

  init(joining one: ErrorCatalog, _ other: ErrorCatalog) {
    entries = one.entries.merging(other.entries) { first, _ in first }
    names = one.names + other.names
  }

  /// The error with this name.
  public subscript(name: String) -> Entry? { entries[name] }
}
