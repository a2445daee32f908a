internal import JSON
internal import OpenAPI
internal import Simulation

/// An operation with what a request to it needs to know, read from the document at its first use.
final class Endpoint {
  let operation: OpenAPI.Operation
  /// Nil where the operation answers from its schema.
  let handler: Handler?
  /// The permission that the key must have.
  private(set) lazy var scope = operation.extension("x-ringback-scope")?.string
  /// Whether a request without a key may pass.
  private(set) lazy var isPublic = operation.extension("x-ringback-public")?.bool ?? false
  /// Whether requests bear a secret that the journal must not show.
  private(set) lazy var takesSecret = SecretRoutes.takesSecret(operation.id)
  /// The named error that a request without a key meets.
  private(set) lazy var errorWithoutKey = operation.extension("x-ringback-without-key")?.string ?? "needs_authorization"

  /// Explains names that people send in place of the right ones; nil where none are known.
  private(set) lazy var hints = catalog.file["fields"]?[operation.id]?.object.map { [operation] in
    FieldHints($0) { operation.bodyMembers(at: $0) }
  }
  private let catalog: CatalogFile

  init(_ operation: OpenAPI.Operation, handler: Handler?, catalog: CatalogFile) {
    self.operation = operation
    self.handler = handler
    self.catalog = catalog
  }
}
