public import HTTP1
internal import Synchronization

/// A document of its own for checks of large bodies on other threads than the loop's: a ``Document`` belongs to one.
///
/// It is read at the first check, and one check waits for the other.
public final class DetachedDocument: Sendable {
  /// From how many bytes of body on a check takes so long that nobody should wait for it: some 5 ms.
  public static let largeBody = 128 << 10

  private let text: [UInt8]
  private let document = Mutex<Document?>(nil)

  /// The document with this text.
  public init(_ text: [UInt8]) { self.text = text }

  /// What ``Operation/validate(_:pathParameters:parsedBody:)`` says of a request; nil if the document has no such operation.
  public func validate(
    _ operationID: String, _ request: Request, pathParameters: [String: String]
  ) -> Result<OperationInput, Refusal>? {
    document.withLock { document in
      if document == nil { document = try? Document(text) }
      return document?.operation(id: operationID)?.validate(request, pathParameters: pathParameters)
    }
  }
}
