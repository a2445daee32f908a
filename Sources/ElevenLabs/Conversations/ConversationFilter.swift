internal import EventLoop
internal import JSON
internal import Simulation

/// The filters of `GET /v1/convai/conversations`, read from the query.
@LoopActor struct ConversationFilter {
  /// Filters that this record keeps nothing for: they are named in a hint instead of being skipped in silence.
  private static let applied: Set<String> = [
    "cursor", "page_size", "sort_direction", "summary_mode", "agent_id", "call_start_before_unix",
    "call_start_after_unix", "call_duration_min_secs", "call_duration_max_secs", "call_successful", "user_id",
    "exclude_statuses", "phone_number_ids", "conversation_initiation_source", "branch_id", "search", "text_only",
    "termination_reasons", "has_feedback_comment", "rating_min", "rating_max", "main_languages", "tag_ids",
  ]

  let agentID: String?
  let ignored: [String]
  private let matches: (TableRow<Conversation>) -> Bool

  init(_ exchange: Exchange) {
    agentID = exchange.query("agent_id")?.string
    ignored = exchange.sentQueryNames.filter { !Self.applied.contains($0) }
    let before = exchange.query("call_start_before_unix")?.integer
    let after = exchange.query("call_start_after_unix")?.integer
    let shortest = exchange.query("call_duration_min_secs")?.integer
    let longest = exchange.query("call_duration_max_secs")?.integer
    let outcome = exchange.query("call_successful")?.string
    let user = exchange.query("user_id")?.string
    let excluded = exchange.queryList("exclude_statuses")
    let numbers = exchange.queryList("phone_number_ids")
    let source = exchange.query("conversation_initiation_source")?.string
    let branch = exchange.query("branch_id")?.string
    let words = exchange.query("search")?.string?.lowercased()
    let textOnly = exchange.query("text_only")?.bool
    let endings = exchange.queryList("termination_reasons")
    let tags = exchange.queryList("tag_ids")
    let languages = exchange.queryList("main_languages")
    // No record carries a rating, a comment or a text-only session yet: asking for one finds nothing.
    let wantsRating =
      exchange.query("rating_min") != nil || exchange.query("rating_max") != nil
      || exchange.query("has_feedback_comment")?.bool == true || textOnly == true || !languages.isEmpty
    // The record is not given a name of its own: that would read all of it.
    matches = { row in
      guard !wantsRating else { return false }
      if let before, row.record.startedAt.unixSeconds > before { return false }
      if let after, row.record.startedAt.unixSeconds < after { return false }
      if let shortest, row.record.durationSeconds < shortest { return false }
      if let longest, row.record.durationSeconds > longest { return false }
      if let outcome, (row.record.analysis?.outcome ?? .unknown).rawValue != outcome { return false }
      if let user, row.record.userID != user { return false }
      if !excluded.isEmpty, excluded.contains(row.record.status.rawValue) { return false }
      if !numbers.isEmpty, !numbers.contains(row.record.phoneCall?.phoneNumberID ?? "") { return false }
      if let source, row.record.source != source { return false }
      if let branch, row.record.branchID != branch { return false }
      if !endings.isEmpty, !endings.contains(row.record.terminationReason) { return false }
      if !tags.isEmpty, !row.record.tagIDs.contains(where: tags.contains) { return false }
      if let words { return row.record.mentions(words) }
      return true
    }
  }

  func callAsFunction(_ row: TableRow<Conversation>) -> Bool { matches(row) }
}

extension Conversation {
  /// Whether the transcript or its summary holds the words, case aside.
  fileprivate func mentions(_ words: String) -> Bool {
    let texts = transcript.map(\.message) + [analysis?.summary]
    return texts.contains { $0?.lowercased().contains(words) == true }
  }
}
