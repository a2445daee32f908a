public import JSON

/// A vendor's file of errors, such as `openapi/elevenlabs-errors.json`: named errors, and the mistakes that people really make.
///
/// Read at the first refusal: a start and a first good answer do without it.
public final class CatalogFile {
  private let text: [UInt8]
  /// The whole file.
  public private(set) lazy var file: JSONValue = read()
  /// The named errors.
  public private(set) lazy var errors = ErrorCatalog(file)

  /// The file with this text.
  public init(_ text: [UInt8]) { self.text = text }

  private func read() -> JSONValue {
    do {
      return try JSONParser(duplicates: .refuse).parse(JSONWhitespace.removed(from: text))
    } catch {
      preconditionFailure("the error catalogue is malformed: \(error)")
    }
  }
}
