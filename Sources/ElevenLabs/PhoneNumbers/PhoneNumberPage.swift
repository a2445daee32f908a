internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation
internal import Telephony

extension PhoneNumberRoutes {
  /// `GET /v1/convai/v2/phone-numbers`: the list that is paged, searched and sorted.
  ///
  /// Source: the SDK of 2026-11. The order without `sort_by`, oldest first, is assumed.
  static func page(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let search = exchange.query("search")?.string
    let label = exchange.query("label")?.string?.lowercased()
    let digits = exchange.query("phone_number")?.string.map(PhoneNetwork.digits)
    let provider = exchange.query("provider")?.string
    let callsOut = exchange.query("supports_outbound")?.bool
    let agentID = exchange.query("agent_id")?.string
    // A number is assigned to an agent, whose one branch it then has.
    let branchAgents = exchange.query("branch_id")?.string.map { branch in
      Set(sandbox.world[Agent.self].all.filter { $0.branchID == branch }.map(\.id))
    }
    let matches: (TableRow<PhoneNumber>) -> Bool = { row in
      if let search, !row.record.isFound(by: search) { return false }
      if let label, !row.record.label.lowercased().contains(text: label) { return false }
      if let digits, PhoneNetwork.digits(of: row.record.number) != digits { return false }
      if let provider, row.record.provider.name != provider { return false }
      if let callsOut, row.record.supportsOutbound != callsOut { return false }
      if let agentID, row.record.agentID != agentID { return false }
      if let branchAgents, !branchAgents.contains(row.record.agentID ?? "") { return false }
      return true
    }
    let key = exchange.query("sort_by")?.string
    let size = try exchange.pageSize()
    let cursor = try exchange.cursor(ofNames: key != nil)
    let ascending = exchange.query("sort_direction")?.string != "desc"
    let numbers = sandbox.world[PhoneNumber.self]
    let page =
      if let key {
        numbers.page(
          of: size, after: cursor, ascending: ascending,
          sortedBy: { .text(key == "label" ? $0.label : $0.number) }, where: matches)
      } else {
        numbers.page(of: size, after: cursor, ascending: ascending, where: matches)
      }
    return .json(page.json("phone_numbers") { json($0, in: sandbox) })
  }
}

extension PhoneNumber {
  /// Whether the text is its id, or stands in its label or number, case aside.
  fileprivate func isFound(by text: String) -> Bool {
    let text = text.lowercased()
    return id == text || label.lowercased().contains(text: text) || number.contains(text: text)
  }
}
