internal import EventLoop
internal import Outgoing
internal import Transport

/// The address that a webhook is to call, as far as the service looks at it.
@LoopActor struct WebhookURL {
  /// Whether it is encrypted, as the service wants it.
  let isSecure: Bool
  /// Whether the host is this machine or in a private network, where apps under test have no certificate.
  let isNear: Bool

  /// Nil where the text is no absolute `http` or `https` URL with a host.
  init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }), let url = try? ClientURL(text),
      ["http", "https"].contains(url.scheme)
    else { return nil }
    isSecure = url.scheme == "https"
    isNear = OutgoingPolicy.isNear(url.host)
  }

  /// Whether Ringback takes it: the service takes `https` alone.
  var isTaken: Bool { isSecure || isNear }
}
