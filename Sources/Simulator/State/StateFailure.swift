/// Why the sandboxes cannot be kept in a file, or taken from it.
public struct StateFailure: Error, Equatable, Sendable, CustomStringConvertible {
  enum Kind { case content, inUse, unwritable }

  let kind: Kind
  /// One line: the file, the place in it where there is one, what is wrong and what helps.
  public let description: String

  /// Whether another process keeps its sandboxes in the file.
  public var isInUse: Bool { kind == .inUse }
  /// Whether the file cannot be written, or read.
  public var isUnwritable: Bool { kind == .unwritable }

  static func inUse(_ path: String) -> StateFailure {
    StateFailure(
      kind: .inUse, description: "\(path) is the state of another running ringback: stop it, or name another file.")
  }

  static func unwritable(_ path: String, _ words: String) -> StateFailure {
    StateFailure(kind: .unwritable, description: "cannot keep the state in \(path): \(words).")
  }

  /// A file that another program wrote, or that something has damaged; it is left as it is.
  static func content(_ path: String, line: Int, column: Int, _ words: String) -> StateFailure {
    StateFailure(
      kind: .content,
      description: "\(path):\(line):\(column): \(words) The file is left as it is: move it away, or name another.")
  }
}
