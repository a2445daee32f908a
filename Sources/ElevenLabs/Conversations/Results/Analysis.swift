internal import JSON

/// What the service finds out about a conversation once it is over.
struct Analysis: Equatable, Codable {
  enum Outcome: String, Codable { case success, failure, unknown }

  var outcome = Outcome.unknown
  var summary = ""
  var title: String?
  /// By criterion id, in order: `{"criteria_id", "result", "rationale"}`.
  var criteria: JSONObject = [:]
  /// By the id of what was to be collected, in order: `{"data_collection_id", "value", "json_schema", "rationale"}`.
  var collected: JSONObject = [:]
  /// What a scenario says of an old conversation, in the API's words; it is given back as it is.
  var verbatim: JSONValue?

  /// The `analysis` object.
  var json: JSONValue {
    if let verbatim { return verbatim }
    return [
      "evaluation_criteria_results": .object(criteria),
      "data_collection_results": .object(collected),
      "evaluation_criteria_results_list": .array(criteria.map(\.value)),
      "data_collection_results_list": .array(collected.map(\.value)),
      "call_successful": .string(outcome.rawValue),
      "transcript_summary": .string(summary),
      "call_summary_title": JSONValue(title),
    ]
  }

  init() {}

  init(verbatim: JSONValue) {
    self.verbatim = verbatim
    outcome = verbatim["call_successful"]?.string.flatMap(Outcome.init(rawValue:)) ?? .unknown
    summary = verbatim["transcript_summary"]?.string ?? ""
    title = verbatim["call_summary_title"]?.string
  }

  /// Whether something was collected under this id.
  func has(collected id: String) -> Bool { (verbatim?["data_collection_results"]?[id] ?? collected[id]) != nil }

  /// Whether a criterion of this id was judged.
  func has(criterion id: String) -> Bool { (verbatim?["evaluation_criteria_results"]?[id] ?? criteria[id]) != nil }
}
