internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation

/// The filters of `GET /v1/convai/conversations`, read from the query.
struct ConversationFilter: Sendable {
  /// Filters that this record keeps nothing for: they are named in a hint instead of being skipped in silence.
  private static let applied: Set<String> = [
    "cursor", "page_size", "sort_direction", "summary_mode", "agent_id", "call_start_before_unix",
    "call_start_after_unix", "call_duration_min_secs", "call_duration_max_secs", "call_successful", "user_id",
    "exclude_statuses", "phone_number_ids", "conversation_initiation_source", "branch_id", "search", "text_only",
    "termination_reasons", "has_feedback_comment", "rating_min", "rating_max", "main_languages", "tag_ids",
    "tool_names", "tool_names_successful", "tool_names_errored", "tool_ids", "tool_ids_successful", "tool_ids_errored",
    "visited_agent_ids", "visited_agent_branch_ids", "data_collection_ids", "evaluation_criteria_ids",
  ]

  private static let unselective: Set<String> = ["cursor", "page_size", "sort_direction", "summary_mode", "agent_id"]

  /// The records among which those that are wanted are; nil means all.
  let group: GroupKey?
  let ignored: [String]
  private let matches: @Sendable (TableRow<Conversation>) -> Bool
  /// Whether anything is filtered at all, beyond the group.
  let isSelective: Bool

  @LoopActor init(_ exchange: Exchange) {
    let sent = exchange.sentQueryNames
    isSelective = sent.contains { !Self.unselective.contains($0) }
    ignored = sent.filter { !Self.applied.contains($0) }
    let before = exchange.query("call_start_before_unix")?.integer
    let after = exchange.query("call_start_after_unix")?.integer
    let shortest = exchange.query("call_duration_min_secs")?.integer
    let longest = exchange.query("call_duration_max_secs")?.integer
    let outcome = exchange.query("call_successful")?.string
    group =
      exchange.query("agent_id")?.string.map(Conversation.agentGroup)
      ?? outcome.flatMap(Analysis.Outcome.init(rawValue:)).flatMap(Conversation.outcomeGroup)
    let user = exchange.query("user_id")?.string
    let excluded = Set(exchange.queryList("exclude_statuses"))
    let numbers = Set(exchange.queryList("phone_number_ids"))
    let source = exchange.query("conversation_initiation_source")?.string
    let branch = exchange.query("branch_id")?.string
    let words = exchange.query("search")?.string?.lowercased()
    let textOnly = exchange.query("text_only")?.bool
    let endings = Set(exchange.queryList("termination_reasons"))
    let tags = Set(exchange.queryList("tag_ids"))
    let languages = Set(exchange.queryList("main_languages"))
    let tools = Self.tools(exchange)
    let visited = Set(exchange.queryList("visited_agent_ids"))
    let branches = Set(exchange.queryList("visited_agent_branch_ids").map(Optional.some))
    let collected = exchange.queryList("data_collection_ids")
    let criteria = exchange.queryList("evaluation_criteria_ids")
    // No record carries a rating, a comment or a text-only session yet: asking for one finds nothing.
    let wantsRating =
      exchange.query("rating_min") != nil || exchange.query("rating_max") != nil
      || exchange.query("has_feedback_comment")?.bool == true || textOnly == true
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
      if !languages.isEmpty, !languages.contains(row.record.language ?? "") { return false }
      if !tools.isEmpty, !tools.allSatisfy({ $0.fits(row.record) }) { return false }
      if !visited.isEmpty, !row.record.agents.contains(where: { visited.contains($0.agentID) }) { return false }
      if !branches.isEmpty, !row.record.agents.contains(where: { branches.contains($0.branchID) }) { return false }
      if !collected.isEmpty, !collected.contains(where: { row.record.analysis?.has(collected: $0) == true }) {
        return false
      }
      if !criteria.isEmpty, !criteria.contains(where: { row.record.analysis?.has(criterion: $0) == true }) {
        return false
      }
      if !tags.isEmpty, !row.record.tagIDs.contains(where: tags.contains) { return false }
      if let words { return row.record.mentions(words) }
      return true
    }
  }

  /// What is wanted of the tools that were called.
  private struct ToolWish: Sendable {
    let key: String
    let isError: Bool?
    let names: Set<String>

    func fits(_ conversation: Conversation) -> Bool {
      conversation.toolNames(isError: isError, key).contains { names.contains($0) }
    }
  }

  @LoopActor private static func tools(_ exchange: Exchange) -> [ToolWish] {
    var wishes: [ToolWish] = []
    for (parameter, key) in [("tool_names", "tool_name"), ("tool_ids", "tool_id")] {
      for (suffix, isError) in [("", nil), ("_successful", false), ("_errored", true)] as [(String, Bool?)] {
        let names = Set(exchange.queryList(parameter + suffix))
        if !names.isEmpty { wishes.append(ToolWish(key: key, isError: isError, names: names)) }
      }
    }
    return wishes
  }

  func callAsFunction(_ row: TableRow<Conversation>) -> Bool { matches(row) }
}

extension Conversation {
  /// Whether the transcript or its summary holds the words, case aside.
  fileprivate func mentions(_ words: String) -> Bool {
    let texts = transcript.map(\.message) + [analysis?.summary]
    return texts.contains { $0?.lowercased().contains(text: words) == true }
  }
}
