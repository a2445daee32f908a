internal import Bytes

/// Names in the order in which they came, each once.
struct NameList: Sendable {
  private(set) var names: [String] = []
  /// Filled from some names on: few are found faster by walking.
  private var index: Set<ExactText>?

  private static let walkedCount = 16

  /// Adds a name unless it is there.
  mutating func append(_ name: String) {
    if let added = index?.insert(ExactText(name)) {
      if added.inserted { names.append(name) }
    } else if !contains(name) {
      names.append(name)
      if names.count > Self.walkedCount { index = Set(names.lazy.map { ExactText($0) }) }
    }
  }

  func contains(_ name: String) -> Bool {
    index.map { $0.contains(ExactText(name)) } ?? names.contains { $0.isExactly(name) }
  }
}
