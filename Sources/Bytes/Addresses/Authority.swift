/// The host and the port of a `Host` or `Origin` field, read strictly: what reads two ways is nothing.
public struct Authority: Equatable, Sendable {
  /// The host in lower case, without brackets.
  public let host: String
  /// The port; nil if the text names none.
  public let port: Int?

  /// Reads `name`, `name:80`, `127.0.0.1`, `[::1]:80`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let text = text.utf8
    guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !"/?#@\\%".utf8.contains($0) }) else { return nil }
    let end: String.UTF8View.Index
    if text.first == UInt8(ascii: "[") {
      guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      let inner = String(decoding: text[text.index(after: text.startIndex)..<close], as: UTF8.self)
      guard inner.utf8.contains(UInt8(ascii: ":")), let address = IPAddress(inner) else { return nil }
      host = address.bytes.count == 16 ? inner.lowercased() : address.description
      end = text.index(after: close)
    } else {
      end = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
      host = String(decoding: text[..<end], as: UTF8.self).lowercased()
      guard !host.isEmpty, !host.utf8.contains(UInt8(ascii: "]")) else { return nil }
    }
    guard end != text.endIndex else {
      port = nil
      return
    }
    let digits = text[text.index(after: end)...]
    guard text[end] == UInt8(ascii: ":"), (1...5).contains(digits.count),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(String(decoding: digits, as: UTF8.self)), number <= 65_535
    else { return nil }
    port = number
  }

  /// The address that the host is; nil if it is a name.
  public var address: IPAddress? { IPAddress(host) }

  /// Whether it is this machine under a name that no DNS answer can change.
  public var isLoopback: Bool {
    address.map { $0.scope == .loopback } ?? (host == "localhost" || host.hasSuffix(".localhost"))
  }
}
