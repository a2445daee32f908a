internal import ArgumentParser

/// Values of options that are written `NAME=VALUE`.
enum NamedValues {
  /// Throws what is wrong with the first that is not so written.
  static func check(_ values: [String], of option: String) throws {
    for value in values where !value.contains("=") || value.hasPrefix("=") {
      throw ValidationError("--\(option) wants NAME=VALUE; found \"\(value)\".")
    }
  }

  /// The values by their names; of one name the last.
  static func pairs(_ values: [String]) -> [String: String] {
    values.reduce(into: [:]) { pairs, value in
      let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      pairs[String(parts[0])] = parts.count == 2 ? String(parts[1]) : ""
    }
  }
}
