public import HTTP1
internal import JSON

/// A named error as an answer: what is common to all vendors, whose bodies differ.
public struct RenderedError: Sendable {
  /// The HTTP status.
  public let status: Int
  /// The entry's own fields, and the content type.
  public let fields: Fields
  /// The body in the vendor's form.
  public let body: [UInt8]
  /// Why it is so, and what would have worked; empty where nothing is known.
  public let hint: String
}

extension ErrorCatalog {
  /// The answer to an error; an unknown name is our own mistake and says so.
  ///
  /// `body` makes the vendor's body of the entry, whose braces stand for the error's parameters.
  public func render(_ error: APIError, body: (Entry, APIError) -> [UInt8]) -> RenderedError {
    guard let entry = self[error.name] else {
      let words =
        "Ringback's catalogue has no error named \"\(error.name)\": this is a fault of Ringback, please report it."
      return RenderedError(
        status: 500, fields: ["content-type": "text/plain; charset=utf-8"], body: Array(words.utf8), hint: words)
    }
    var error = error
    error.parameters.merge(entry.examples) { stated, _ in stated }
    var fields = Fields()
    for (name, value) in entry.definition["headers"]?.object ?? [:] {
      fields.append(name, MessageTemplate.fill(value.string ?? "", error.parameters))
    }
    let body = body(entry, error)
    if !body.isEmpty, fields["content-type"] == nil { fields.append("content-type", "application/json") }
    let hint = error.hint ?? MessageTemplate.fill(entry.hint, error.parameters)
    return RenderedError(status: entry.status, fields: fields, body: body, hint: hint)
  }

  /// This catalogue and another vendor's, whose names differ.
  public func joined(with other: ErrorCatalog) -> ErrorCatalog { ErrorCatalog(joining: self, other) }
}
