public import Contract
internal import ElevenLabs
internal import EventLoop
internal import JSON
public import OpenAPI
internal import Scenario
internal import Simulation
internal import Twilio

/// What the contract suite is made of, as far as it comes with the program.
public enum ContractFiles {
  /// What the service's answers may look like.
  public static func document() throws -> Document { try Document(EmbeddedFiles.bytes("openapi/elevenlabs.json")) }

  /// The shipped cases.
  public static func library(_ document: Document) throws -> CaseLibrary {
    var library = CaseLibrary(
      schema: EmbeddedFiles.bytes("contract/case.schema.json"),
      vocabulary: CaseLibrary.Vocabulary(operations: document.operations.map(\.id), errors: try catalog().names))
    for (path, text) in EmbeddedFiles.files(in: "contract/elevenlabs/") {
      try library.add(path: path, text: text, shipped: true)
    }
    return library
  }

  /// The differences from the real service that are known and lived with for a time.
  public static func acceptedDifferences() throws -> AcceptedDifferences {
    var accepted = AcceptedDifferences()
    let path = "contract/accepted.json"
    try accepted.add(path: path, text: EmbeddedFiles.bytes(path))
    return accepted
  }

  /// How each operation and each error is answered, which shipped cases cover it, and how we know.
  @LoopActor public static func fidelity() throws -> FidelityTable {
    let document = try document()
    let text = EmbeddedFiles.bytes("openapi/elevenlabs-errors.json")
    let api = ElevenLabsAPI(document: document, text: [], catalog: CatalogFile(text))
    let file = try JSONParser().parse(text)
    let table = FidelityTable(
      document: document, catalog: ErrorCatalog(file), mistakes: file["mistakes"]?.array ?? [],
      stateful: api.statefulOperations, cases: try library(document).cases)
    return table.joined(with: try twilioFidelity())
  }

  /// The same of Twilio, which no case covers yet.
  @LoopActor private static func twilioFidelity() throws -> FidelityTable {
    let document = try Document(EmbeddedFiles.bytes("openapi/twilio.json"))
    let catalog = CatalogFile(EmbeddedFiles.bytes("openapi/twilio-errors.json"))
    let api = TwilioAPI(document: document, catalog: catalog)
    return FidelityTable(
      document: document, catalog: catalog.errors, mistakes: [], stateful: api.statefulOperations, cases: [],
      raised: api.raisedErrors)
  }

  /// The errors that the service may answer with.
  static func catalog() throws -> ErrorCatalog {
    ErrorCatalog(try JSONParser().parse(EmbeddedFiles.bytes("openapi/elevenlabs-errors.json")))
  }
}
