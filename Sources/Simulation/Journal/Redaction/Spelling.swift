/// How far apart two names are.
enum Spelling {
  /// The fewest insertions, deletions, replacements and swaps of neighbors that make one name the other.
  static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var earlier: [Int] = []
    var above = Array(0...other.count)
    for row in 0..<one.count {
      var current = [row + 1]
      for column in 0..<other.count {
        let isSame = one[row] == other[column]
        var cost = min(above[column] + (isSame ? 0 : 1), above[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
          cost = min(cost, earlier[column - 1] + 1)
        }
        current.append(cost)
      }
      (earlier, above) = (above, current)
    }
    return above[other.count]
  }
}
