internal import HTTP1
internal import JSON

/// Something that the service has sent to the app, with its header fields and its bytes as they came.
struct Delivery: Sendable {
  /// The events that are no webhooks of a body with a type; the path says which one it is.
  static let tool = "server_tool"
  static let initiation = "conversation_initiation_client_data"

  /// The fields that belong to the delivery; the others are of the connection, or of a tunnel.
  static let told = ["content-type", "elevenlabs-signature"]

  /// What it is: what the body calls itself, or what it came to.
  let event: String
  /// The method.
  let method: Method
  /// What follows the URL that the app gave: path and query, "" where nothing does.
  let target: String
  /// The header fields.
  let fields: Fields
  /// The body.
  let body: [UInt8]
  /// The status that was answered.
  let answered: Int

  /// The body as a value; nil where it is no JSON.
  var json: JSONValue? { try? JSONParser().parse(body) }

  /// For people: what it is, and the beginning of what came.
  var words: String {
    let text = String(decoding: body, as: UTF8.self)
    let place = target.isEmpty ? "" : " \(target)"
    return "\(event), \(method)\(place) \(body.isEmpty ? "without a body" : Difference.cut(text))"
  }

  /// As it is kept in snapshots.
  var exchanged: ExchangeAnswer { ExchangeAnswer(status: answered, fields: fields, body: body) }
}
