public import JSON

/// A JSON Schema of the project's own, whose files it checks strictly: nothing is converted, unknown members are reported.
///
/// References are local pointers such as `#/$defs/NAME`. Not `Sendable`: it compiles at first use.
public final class JSONSchema {
  private let text: JSONValue
  private var schemas: [String: SchemaReference] = [:]
  private lazy var root = compiler.compile(text)

  /// Reads a schema's text.
  public init(_ text: [UInt8]) throws(JSONFailure) { self.text = try JSONParser().parse(text) }

  /// What in `value` does not fit; locations begin at the value.
  public func issues(in value: JSONValue) -> [ValidationIssue] {
    var run = Validation(checksResponse: true)
    _ = root.check(value, &run)
    return run.located()
  }

  /// The names of the members that the schema declares at a place; empty where it declares none.
  public func members(at place: [String]) -> [String] {
    var schema = root
    for step in place { schema = schema.inside(step) ?? schema.alternative(step) ?? schema }
    return schema.model?.properties.map(\.name) ?? []
  }

  private var compiler: SchemaCompiler {
    SchemaCompiler { [unowned self] target in reference(target) }
  }

  private func reference(_ target: String) -> SchemaReference {
    if let known = schemas[target] { return known }
    let pointer = try? JSONPointer(String(target.dropFirst()))
    let value = pointer.flatMap { text.value(at: $0) } ?? [:]
    let reference = SchemaReference(String(target.split(separator: "/").last ?? "")) { [unowned self] in
      compiler.compile(value)
    }
    schemas[target] = reference
    return reference
  }
}
