public import Bytes
internal import CCurl
public import EventLoop

/// Owns one URL, taken apart by the parser of the library that sends the request.
///
/// What is judged and what is connected to are thus the same: percent-encoding in the host, numbers in any base, credentials
/// and zones are read once.
@safe public final class ClientURL: Sendable {
  nonisolated(unsafe) let handle: OpaquePointer
  /// `http` or `https`.
  public let scheme: String
  /// The host in lower case, decoded, without brackets and without a dot at its end.
  public let host: String
  /// The port; that of the scheme if the URL names none.
  public let port: Int

  /// The address that the host is; nil if it is a name.
  public var address: IPAddress? { IPAddress(host) }

  /// Takes a URL apart; throws if libcurl is missing or does not take it.
  @LoopActor public init(_ text: String) throws(TransportFailure) {
    if let failure = unsafe ringback_curl_load() {
      throw TransportFailure(.libraryMissing, unsafe String(cString: failure))
    }
    guard let handle = unsafe ringback_curl_url() else {
      throw TransportFailure(.other, "there is no memory for a URL")
    }
    // libcurl forgives a third slash; nobody means the first segment of the path as the host.
    let isHostless = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1).last?.starts(with: "///".utf8) == true
    let code =
      isHostless ? CURLUE_NO_HOST : unsafe ringback_curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_PATH_AS_IS))
    guard code == CURLUE_OK, let scheme = unsafe Self.part(CURLUPART_SCHEME, of: handle),
      let host = unsafe Self.part(CURLUPART_HOST, of: handle),
      let port = unsafe Self.part(CURLUPART_PORT, of: handle, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
    else {
      unsafe ringback_curl_url_cleanup(handle)
      throw TransportFailure(.invalidRequest, "\"\(text)\" cannot be read as a URL")
    }
    unsafe self.handle = handle
    self.scheme = scheme.lowercased()
    self.port = port
    let bare = host.hasPrefix("[") ? host.dropFirst().prefix { $0 != "]" } : host[...]
    self.host = (bare.hasSuffix(".") ? String(bare.dropLast()) : String(bare)).lowercased()
  }

  deinit { unsafe ringback_curl_url_cleanup(handle) }

  private static func part(_ part: CURLUPart, of handle: OpaquePointer, _ flags: UInt32 = 0) -> String? {
    guard let text = unsafe ringback_curl_url_get(handle, part, flags) else { return nil }
    defer { unsafe ringback_curl_free(text) }
    return unsafe String(cString: text)
  }
}
