internal import Glibc

/// An address of the internet protocol, version 4 or 6.
///
/// An IPv6 address that is mapped from one of version 4 is that one.
public struct IPAddress: Hashable, Sendable {
  /// Which network an address belongs to.
  public enum Scope: Sendable {
    /// This machine.
    case loopback
    /// A private network (RFC 1918, RFC 4193).
    case privateNetwork
    /// The own link (RFC 3927, RFC 4291), where clouds keep their metadata services, or another metadata service.
    case linkLocal
    /// The internet, and whatever else is not ours.
    case other
  }

  /// Four bytes or sixteen, in network order.
  public let bytes: [UInt8]

  /// An address of four or sixteen bytes in network order; nil for any other count.
  public init?(bytes: [UInt8]) {
    switch bytes.count {
    case 4: self.bytes = bytes
    case 16: self.bytes = Self.isMapped(bytes) ? Array(bytes[12...]) : bytes
    default: return nil
    }
  }

  /// An address in its ordinary notation: four decimal numbers without leading zeros, or RFC 4291 §2.2 without brackets and zone.
  public init?(_ text: String) {
    if text.utf8.contains(UInt8(ascii: ":")) {
      var bytes = [UInt8](repeating: 0, count: 16)
      guard unsafe inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
      self.init(bytes: bytes)
    } else {
      let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let numbers = parts.compactMap { part -> UInt8? in
        guard part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        guard part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
        return UInt8(String(decoding: part, as: UTF8.self))
      }
      guard parts.count == 4, numbers.count == 4 else { return nil }
      self.init(bytes: numbers)
    }
  }

  /// Which network it belongs to.
  public var scope: Scope { bytes.count == 4 ? scopeOfVersion4 : scopeOfVersion6 }

  private var scopeOfVersion4: Scope {
    switch (bytes[0], bytes[1]) {
    case (127, _): .loopback
    case (10, _), (172, 16...31), (192, 168): .privateNetwork
    case (169, 254): .linkLocal
    default: Self.metadata.contains(description) ? .linkLocal : .other
    }
  }

  private var scopeOfVersion6: Scope {
    if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .loopback }
    if bytes[0] == 0xfe, bytes[1] & 0xc0 == 0x80 { return .linkLocal }
    if Self.metadata.contains(description) { return .linkLocal }
    // A gateway elsewhere makes the IPv4 address of it: what is near to the gateway is not near to us, what is a metadata
    // service stays one.
    if let behind = translated, behind.scope == .linkLocal { return .linkLocal }
    return bytes[0] & 0xfe == 0xfc ? .privateNetwork : .other
  }

  /// Metadata services of clouds that are in no network of a link.
  ///
  /// Source: the pages on instance metadata of Alibaba Cloud, AWS (IPv6), Google Cloud (IPv6), and Azure's wire server, 2026.
  private static let metadata: Set = ["100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"]

  /// RFC 4291 §2.5.5.2.
  private static func isMapped(_ bytes: [UInt8]) -> Bool {
    bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
  }

  /// The IPv4 address that gateways make of it: NAT64 (RFC 6052), IPv4-compatible (RFC 4291 §2.5.5.1), 6to4 (RFC 3056).
  private var translated: IPAddress? {
    let front = bytes[..<12]
    if front.allSatisfy({ $0 == 0 }) || front.elementsEqual([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) {
      return IPAddress(bytes: Array(bytes[12...]))
    }
    return bytes[0] == 0x20 && bytes[1] == 0x02 ? IPAddress(bytes: Array(bytes[2..<6])) : nil
  }
}

extension IPAddress: CustomStringConvertible {
  /// The address in its ordinary notation.
  public var description: String {
    if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard unsafe inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
