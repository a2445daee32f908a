internal import JSON
public import Simulation

/// The file `openapi/elevenlabs-errors.json`: named errors, and the mistakes that people really make.
///
/// Read at the first refusal: a start and a first good answer do without it.
public final class CatalogFile {
  private let text: [UInt8]
  /// The whole file.
  private(set) lazy var file = read()
  /// The named errors.
  public private(set) lazy var errors = ErrorCatalog(file)
  /// Explanations of mistaken calls.
  private(set) lazy var hints = RequestHints(file)

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
