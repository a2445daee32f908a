internal import Bytes
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation
internal import Telephony

/// One page of a list of calls, newest first, and the relative addresses of its neighbours.
///
/// A page begins behind the call that `PageToken` names, so that calls placed meanwhile do not shift it; `Page` is only what
/// the client calls it.
@LoopActor struct CallPage {
  private let exchange: Exchange
  private let size: Int
  private let number: Int
  private let token: String?

  /// Reads `PageSize` (1 to 1000, 50 where absent), `Page` and `PageToken`.
  ///
  /// That a size that is no number counts for none is assumed.
  init(_ exchange: Exchange) throws(APIError) {
    self.exchange = exchange
    let wanted = exchange.query("PageSize").flatMap { Int($0) } ?? 50
    guard wanted <= 1_000 else { throw APIError("twilio.20007") }
    size = max(wanted, 1)
    number = max(exchange.query("Page").flatMap { Int($0) } ?? 0, 0)
    token = exchange.query("PageToken")
  }

  /// The envelope, keys in alphabetical order.
  func json(where filter: CallFilter) -> JSONValue {
    let (calls, hasMore) = read(filter)
    let start = number.multipliedSaturating(by: size)
    let next: JSONValue =
      hasMore ? .string(uri(page: number.addingSaturating(1), token: calls.last.map { "PA\($0.id)" })) : .null
    let previous: JSONValue =
      number > 0 && !calls.isEmpty
      ? .string(uri(page: number.subtractingSaturating(1), token: calls.first.map { "PB\($0.id)" })) : .null
    return [
      "calls": .array(calls.map { $0.json(account: exchange.account) }),
      "end": .integer(calls.isEmpty ? start : start.addingSaturating(calls.count - 1)),
      "first_page_uri": .string(uri(page: 0, token: nil)),
      "next_page_uri": next,
      "page": .integer(number),
      "page_size": .integer(size),
      "previous_page_uri": previous,
      "start": .integer(start),
      "uri": .string(uri(page: number, token: token)),
    ]
  }

  /// The calls of the page; `PB` reads upwards from the call that the page behind begins with.
  private func read(_ filter: CallFilter) -> (calls: [Call], hasMore: Bool) {
    let table = exchange.sandbox.world[Call.self]
    let mark = token.flatMap { table.position(of: String($0.dropFirst(2))) }
    let isBackward = token?.hasPrefix("PB") == true
    var calls: [Call] = []
    var hasMore = false
    table.scan(from: mark, ascending: isBackward) { row in
      guard row.record.isTwilios, filter.takes(row.record) else { return true }
      hasMore = calls.count == size
      if !hasMore { calls.append(row.record) }
      return !hasMore
    }
    // What was come from lies behind a page that was reached backwards.
    return isBackward ? (calls.reversed(), true) : (calls, hasMore)
  }

  /// The address of a page: what was asked for, then size, page and token.
  private func uri(page: Int, token: String?) -> String {
    var items = exchange.query.filter { !["PageSize", "Page", "PageToken"].contains($0.name) }
    items.append(("PageSize", String(size)))
    items.append(("Page", String(page)))
    if let token { items.append(("PageToken", token)) }
    let query = items.map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }
    return "\(exchange.arrival.pathText)?\(query.joined(separator: "&"))"
  }
}
