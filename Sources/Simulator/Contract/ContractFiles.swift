public import Contract
internal import ElevenLabs
internal import EventLoop
internal import JSON
internal import OpenAPI
internal import Scenario
internal import Simulation
internal import Twilio

/// What the contract suite is made of, as far as it comes with the program.
public enum ContractFiles {
  /// What the services' answers may look like.
  public static func documents() throws -> ProviderDocuments {
    var documents: [Provider: Document] = [:]
    for provider in Provider.allCases {
      documents[provider] = try Document(EmbeddedFiles.bytes("openapi/\(provider.rawValue).json"))
    }
    return ProviderDocuments(documents)
  }

  /// The shipped cases.
  public static func library(_ documents: ProviderDocuments) throws -> CaseLibrary {
    var library = CaseLibrary(
      schema: EmbeddedFiles.bytes("contract/case.schema.json"), vocabulary: try vocabulary(documents))
    for provider in Provider.allCases {
      for (path, text) in EmbeddedFiles.files(in: "contract/\(provider.rawValue)/") {
        try library.add(path: path, text: text, shipped: true)
      }
    }
    return library
  }

  /// The operations and errors that a case may name, of any provider.
  static func vocabulary(_ documents: ProviderDocuments) throws -> CaseLibrary.Vocabulary {
    var errors: [String] = []
    for provider in Provider.allCases { errors += try catalog(provider).names }
    return CaseLibrary.Vocabulary(operations: documents.operations, errors: errors)
  }

  /// The differences from the real service that are known and lived with for a time.
  public static func acceptedDifferences() throws -> AcceptedDifferences {
    var accepted = AcceptedDifferences()
    let path = "contract/accepted.json"
    try accepted.add(path: path, text: EmbeddedFiles.bytes(path))
    return accepted
  }

  /// What the vendors' APIs do by themselves rather than after the document alone.
  struct Handled: Sendable {
    let elevenLabs: Set<String>
    let twilio: Set<String>
    let twilioErrors: Set<String>

    @LoopActor init(_ elevenLabs: ElevenLabsAPI, _ twilio: TwilioAPI) {
      self.elevenLabs = elevenLabs.statefulOperations
      self.twilio = twilio.statefulOperations
      twilioErrors = twilio.raisedErrors
    }
  }

  /// How each operation and each error is answered, which shipped cases cover it, and how we know.
  @LoopActor public static func fidelity() throws -> FidelityTable {
    let (elevenLabs, twilio) = (VendorFiles("elevenlabs"), VendorFiles("twilio"))
    return try fidelity(
      Handled(
        ElevenLabsAPI(document: elevenLabs.document, text: [], catalog: elevenLabs.catalog),
        TwilioAPI(document: twilio.document, catalog: twilio.catalog)))
  }

  /// The same on any thread.
  static func fidelity(_ handled: Handled) throws -> FidelityTable {
    let documents = try documents()
    let cases = try library(documents).cases
    guard let elevenLabs = documents[.elevenlabs], let twilio = documents[.twilio] else {
      preconditionFailure("a document is missing")
    }
    let file = try JSONParser().parse(EmbeddedFiles.bytes("openapi/elevenlabs-errors.json"))
    let first = FidelityTable(
      document: elevenLabs, catalog: ErrorCatalog(file), mistakes: file["mistakes"]?.array ?? [],
      stateful: handled.elevenLabs, cases: cases)
    return first.joined(
      with: FidelityTable(
        document: twilio, catalog: try catalog(.twilio), mistakes: [], stateful: handled.twilio, cases: cases,
        raised: handled.twilioErrors))
  }

  /// The errors that a service may answer with.
  static func catalog(_ provider: Provider) throws -> ErrorCatalog {
    ErrorCatalog(try JSONParser().parse(EmbeddedFiles.bytes("openapi/\(provider.rawValue)-errors.json")))
  }
}
