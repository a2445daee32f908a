internal import Bytes
internal import HTTP1

/// Which web pages may use the vendors' APIs with keys that anybody can derive.
///
/// The APIs answer every origin, as the real services do, and the keys of the `default` sandbox are the same on every
/// machine: without this, any page that a developer opens could place calls and register webhooks.
public struct PageAccess: Sendable {
  /// Origins that are trusted besides those of this machine; `*` trusts all.
  public var allowedOrigins: Set<String>

  /// Rules of access.
  public init(allowedOrigins: Set<String> = []) { self.allowedOrigins = allowedOrigins }

  /// Whether a page of another site sent a request; a program sends neither `Origin` nor `Sec-Fetch-Site`.
  func isForeign(_ request: borrowing Request) -> Bool {
    if let origin = request.field("origin") { return !isTrusted(origin) }
    guard let site = request.field("sec-fetch-site"), site != "none", !allowedOrigins.contains("*") else {
      return false
    }
    // The page may come from another server to which the name led before (DNS rebinding): it is as trusted as its name.
    return site == "cross-site" || !isTrusted("http://\(request.field("host") ?? "")")
  }

  private func isTrusted(_ origin: String) -> Bool {
    if allowedOrigins.contains("*") || allowedOrigins.contains(origin.lowercased()) { return true }
    for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
      return Authority(origin.dropFirst(scheme.utf8.count))?.isLoopback == true
    }
    return false
  }
}
