internal import Bytes
internal import HTTP1
internal import Simulation

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
    let field = request.field("host") ?? ""
    guard let authority = Authority(field), isTrusted(authority) else {
      return AdminError(
        403, "foreign_host",
        "The Host \(HintLine.quoted(field)) is neither an address nor localhost: allow it with --allow-hostname.")
    }
    if let origin = request.field("origin") {
      guard origin == "http://\(field)" || origin == "https://\(field)" else {
        return AdminError(403, "foreign_origin", "Pages of \(HintLine.quoted(origin)) may not use the control API.")
      }
    } else if let site = request.field("sec-fetch-site"), site != "same-origin", site != "none" {
      return AdminError(
        403, "foreign_origin",
        "Pages of another site may not use the control API (Sec-Fetch-Site: \(HintLine.quoted(site))).")
    }
    if let token, !Self.isEqual(request.field("authorization") ?? "", "Bearer \(token)") {
      return AdminError(401, "token_required", "Send the --admin-token as \"Authorization: Bearer TOKEN\".")
    }
    return nil
  }

  /// Whether a host is an address, which no DNS answer can turn into, this machine, or a name that was allowed.
  private func isTrusted(_ authority: Authority) -> Bool {
    authority.address != nil || authority.isLoopback || allowedHostnames.contains(authority.host)
  }

  /// Compares in a time that depends on the lengths alone.
  private static func isEqual(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
