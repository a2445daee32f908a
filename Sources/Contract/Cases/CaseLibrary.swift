internal import JSON
public import Scenario

/// The cases of several files: those that come with the program, and the user's own.
public struct CaseLibrary: Sendable {
  /// What operations and errors there are, so that a case cannot name others.
  public struct Vocabulary: Sendable {
    let operations: [String]
    let errors: [String]

    /// The ids of the document's operations and the names of the catalogue's errors.
    public init(operations: [String], errors: [String]) {
      self.operations = operations
      self.errors = errors
    }
  }

  /// The cases in the order of the files.
  public private(set) var cases: [ContractCase] = []
  private let schema: FileSchema
  private let vocabulary: Vocabulary

  /// A library without cases; `schema` is the text of `contract/case.schema.json`.
  public init(schema: [UInt8], vocabulary: Vocabulary) {
    self.schema = FileSchema(schema, of: "contract cases")
    self.vocabulary = vocabulary
  }

  /// Adds the cases of a file; one that is `shipped` was held against the schema by the tests.
  public mutating func add(path: String, text: [UInt8], shipped: Bool = false) throws(FileFailure) {
    let file = try FileText(path: path, text: text)
    do throws(FileMistake) {
      if !shipped, let mistake = schema.mistake(in: file.content) { throw mistake }
      let provider = file.content["provider"]?.string.flatMap(Provider.init) ?? .elevenlabs
      for (index, value) in (file.content["cases"]?.array ?? []).enumerated() {
        let pointer = JSONPointer(tokens: ["cases", String(index)])
        let one = try ContractCase(value, of: provider, at: pointer, file: path)
        try check(one, at: pointer)
        cases.append(one)
      }
    } catch {
      throw file.located(error)
    }
  }

  private func check(_ one: ContractCase, at pointer: JSONPointer) throws(FileMistake) {
    if let twin = cases.first(where: { $0.id == one.id }) {
      throw FileMistake(pointer.appending("id"), "\(twin.file) has a case named \"\(one.id)\" already.")
    }
    for (index, name) in one.operations.enumerated() where !vocabulary.operations.contains(name) {
      let place = pointer.appending("operations").appending(index)
      throw .unknown("operation", name, among: vocabulary.operations, at: place)
    }
    for (index, name) in one.errors.enumerated() where !vocabulary.errors.contains(name) {
      let place = pointer.appending("errors").appending(index)
      throw .unknown("error", name, among: vocabulary.errors, at: place)
    }
  }
}
