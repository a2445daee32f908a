internal import Bytes
internal import CCurl
internal import EventLoop
internal import Glibc
internal import HTTP1

/// Owns one transfer of libcurl: its handle, its lists, and what has come so far.
///
/// `deinit` frees them, so a transfer must have left its `CurlMulti` before, which holds it until then.
@LoopActor @safe final class CurlTransfer {
  nonisolated(unsafe) let easy: UnsafeMutableRawPointer
  nonisolated(unsafe) private var headers: UnsafeMutablePointer<curl_slist>?
  nonisolated(unsafe) private var connectTo: UnsafeMutablePointer<curl_slist>?
  nonisolated(unsafe) private let words: UnsafeMutablePointer<CChar> = .allocate(capacity: Int(CURL_ERROR_SIZE))
  private var assembly: ResponseAssembly
  /// Kept as long as libcurl reads it.
  private let target: ClientURL?
  private let refusal: (@Sendable (IPAddress, Int) -> String?)?
  /// Why the last socket was not opened.
  private var socketFailure: TransportFailure?
  private var waiter: CheckedContinuation<Result<ClientResponse, TransportFailure>, Never>?

  /// A transfer that has not begun; libcurl must be loaded.
  init(
    _ request: OutgoingRequest, _ configuration: HTTPClientConfiguration, withoutProxy: String
  ) throws(TransportFailure) {
    guard let easy = unsafe ringback_curl_easy_init() else {
      throw TransportFailure(.other, "there is no memory for a request")
    }
    unsafe self.easy = easy
    unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    assembly = ResponseAssembly(maxBodyBytes: configuration.maxBodyBytes)
    target = request.target
    refusal = request.refusal
    try prepare(configuration, withoutProxy: withoutProxy)
    try prepare(request, timeout: request.timeout ?? configuration.timeout)
  }

  deinit {
    unsafe ringback_curl_easy_cleanup(easy)
    unsafe ringback_curl_slist_free_all(headers)
    unsafe ringback_curl_slist_free_all(connectTo)
    unsafe words.deallocate()
  }

  /// Says who is told how it ended.
  func begin(_ waiter: CheckedContinuation<Result<ClientResponse, TransportFailure>, Never>) { self.waiter = waiter }

  /// Whether whoever waited has been told.
  var hasEnded: Bool { waiter == nil }

  /// libcurl is done with it.
  func finish(_ code: CURLcode) {
    if assembly.isTooLarge { return fail(TransportFailure(.tooLarge, "the answer is larger than allowed")) }
    // One address of a name may be refused, and another be connected to and fail in its own way.
    if code == CURLE_COULDNT_CONNECT, let socketFailure { return fail(socketFailure) }
    if code == CURLE_OK { return settle(.success(assembly.response)) }
    fail(TransportFailure(code, unsafe String(cString: words)))
  }

  /// It ends without an answer.
  func fail(_ failure: TransportFailure) { settle(.failure(failure)) }

  private func settle(_ result: Result<ClientResponse, TransportFailure>) {
    let waiter = waiter
    self.waiter = nil
    waiter?.resume(returning: result)
  }

  private func prepare(_ configuration: HTTPClientConfiguration, withoutProxy: String) throws(TransportFailure) {
    try check(unsafe ringback_curl_set_error_buffer(easy, words))
    // libcurl calls back only while `CurlMulti` holds the transfer.
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    try check(unsafe ringback_curl_set_receivers(easy, headerArrived, bodyArrived, context))
    try check(unsafe ringback_curl_set_web_only(easy))
    try check(unsafe ringback_curl_set_opener(easy, socketWanted, context))
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // As the URL says it: a fake sends what it was given.
    try set(CURLOPT_PATH_AS_IS, 1)
    try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(clamping: configuration.connectTimeout.wholeMilliseconds)))
    if let caFile = configuration.caFile { try set(CURLOPT_CAINFO, caFile) }
    switch configuration.proxy {
    case .environment: break
    case .none: try set(CURLOPT_PROXY, "")
    case .url(let url): try set(CURLOPT_PROXY, url)
    }
    try set(CURLOPT_NOPROXY, withoutProxy)
    guard !configuration.hostMap.isEmpty else { return }
    for entry in configuration.connectTo { try unsafe append(entry, to: &connectTo) }
    try check(unsafe ringback_curl_set_list(easy, CURLOPT_CONNECT_TO, connectTo))
  }

  private func prepare(_ request: OutgoingRequest, timeout: Duration) throws(TransportFailure) {
    if let mistake = request.mistake { throw TransportFailure(.invalidRequest, mistake) }
    if let target {
      try check(unsafe ringback_curl_set_url(easy, target.handle))
    } else {
      try set(CURLOPT_URL, request.url)
    }
    if !request.usesProxy { try set(CURLOPT_NOPROXY, "*") }
    try set(CURLOPT_TIMEOUT_MS, max(1, Int(clamping: timeout.wholeMilliseconds)))
    try set(CURLOPT_FOLLOWLOCATION, request.maxRedirects > 0 ? 1 : 0)
    try set(CURLOPT_MAXREDIRS, request.maxRedirects)
    try prepareBody(request)
    // An entry without a value takes a field away that libcurl would add.
    for name in ["accept", "expect", "content-type"] where request.fields[name] == nil {
      try unsafe append("\(name):", to: &headers)
    }
    for field in request.fields where field.name != "content-length" && field.name != "transfer-encoding" {
      try unsafe append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)", to: &headers)
    }
    // libcurl cuts the body into chunks where it finds this field.
    if request.isChunked { try unsafe append("transfer-encoding: chunked", to: &headers) }
    try check(unsafe ringback_curl_set_list(easy, CURLOPT_HTTPHEADER, headers))
  }

  private func prepareBody(_ request: OutgoingRequest) throws(TransportFailure) {
    let mayHaveBody = [Method.post, .put, .patch].contains(request.method)
    if mayHaveBody || !request.body.isEmpty {
      try set(CURLOPT_POST, 1)
      // The size comes first, since the bytes are copied at once.
      try check(unsafe ringback_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
      let body = request.body.isEmpty ? [0] : request.body
      try check(
        unsafe body.withUnsafeBytes { unsafe ringback_curl_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
      if request.method != .post { try set(CURLOPT_CUSTOMREQUEST, request.method.name) }
    } else if request.method == .head {
      try set(CURLOPT_NOBODY, 1)
    } else if request.method != .get {
      try set(CURLOPT_CUSTOMREQUEST, request.method.name)
    }
  }

  private func set(_ option: CURLoption, _ value: Int) throws(TransportFailure) {
    try check(unsafe ringback_curl_set_long(easy, option, value))
  }

  private func set(_ option: CURLoption, _ value: String) throws(TransportFailure) {
    try check(unsafe ringback_curl_set_text(easy, option, value))
  }

  private func append(_ text: String, to list: inout UnsafeMutablePointer<curl_slist>?) throws(TransportFailure) {
    guard let longer = unsafe ringback_curl_slist_append(list, text) else {
      throw TransportFailure(.other, "there is no memory for a request")
    }
    unsafe list = longer
  }

  private func check(_ code: CURLcode) throws(TransportFailure) {
    if code != CURLE_OK { throw TransportFailure(code, "") }
  }

  /// A socket for an address that may be reached; -1 for another one.
  fileprivate func open(_ address: curl_sockaddr, _ target: IPAddress?, port: Int) -> Int32 {
    if let refusal {
      guard let target else { return refuse(.targetNotAllowed, "only internet addresses are reached") }
      if let words = refusal(target, port) { return refuse(.targetNotAllowed, words) }
    }
    let socket = socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
    if socket < 0, errno == EMFILE || errno == ENFILE {
      return refuse(.noDescriptors, "this process has no file descriptor left (ulimit -n)")
    }
    return socket
  }

  private func refuse(_ kind: TransportFailure.Kind, _ words: String) -> Int32 {
    socketFailure = TransportFailure(kind, words)
    return -1
  }

  fileprivate func take(line bytes: UnsafeRawBufferPointer) -> Bool { unsafe assembly.take(line: bytes) }
  fileprivate func take(body bytes: UnsafeRawBufferPointer) -> Bool { unsafe assembly.take(body: bytes) }
}

/// libcurl knows an address and wants a socket for it.
private func socketWanted(
  _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let context = unsafe context, let address = unsafe address else { return -1 }
  let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  let wanted = unsafe address.pointee
  let (target, port) = unsafe endpoint(address)
  return LoopActor.assumeIsolated { transfer.open(wanted, target, port: port) }
}

/// The internet address and the port; nil for an address of another family.
///
/// An address of version 6 is longer than the struct that Swift sees, so its bytes are read where they are.
private func endpoint(_ address: UnsafeMutablePointer<curl_sockaddr>) -> (IPAddress?, Int) {
  let (family, offset, count): (Int32, Int, Int) =
    unsafe address.pointee.family == AF_INET6 ? (AF_INET6, 8, 16) : (AF_INET, 4, 4)
  guard unsafe address.pointee.family == family, let start = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else {
    return (nil, 0)
  }
  let bytes = unsafe UnsafeRawBufferPointer(start: UnsafeRawPointer(address) + start, count: offset + count)
  return unsafe (IPAddress(bytes: Array(bytes[offset...])), Int(bytes[2]) << 8 | Int(bytes[3]))
}

private func headerArrived(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  unsafe deliver(bytes, size * count, context) { unsafe $0.take(line: $1) }
}

private func bodyArrived(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  unsafe deliver(bytes, size * count, context) { unsafe $0.take(body: $1) }
}

/// What libcurl is to be told: that all was taken, or nothing, which ends the transfer.
private func deliver(
  _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
  _ take: @LoopActor (CurlTransfer, UnsafeRawBufferPointer) -> Bool
) -> Int {
  guard let context = unsafe context else { return 0 }
  let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  nonisolated(unsafe) let bytes = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
  return LoopActor.assumeIsolated { unsafe take(transfer, bytes) } ? count : 0
}
