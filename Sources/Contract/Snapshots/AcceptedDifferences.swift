internal import JSON
public import Scenario

/// The differences that somebody knows of and lives with for a time: `contract/accepted.json`.
///
/// Shape: `[{"case", "path", "reason", "expires": "YYYY-MM-DD"}]`; `*` in case and path is any text.
public struct AcceptedDifferences: Sendable {
  private struct Entry: Sendable {
    let id: String
    let path: String
    let reason: String
    let expires: String

    func takes(_ difference: ParityDifference) -> Bool {
      Glob.matches(difference.id, id) && Glob.matches(difference.path, path)
    }
  }

  private var entries: [Entry] = []

  /// Nothing is accepted.
  public init() {}

  /// Adds what a file accepts.
  public mutating func add(path: String, text: [UInt8]) throws(FileFailure) {
    let file = try FileText(path: path, text: text)
    for (index, value) in (file.content.array ?? []).enumerated() {
      let place = JSONPointer(tokens: [String(index)])
      guard let id = value["case"]?.string, let path = value["path"]?.string, let reason = value["reason"]?.string,
        let expires = value["expires"]?.string, !reason.isEmpty
      else { throw file.located(FileMistake(place, "an accepted difference has case, path, reason and expires.")) }
      guard expires.utf8.count == 10, Provenance("spec \(expires)") != nil else {
        throw file.located(FileMistake(place.appending("expires"), "expected YYYY-MM-DD; found \"\(expires)\"."))
      }
      entries.append(Entry(id: id, path: path, reason: reason, expires: expires))
    }
  }

  /// Why a difference is accepted on a day (`YYYY-MM-DD`); nil where it is not, or no longer.
  func reason(for difference: ParityDifference, on day: String) -> String? {
    entries.first { $0.takes(difference) && day <= $0.expires }?.reason
  }

  /// Until when a difference was accepted; nil where it never was.
  func expiry(of difference: ParityDifference) -> String? { entries.first { $0.takes(difference) }?.expires }
}
