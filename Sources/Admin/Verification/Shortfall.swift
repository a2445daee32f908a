internal import JSON
internal import Scenario

/// One thing that was expected and is not so.
struct Shortfall {
  /// The expectation's title, or `in_order`, `within`, `nothing_else`.
  let expectation: String
  let expected: String
  var found: String
  /// Whether it cannot come right any more, whatever still happens.
  let isFinal: Bool
  /// What happened too seldom, if that is what is wrong.
  var missed: RequestPattern?
  var nearest: NearMiss?

  /// Sentences for a person.
  var words: String {
    let first = expectation.first.map { $0.uppercased() + expectation.dropFirst() } ?? ""
    let sentence = "\(first) should be so: \(expected); found: \(found)."
    return nearest.map { "\(sentence) \($0.words)" } ?? sentence
  }

  var json: JSONValue {
    var json: JSONObject = [
      "expectation": .string(expectation), "expected": .string(expected), "found": .string(found),
    ]
    if let nearest { json.append("nearest", nearest.json) }
    return .object(json)
  }
}
