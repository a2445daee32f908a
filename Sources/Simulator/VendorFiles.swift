internal import EventLoop
internal import OpenAPI
internal import Simulation

/// A document and an error catalogue that the program carries inside, each read when somebody first asks: a start pays for
/// neither.
@LoopActor final class VendorFiles {
  /// The document as it is served.
  let text: [UInt8]
  private let catalogPath: String

  /// The files of `elevenlabs`, `twilio` or `admin`; the last has no catalogue.
  init(_ name: String) {
    text = EmbeddedFiles.bytes("openapi/\(name).json")
    catalogPath = "openapi/\(name)-errors.json"
  }

  /// What operations there are; an embedded file that is no document is a fault of the build.
  private(set) lazy var document: Document = {
    do { return try Document(text) } catch { preconditionFailure("an embedded document: \(error)") }
  }()

  /// The errors by name, and their hints.
  private(set) lazy var catalog = CatalogFile(EmbeddedFiles.bytes(catalogPath))
}
