/// URLs in strings, as far as pydantic refuses them.
///
/// Deviation: host names are only searched for characters that no host may have; the rest of the URL standard is not applied.
enum URLText {
  enum Verdict: Equatable {
    case scheme(String)
    case bad(String)
  }

  static func verdict(_ text: String) -> Verdict {
    if text.isEmpty { return .bad("input is empty") }
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return .bad("relative URL without a base") }
    let scheme = text[..<colon].lowercased()
    guard isScheme(scheme) else { return .bad("relative URL without a base") }
    guard ["http", "https", "ws", "wss", "ftp"].contains(scheme) else { return .scheme(scheme) }
    // These have a host, however many slashes lead to it.
    let rest = text[text.utf8.index(after: colon)...].utf8.drop { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
    let authority = rest.prefix { !"/\\?#".utf8.contains($0) }
    let host = Array(authority.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).last ?? authority)
    return trouble(host: host).map(Verdict.bad) ?? .scheme(scheme)
  }

  private static func isScheme(_ text: String) -> Bool {
    guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"),
        UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }

  /// Looks at a host with its port.
  private static func trouble(host: [UInt8]) -> String? {
    if host.isEmpty { return "empty host" }
    let colon = UInt8(ascii: ":")
    let isAddress = host.first == UInt8(ascii: "[")
    let end =
      isAddress ? host.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } : host.firstIndex(of: colon) ?? host.count
    guard let end else { return "invalid IPv6 address" }
    let name = host[..<end]
    if name.isEmpty { return "empty host" }
    if !isAddress, name.contains(where: { $0 <= 0x20 || " <>^|%[]".utf8.contains($0) }) {
      return "invalid international domain name"
    }
    let port = host[end...].dropFirst()
    if port.isEmpty { return nil }
    return UInt16(String(decoding: port, as: UTF8.self)) == nil ? "invalid port number" : nil
  }
}
