internal import Patterns

/// Which hosts a sandbox may send requests to.
///
/// Without being told more: this machine, and addresses of private networks (RFC 1918, RFC 4193, link-local).
public struct OutgoingPolicy: Sendable {
  /// Hosts that are allowed by name; `*.example.com` allows all below it, `*` everything.
  public var allowedHosts: [String]

  /// A policy that also allows these hosts.
  public init(allowedHosts: [String] = []) { self.allowedHosts = allowedHosts.map { $0.lowercased() } }

  /// Why a URL must not be reached; nil where it may.
  ///
  /// A host of the host map may be reached where it really is on an allowed address.
  func refusal(of url: String, hostMap: [String: String]) -> String? {
    guard let (host, port) = Self.authority(of: url) else { return nil }
    let mapped = hostMap["\(host):\(port)"] ?? hostMap[host]
    let target = mapped.map { Self.split($0, defaultPort: port).host } ?? host
    if Self.isNear(target) || allows(host) || allows(target) { return nil }
    return
      "\(host) is neither this machine nor a private network, and nothing goes out to the internet unless you ask: "
      + "allow it with --allow-host \(host), or say where it really is with --map-host \(host)=127.0.0.1:3000."
  }

  private func allows(_ host: String) -> Bool {
    allowedHosts.contains { pattern in
      pattern == "*" || pattern == host || pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst())
    }
  }

  /// Host, in lower case and without brackets, and port of an absolute URL; nil where there is none.
  ///
  /// The port is that of the scheme where the URL names none.
  public static func authority(of url: String) -> (host: String, port: String)? {
    guard let mark = url.firstRange(ofText: "://") else { return nil }
    let rest = url[mark.upperBound...].prefix { !"/?#".contains($0) }
    let authority = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
    return split(String(authority), defaultPort: url.lowercased().hasPrefix("https") ? "443" : "80")
  }

  private static func split(_ authority: String, defaultPort: String) -> (host: String, port: String) {
    let end = authority.lastIndex(of: "]") ?? authority.startIndex
    let colon = authority[end...].lastIndex(of: ":")
    let host = authority[..<(colon ?? authority.endIndex)].filter { $0 != "[" && $0 != "]" }.lowercased()
    return (host, colon.map { String(authority[authority.index(after: $0)...]) } ?? defaultPort)
  }

  /// Whether a host is this machine or an address of a private network; other names are not looked up.
  public static func isNear(_ host: String) -> Bool {
    if host == "localhost" || host.hasSuffix(".localhost") || host == "host.docker.internal" { return true }
    if host.contains(":") {
      return host == "::1" || ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { host.hasPrefix($0) }
    }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4, let first = parts[0], let second = parts[1], !parts.contains(nil) else {
      // A single label is a name of the local network, as containers have.
      return !host.contains(".") && !host.isEmpty
    }
    switch first {
    case 10, 127: return true
    case 172: return (16...31).contains(second)
    case 192: return second == 168
    case 169: return second == 254
    default: return false
    }
  }
}
