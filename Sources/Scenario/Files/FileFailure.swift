public import JSON

/// What is wrong in a file that people write, and where.
public struct FileFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, as the user named it.
  public let file: String
  /// Counted from 1; nil where the file as a whole is meant.
  public let line: Int?
  /// Counted from 1, in characters.
  public let column: Int?
  /// The value that is wrong, as a JSON Pointer.
  public let pointer: String?
  /// What was expected and what stood there.
  public let message: String

  /// A failure of a file as a whole.
  public init(file: String, message: String) {
    self.init(file: file, line: nil, column: nil, pointer: nil, message: message)
  }

  init(file: String, line: Int?, column: Int?, pointer: String?, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.pointer = pointer
    self.message = message
  }

  /// `FILE:LINE:COLUMN: /pointer: message`, the form that editors jump to.
  public var description: String {
    let place = [file] + [line, column].compactMap { $0.map(String.init) }
    return ([place.joined(separator: ":")] + [pointer].compactMap { $0 } + [message]).joined(separator: ": ")
  }
}

/// A mistake in a value of such a file, before it is known which file said it.
public struct FileMistake: Error, Equatable, Sendable {
  /// The value that is wrong.
  public let pointer: JSONPointer
  /// What was expected and what stood there.
  public let message: String

  /// A mistake.
  public init(_ pointer: JSONPointer, _ message: String) {
    self.pointer = pointer
    self.message = message
  }

  /// A name that nothing has, with the nearest that something has.
  public static func unknown(
    _ kind: String, _ name: String, among known: [String], at pointer: JSONPointer
  ) -> FileMistake {
    let near = Nearest.to(name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
    return FileMistake(pointer, "there is no \(kind) named \"\(name)\".\(near)")
  }
}

/// What is wrong in a scenario file, and where.
public typealias ScenarioFailure = FileFailure

/// A mistake in a value of a scenario.
public typealias ScenarioMistake = FileMistake
