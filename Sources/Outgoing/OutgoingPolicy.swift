internal import Bytes
internal import Transport

/// Which hosts a sandbox may send requests to.
///
/// Without being told more: this machine, and addresses of private networks (RFC 1918, RFC 4193). A name is judged before it
/// is looked up, and each address that it turns out to have before it is connected to.
public struct OutgoingPolicy: Sendable {
  /// Hosts that are allowed by name; `*.example.com` allows all below it, `*` everything but addresses of the own link.
  public var allowedHosts: [String]

  /// A policy that also allows these hosts.
  public init(allowedHosts: [String] = []) { self.allowedHosts = allowedHosts.map { $0.lowercased() } }

  /// Why a URL must not be reached, as far as its host tells; nil if its addresses decide.
  ///
  /// A host of the host map is judged by where it really is.
  func refusal(of url: ClientURL, hostMap: [String: String]) -> String? {
    let target = Self.place(of: url, hostMap: hostMap)
    if let address = IPAddress(target.host) { return refusal(of: address, named: url.host) }
    if Self.isNear(target.host) || allows(url.host) || allows(target.host) { return nil }
    return Self.words(url.host)
  }

  /// Why an address must not be connected to, to which the URL's host has led; nil if it may.
  func refusal(of address: IPAddress, named host: String) -> String? {
    if allowedHosts.contains(address.description) { return nil }
    switch address.scope {
    case .loopback, .privateNetwork: return nil
    case .linkLocal:
      return "\(Self.shown(host, address)) is an address of the own link, where clouds keep credentials: "
        + "allow it with --allow-host \(address)."
    case .other:
      return allows(host)
        ? nil : Self.words(Self.shown(host, address), IPAddress(host) == nil ? host : address.description)
    }
  }

  /// Whether a host is allowed by its name.
  func allows(_ host: String) -> Bool {
    allowedHosts.contains { pattern in
      pattern == "*" || pattern == host || pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst())
    }
  }

  private static func shown(_ host: String, _ address: IPAddress) -> String {
    IPAddress(host) == nil ? "\(host) (\(address))" : address.description
  }

  private static func words(_ shown: String, _ host: String? = nil) -> String {
    let host = host ?? shown
    return
      "\(shown) is neither this machine nor a private network, and nothing goes out to the internet unless you ask: "
      + "allow it with --allow-host \(host), or say where it really is with --map-host \(host)=127.0.0.1:3000."
  }

  /// Where a URL's host really is, in lower case and without brackets.
  static func place(of url: ClientURL, hostMap: [String: String]) -> (host: String, port: Int) {
    guard let mapped = hostMap["\(url.host):\(url.port)"] ?? hostMap[url.host] else { return (url.host, url.port) }
    let end = mapped.lastIndex(of: "]") ?? mapped.startIndex
    let colon = mapped[end...].lastIndex(of: ":")
    let host = mapped[..<(colon ?? mapped.endIndex)].filter { $0 != "[" && $0 != "]" }.lowercased()
    return (host, colon.flatMap { Int(mapped[mapped.index(after: $0)...]) } ?? url.port)
  }

  /// Whether a host is this machine, an address of a private network, or a name that only a local network can have.
  ///
  /// Names are not looked up: what a name of a single label leads to is judged when it is connected to.
  public static func isNear(_ host: String) -> Bool {
    if let address = IPAddress(host) { return address.scope == .loopback || address.scope == .privateNetwork }
    if host == "localhost" || host.hasSuffix(".localhost") || host == "host.docker.internal" { return true }
    return !host.isEmpty && host.utf8.allSatisfy(isLabel) && !host.utf8.allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isLabel(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
