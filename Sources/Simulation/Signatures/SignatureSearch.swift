/// Finds the mistakes that lead to a given signature.
///
/// Knows no vendor: the right recipe, its spelling and the mistakes to try are given.
public struct SignatureSearch: Sendable {
  /// What is known of a signature after the search.
  public enum Finding: Sendable, Equatable {
    /// It is right.
    case right
    /// These mistakes, made together, yield it; the commonest explanation comes first.
    case mistakes([SignatureMistake])
    /// It has the form of a signature, and nothing that was tried yields it.
    case unexplained
    /// It has not even the form of a signature.
    case unreadable
  }

  /// A body of more bytes is hashed with one mistake at a time, since two at a time are hundreds of hashes.
  private static let longestBodyForPairs = 1 << 20

  private let recipe: SignatureRecipe
  private let spelling: SignatureSpelling
  private let mistakes: [SignatureMistake]

  /// A search from the right recipe and spelling through these mistakes, alone and two at a time.
  public init(_ recipe: SignatureRecipe, spelling: SignatureSpelling, mistakes: [SignatureMistake]) {
    self.recipe = recipe
    self.spelling = spelling
    self.mistakes = mistakes
  }

  /// How a signature came to be.
  public func finding(for text: some StringProtocol) -> Finding {
    guard let (written, digest) = SignatureSpelling.read(text) else { return .unreadable }
    guard let made = made(digest) else { return .unexplained }
    let all = made + [written.mistake(insteadOf: spelling)].compactMap(\.self)
    return all.isEmpty ? .right : .mistakes(all)
  }

  /// The mistakes that lead to some bytes; none where the recipe itself does.
  private func made(_ digest: [UInt8]) -> [SignatureMistake]? {
    if yields(digest, recipe) { return [] }
    var changed: [(mistake: SignatureMistake, recipe: SignatureRecipe)] = []
    for mistake in mistakes {
      var other = recipe
      guard mistake.apply(to: &other) else { continue }
      if yields(digest, other) { return [mistake] }
      changed.append((mistake, other))
    }
    guard recipe.body.count <= Self.longestBodyForPairs else { return nil }
    for (position, (first, other)) in changed.enumerated() {
      for (second, _) in changed[(position + 1)...] where !first.excludes(second) {
        var both = other
        if second.apply(to: &both), yields(digest, both) { return [first, second] }
      }
    }
    return nil
  }

  /// Hashes only where the outcome has the right length.
  private func yields(_ digest: [UInt8], _ recipe: SignatureRecipe) -> Bool {
    recipe.algorithm.count == digest.count && recipe.digest == digest
  }
}
