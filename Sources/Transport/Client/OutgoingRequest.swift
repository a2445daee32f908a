public import Bytes
public import HTTP1

/// A request to somebody else's server.
///
/// Fields go out in their order, behind `host`, and nothing is added to them but `content-length`, or `transfer-encoding` where
/// the body is chunked: no `accept`, no `user-agent`, no `content-type`.
public struct OutgoingRequest: Sendable {
  /// The method.
  public var method: Method
  /// An absolute URL of scheme `http` or `https`; a user and a password in it are sent as basic authorization.
  public var url: String
  /// Fields of this request; `content-length` and `transfer-encoding` in here are not sent.
  public var fields: Fields
  /// The body.
  public var body: [UInt8]
  /// Whether the body goes out in chunks (`transfer-encoding: chunked`) instead of behind its length.
  public var isChunked = false
  /// How long it may take from now to the last byte of the answer; nil leaves that to the client's configuration.
  public var timeout: Duration?
  /// The URL as it was taken apart to be judged; it is connected to as it is here.
  public var target: ClientURL?
  /// Why an address must not be connected to, once the host has been looked up; nil lets the connection be made.
  public var refusal: (@Sendable (IPAddress, _ port: Int) -> String?)?
  /// Whether a proxy of the configuration may be used.
  public var usesProxy = true
  /// How many redirects are followed; with none, the redirect itself is the answer.
  public var maxRedirects = 0

  /// A request with these parts.
  public init(
    _ method: Method = .get, _ url: String, fields: Fields = Fields(), body: [UInt8] = [], timeout: Duration? = nil
  ) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.timeout = timeout
  }

  /// What no server would understand, or what would be another request than it seems; nil where all is well.
  public var mistake: String? {
    let scheme = url.prefix(8).lowercased()
    guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") else {
      return "a URL begins with http:// or https://; found \"\(url)\""
    }
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      return "the URL holds a space or a control character"
    }
    for field in fields {
      guard !field.name.isEmpty, field.name.utf8.allSatisfy(Self.isToken) else {
        return "\"\(field.name)\" is no name of a header field"
      }
      guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
        return "the value of \(field.name) holds a control character"
      }
    }
    return nil
  }

  /// RFC 9110 §5.6.2.
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
