/// A request method that the parser knows; any other method is refused as malformed.
///
/// Source: RFC 9110 §9 and the IANA method registry, as far as llhttp recognises it.
public struct Method: Hashable, Sendable, CustomStringConvertible {
  /// llhttp's number of the method, which indexes `names`.
  let code: UInt8

  /// The upper-case name as it stands on the wire, such as `GET`.
  public var name: String { Self.names[Int(code)] }

  /// The upper-case name.
  public var description: String { name }

  init(code: UInt8) {
    precondition(Int(code) < Self.names.count, "a method that llhttp does not have")
    self.code = code
  }

  static func isKnown(_ code: UInt8) -> Bool { Int(code) < names.count }

  /// The method of that name in any case; nil when no such method is registered.
  public init?(_ name: String) {
    guard let index = Self.names.firstIndex(of: name.uppercased()) else { return nil }
    code = UInt8(index)
  }

  /// Asks to remove the resource.
  public static let delete = Method(code: 0)
  /// Asks for the resource.
  public static let get = Method(code: 1)
  /// Asks for the header fields of the resource only.
  public static let head = Method(code: 2)
  /// Hands data to the resource.
  public static let post = Method(code: 3)
  /// Replaces the resource.
  public static let put = Method(code: 4)
  /// Asks a proxy for a tunnel.
  public static let connect = Method(code: 5)
  /// Asks what may be done with the resource.
  public static let options = Method(code: 6)
  /// Asks for the request to be echoed.
  public static let trace = Method(code: 7)
  /// Changes parts of the resource.
  public static let patch = Method(code: 28)

  /// Every name, ordered by llhttp's numbers.
  private static let names = [
    "DELETE", "GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS", "TRACE", "COPY", "LOCK", "MKCOL", "MOVE",
    "PROPFIND", "PROPPATCH", "SEARCH", "UNLOCK", "BIND", "REBIND", "UNBIND", "ACL", "REPORT", "MKACTIVITY",
    "CHECKOUT", "MERGE", "M-SEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "PATCH", "PURGE", "MKCALENDAR", "LINK",
    "UNLINK", "SOURCE",
  ]
}
