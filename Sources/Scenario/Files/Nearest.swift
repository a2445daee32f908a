/// Finds what somebody probably meant.
public enum Nearest {
  /// The candidate with the fewest edits to `word`, the first of equals; `within` edits, or else a third of its letters.
  public static func to(_ word: String, among candidates: [String], within edits: Int? = nil) -> String? {
    let bound = edits ?? max(2, word.unicodeScalars.count / 3)
    let wanted = Array(word.lowercased().unicodeScalars.prefix(120))
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let distance = distance(wanted, Array(candidate.lowercased().unicodeScalars.prefix(120)))
      if distance <= bound, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.candidate
  }

  /// Levenshtein's distance.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var row = Array(0...right.count)
    for (index, scalar) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in 0..<right.count {
        let replaced = diagonal + (scalar == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
