/// Finds what somebody probably meant.
public enum Nearest {
  /// So many candidates are looked at, of more the first: a suggestion is worth no more time.
  public static let most = 1_000
  /// So many steps are taken for one suggestion, in letters that are compared.
  private static let mostSteps = 1_000_000

  /// The candidate with the fewest edits to `word`, the first of equals; `within` edits, or else a third of its letters.
  public static func to(_ word: String, among candidates: [String], within edits: Int? = nil) -> String? {
    let bound = edits ?? max(2, word.unicodeScalars.count / 3)
    let wanted = Array(word.lowercased().unicodeScalars.prefix(120))
    var best: (distance: Int, candidate: String)?
    var steps = 0
    for candidate in candidates.prefix(most) where steps < mostSteps {
      let letters = Array(candidate.lowercased().unicodeScalars.prefix(120))
      let most = min(bound, best.map { $0.distance - 1 } ?? bound)
      guard let distance = distance(wanted, letters, atMost: most, &steps) else { continue }
      best = (distance, candidate)
    }
    return best?.candidate
  }

  /// Levenshtein's distance; nil where it is more than `most`, which is often seen early.
  private static func distance(
    _ left: [Unicode.Scalar], _ right: [Unicode.Scalar], atMost most: Int, _ steps: inout Int
  ) -> Int? {
    guard abs(left.count - right.count) <= most else { return nil }
    var row = Array(0...right.count)
    for (index, scalar) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      var least = row[0]
      for column in 0..<right.count {
        let replaced = diagonal + (scalar == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
        least = min(least, row[column + 1])
      }
      steps += right.count + 1
      // No later row has less than the least of this one.
      if least > most { return nil }
    }
    return row[right.count] <= most ? row[right.count] : nil
  }
}
