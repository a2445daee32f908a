internal import CCurl

extension TransportFailure {
  /// What libcurl ended with, and its own words where it left some.
  ///
  /// Source: libcurl-errors(3).
  init(_ code: CURLcode, _ words: String) {
    // Its words for a header line above its own limit, too (lib/http.c).
    if code == CURLE_OUT_OF_MEMORY {
      self.init(.tooLarge, "a header line of the answer is longer than 100 KiB, or there is no memory for it")
      return
    }
    let words = unsafe words.isEmpty ? String(cString: ringback_curl_easy_strerror(code)) : words
    self.init(Self.kind(of: code), words)
  }

  private static func kind(of code: CURLcode) -> Kind {
    switch code {
    case CURLE_URL_MALFORMAT: .invalidRequest
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unknownHost
    case CURLE_COULDNT_CONNECT: .unreachable
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .untrusted
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ENGINE_INITFAILED: .tls
    case CURLE_TOO_MANY_REDIRECTS: .tooManyRedirects
    case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY,
      CURLE_BAD_CONTENT_ENCODING,
      // What came has no status line, or is a redirect to another scheme; the request itself was looked at before.
      CURLE_UNSUPPORTED_PROTOCOL:
      .brokenOff
    default: .other
    }
  }
}
