public import JSON

/// A JSON file that somebody wrote, with its text, so that a mistake in it can be shown where it stands.
public struct FileText: Sendable {
  /// The file, as the user named it.
  public let path: String
  /// Everything that the file says.
  public let content: JSONValue
  let text: [UInt8]

  /// Reads a text; a key that stands twice in one object is refused.
  public init(path: String, text: [UInt8]) throws(FileFailure) {
    do {
      content = try JSONParser(duplicates: .refuse).parse(text)
    } catch {
      throw FileFailure(file: path, line: error.line, column: error.column, pointer: nil, message: error.message)
    }
    self.path = path
    self.text = text
  }

  /// The mistake with the place where this file says the value.
  public func located(_ mistake: FileMistake) -> FileFailure {
    // A member that is missing has no place of its own: its parent's is the nearest.
    var tokens = mistake.pointer.tokens
    var offset = JSONLocator.offset(of: JSONPointer(tokens: tokens), in: text)
    while offset == nil, !tokens.isEmpty {
      tokens.removeLast()
      offset = JSONLocator.offset(of: JSONPointer(tokens: tokens), in: text)
    }
    let place = offset.map { JSONLocator.place(of: $0, in: text) }
    return FileFailure(
      file: path, line: place?.line, column: place?.column,
      pointer: mistake.pointer.tokens.isEmpty ? nil : mistake.pointer.description,
      message: mistake.message)
  }
}
