public import JSON

/// The first two members of each JSON file that Ringback writes for itself: `{"ringback": "snapshot", "version": 1, …}`.
public enum FileMark {
  /// Throws where the value is something else, or was written by a program that knows more.
  public static func check(_ value: JSONValue, is mark: String, version: Int64) throws(JSONCodingFailure) {
    let place = JSONPointer(tokens: ["ringback"])
    guard value.object != nil else {
      throw JSONCodingFailure(JSONPointer(tokens: []), "expected an object with \"ringback\": \"\(mark)\".")
    }
    guard let found = value["ringback"] else {
      throw JSONCodingFailure(place, "this is no \(mark) of Ringback: it begins with {\"ringback\": \"\(mark)\"}.")
    }
    guard found == .string(mark) else {
      throw JSONCodingFailure(place, "expected \"\(mark)\"; found \(String(found.description.prefix(60))).")
    }
    let versionPlace = JSONPointer(tokens: ["version"])
    guard let written = value["version"]?.integer else {
      throw JSONCodingFailure(versionPlace, "expected a whole number.")
    }
    guard written <= version else {
      throw JSONCodingFailure(
        versionPlace, "expected at most \(version); found \(written): a newer Ringback has written this.")
    }
    guard written >= 1 else { throw JSONCodingFailure(versionPlace, "expected 1 to \(version); found \(written).") }
  }
}
