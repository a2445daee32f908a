/// Which cases somebody wants: those that every given criterion takes.
public struct CaseSelection: Sendable {
  /// Patterns of ids, in which `*` is any text; a case must fit one of them.
  public var ids: [String]
  /// Tags, of which a case must have one.
  public var tags: [String]
  /// Ids of operations, of which a case must cover one.
  public var operations: [String]

  /// A selection; an empty list takes every case.
  public init(ids: [String] = [], tags: [String] = [], operations: [String] = []) {
    self.ids = ids
    self.tags = tags
    self.operations = operations
  }

  /// Whether the case is wanted.
  public func takes(_ one: ContractCase) -> Bool {
    (ids.isEmpty || ids.contains { Glob.matches(one.id, $0) })
      && (tags.isEmpty || tags.contains(where: one.tags.contains))
      && (operations.isEmpty || operations.contains(where: one.operations.contains))
  }
}

/// Patterns in which `*` is any text.
enum Glob {
  static func matches(_ text: String, _ pattern: String) -> Bool {
    let text = Array(text.utf8)
    let pattern = Array(pattern.utf8)
    var (place, mark) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while place < text.count {
      if mark < pattern.count, pattern[mark] == UInt8(ascii: "*") {
        star = (mark, place)
        mark += 1
      } else if mark < pattern.count, pattern[mark] == text[place] {
        place += 1
        mark += 1
      } else if let last = star {
        // The last star takes one byte more.
        star = (last.pattern, last.text + 1)
        mark = last.pattern + 1
        place = last.text + 1
      } else {
        return false
      }
    }
    return pattern[mark...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
