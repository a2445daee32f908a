internal import EventLoop
internal import HTTP1
internal import JSON

/// What one case has received and not yet looked at.
@LoopActor final class Mailbox {
  /// Where the service reaches it: `http://127.0.0.1:40123/rb-1f2e3d4c/webhooks.audio`.
  let url: String
  /// What has come and no step has taken, the oldest first.
  private(set) var waiting: [Delivery] = []
  /// What is answered to the so-manieth delivery of an event, from 0.
  var answer: @LoopActor (_ event: String, _ number: Int) -> Response = { _, _ in Mailbox.accepted }
  private var counts: [String: Int] = [:]

  init(_ url: String) { self.url = url }

  /// The variables by which the case gives its addresses away.
  var variables: [(name: String, value: JSONValue)] {
    zip(Variables.ofWebhooks, Area.allCases).map { ($0, .string("\(url)/\($1.rawValue)")) }
  }

  /// Takes the oldest delivery of an event.
  func take(_ event: String) -> Delivery? {
    waiting.firstIndex { $0.event == event }.map { waiting.remove(at: $0) }
  }

  /// Keeps a delivery that came to one of the addresses; nil where there is no such address.
  func receive(_ request: Request, at path: Substring) -> Response? {
    let name = path.prefix { $0 != "/" }
    guard let area = Area(rawValue: String(name)) else { return nil }
    let event = area.event ?? (try? JSONParser().parse(request.body))?["type"]?.string ?? "something without a type"
    let response = answer(event, counts[event, default: 0])
    counts[event, default: 0] += 1
    let query = request.hasQuery ? "?" + request.query : ""
    waiting.append(
      Delivery(
        event: event, method: request.method, target: path[name.endIndex...] + query, fields: Fields(request.fields),
        body: request.body, answered: response.status))
    return response
  }

  /// What is answered unless a case says otherwise.
  static let accepted = Response(status: 200, fields: ["content-type": "application/json"], body: Array("{}".utf8))

  /// The addresses, in the order of ``Variables/ofWebhooks``.
  private enum Area: String, CaseIterable {
    case webhook, tool, initiation

    /// What everything is that comes here; nil where the body says it.
    var event: String? {
      switch self {
      case .webhook: nil
      case .tool: Delivery.tool
      case .initiation: Delivery.initiation
      }
    }
  }
}
