public import OpenAPI

/// What the services' answers may look like: a document for each provider.
public struct ProviderDocuments {
  private let documents: [Provider: Document]

  /// These documents.
  public init(_ documents: [Provider: Document]) { self.documents = documents }

  /// The document of a provider; nil where there is none.
  public subscript(provider: Provider) -> Document? { documents[provider] }

  /// The ids of all operations.
  public var operations: [String] {
    Provider.allCases.flatMap { documents[$0]?.operations.map(\.id) ?? [] }
  }

  /// The operation that a request leads to; nil where its provider's document has none.
  func operation(_ request: StepRequest, path: String) -> OpenAPI.Operation? {
    guard case .operation(let operation, _)? = documents[request.provider]?.route(method: request.method, path: path)
    else { return nil }
    return operation
  }
}
