internal import HTTP1

/// Who may use the control API: it must answer neither a page of another site nor a name that was rebound to loopback.
public struct AdminAccess: Sendable {
  /// The secret that every request must carry as `Authorization: Bearer …`; nil asks for none.
  public var token: String?
  /// Whether the server listens beyond loopback without a token, which closes the API.
  public var isClosed: Bool
  /// Host names that are allowed besides addresses and `localhost`.
  public var allowedHostnames: Set<String>

  /// Rules of access.
  public init(token: String? = nil, isClosed: Bool = false, allowedHostnames: Set<String> = []) {
    self.token = token
    self.isClosed = isClosed
    self.allowedHostnames = allowedHostnames
  }

  /// Why the request is refused; nil where it may pass.
  func refusal(of request: Request) -> AdminError? {
    if isClosed {
      return AdminError(
        403, "admin_closed",
        "The server listens beyond loopback: start it with --admin-token TOKEN, or with --admin-open to let anybody in."
      )
    }
    let authority = request.field("host") ?? ""
    let host = Self.hostname(of: authority)
    guard Self.isAddress(host) || host == "localhost" || host.hasSuffix(".localhost") || allowedHostnames.contains(host)
    else {
      return AdminError(
        403, "foreign_host",
        "The Host \"\(host)\" is neither an address nor localhost: allow it with --allow-hostname \(host).")
    }
    if let origin = request.field("origin"), origin != "http://\(authority)", origin != "https://\(authority)" {
      return AdminError(403, "foreign_origin", "Pages of \(origin) may not use the control API.")
    }
    if let token, !Self.isEqual(request.field("authorization") ?? "", "Bearer \(token)") {
      return AdminError(401, "token_required", "Send the --admin-token as \"Authorization: Bearer TOKEN\".")
    }
    return nil
  }

  /// The name in a `Host` field, without port and brackets, in lower case.
  static func hostname(of authority: String) -> String {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      return String(authority[authority.index(after: authority.startIndex)..<end]).lowercased()
    }
    return String(authority.prefix { $0 != ":" }).lowercased()
  }

  /// Whether the name is a dotted or colon-separated address, which no DNS answer can turn into.
  static func isAddress(_ host: String) -> Bool {
    if host.contains(":") {
      return host.utf8.allSatisfy { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") || isHex($0) }
    }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { part in UInt8(part) != nil }
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }

  /// Compares in a time that depends on the lengths alone.
  private static func isEqual(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
