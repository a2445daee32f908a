internal import Outgoing
internal import Patterns

/// The address that a webhook is to call, as far as the service looks at it.
struct WebhookURL {
  /// Whether it is encrypted, as the service wants it.
  let isSecure: Bool
  /// Whether the host is this machine or in a private network, where apps under test have no certificate.
  let isNear: Bool

  /// Nil where the text is no absolute `http` or `https` URL with a host.
  init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }), let mark = text.firstRange(ofText: "://"),
      let host = OutgoingPolicy.authority(of: text)?.host, !host.isEmpty
    else { return nil }
    switch text[..<mark.lowerBound].lowercased() {
    case "https": isSecure = true
    case "http": isSecure = false
    default: return nil
    }
    isNear = OutgoingPolicy.isNear(host)
  }

  /// Whether Ringback takes it: the service takes `https` alone.
  var isTaken: Bool { isSecure || isNear }
}
