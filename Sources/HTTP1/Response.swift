/// An answer, framed by the encoder: a handler gives status, fields and body, never lengths.
public struct Response: Sendable {
  /// The status code, 200 to 599.
  public var status: Int
  /// Fields of this answer.
  ///
  /// `content-length`, `transfer-encoding` and `connection` in here are not sent.
  public var fields: Fields
  /// Lines that many answers share, sent before `fields`.
  public var preset: HeaderBlock?
  /// The body; it is left out on the wire for HEAD, 204 and 304.
  public var body: [UInt8]
  /// Whether the connection is closed after this answer.
  public var closesConnection = false
  /// How it goes out, where a delay or a fault is wanted; nil sends it at once and whole.
  public var delivery: Delivery?

  /// An answer with these parts.
  public init(status: Int = 200, fields: Fields = Fields(), preset: HeaderBlock? = nil, body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.preset = preset
    self.body = body
  }

  /// One line of plain text, as the transport's refusals are.
  public static func text(_ status: Int, _ words: String) -> Response {
    Response(status: status, fields: ["content-type": "text/plain; charset=utf-8"], body: Array(words.utf8))
  }
}
