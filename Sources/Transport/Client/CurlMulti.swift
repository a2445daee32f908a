internal import Bytes
internal import CCurl
internal import EventLoop

/// Owns libcurl's transfers and connections, and joins its sockets and its timer to the loop.
///
/// The timer keeps it alive until `close`.
@LoopActor @safe final class CurlMulti {
  nonisolated(unsafe) private var handle: UnsafeMutableRawPointer?
  nonisolated(unsafe) private var transfers = unsafe [UnsafeMutableRawPointer: CurlTransfer]()
  /// Transfers that wait for others to end, the longest first.
  private var waiting: [CurlTransfer] = []
  private var firstWaiting = 0
  private let maxTransfers: Int
  private var polls: [Int32: LoopPoll] = [:]
  private var timer: LoopTimer?

  /// No transfers yet; libcurl must be loaded.
  init(maxIdleConnections: Int, maxTransfers: Int) {
    self.maxTransfers = max(1, maxTransfers)
    timer = LoopTimer { self.act(on: noSocket, 0) }
    // libcurl calls back from within our calls only, and none follows `close`.
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe handle = ringback_curl_multi_init(socketChanged, timeoutChanged, context)
    guard let handle = unsafe handle else { return }
    unsafe ringback_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, maxIdleConnections)
  }

  /// Begins the transfer, now or when others have ended.
  func add(_ transfer: CurlTransfer) {
    if unsafe transfers.count >= maxTransfers { return waiting.append(transfer) }
    begin(transfer)
  }

  private func begin(_ transfer: CurlTransfer) {
    guard let handle = unsafe handle, unsafe ringback_curl_multi_add(handle, transfer.easy) == CURLM_OK else {
      return transfer.fail(TransportFailure(.other, "libcurl does not take the request"))
    }
    unsafe transfers[transfer.easy] = transfer
  }

  /// Ends the transfer unless it is over, and its connection with it.
  func cancel(_ transfer: CurlTransfer) {
    if unsafe transfers[transfer.easy] != nil { remove(transfer) }
    transfer.fail(TransportFailure(.cancelled, "the request was cancelled"))
    beginWaiting()
  }

  /// Ends every transfer and every connection, and gives the handles back; closing twice does nothing.
  func close() {
    guard let handle = unsafe handle else { return }
    for transfer in unsafe Array(transfers.values) {
      remove(transfer)
      transfer.fail(TransportFailure(.cancelled, "the client was closed"))
    }
    for transfer in waiting[firstWaiting...] { transfer.fail(TransportFailure(.cancelled, "the client was closed")) }
    waiting = []
    firstWaiting = 0
    unsafe ringback_curl_multi_cleanup(handle)
    unsafe self.handle = nil
    for poll in polls.values { poll.close() }
    polls = [:]
    timer?.close()
    timer = nil
  }

  private func remove(_ transfer: CurlTransfer) {
    unsafe transfers[transfer.easy] = nil
    unsafe _ = ringback_curl_multi_remove(handle, transfer.easy)
  }

  /// Begins what waits, as far as there is room; what was cancelled meanwhile has ended.
  private func beginWaiting() {
    while unsafe transfers.count < maxTransfers, firstWaiting < waiting.count {
      let transfer = waiting[firstWaiting]
      firstWaiting += 1
      if !transfer.hasEnded { begin(transfer) }
    }
    if firstWaiting == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      firstWaiting = 0
    }
  }

  /// Lets libcurl work on a socket, or on what is due, and tells those who wait.
  private func act(on socket: Int32, _ readiness: Int32) {
    guard let handle = unsafe handle else { return }
    unsafe ringback_curl_multi_act(handle, socket, readiness)
    var code = CURLE_OK
    while let easy = unsafe ringback_curl_multi_next_done(handle, &code) {
      guard let transfer = unsafe transfers[easy] else { continue }
      remove(transfer)
      transfer.finish(code)
    }
    beginWaiting()
  }

  /// libcurl says what it wants to know of a socket.
  fileprivate func watch(_ socket: Int32, _ what: Int32) {
    if what == CURL_POLL_REMOVE {
      polls.removeValue(forKey: socket)?.close()
      return
    }
    if polls[socket] == nil {
      // Without a watcher the transfer ends by its timeout.
      polls[socket] = try? LoopPoll(socket: socket) { self.ready(socket, $0) }
    }
    var wanted: LoopPoll.Readiness = []
    if what & CURL_POLL_IN != 0 { wanted.insert(.readable) }
    if what & CURL_POLL_OUT != 0 { wanted.insert(.writable) }
    polls[socket]?.watch(for: wanted)
  }

  /// libcurl says when it wants to be called, in milliseconds; below 0 not at all.
  ///
  /// It must not be called from here, so that even 0 goes by way of the timer.
  fileprivate func wake(after milliseconds: Int) {
    if milliseconds < 0 { timer?.stop() } else { timer?.start(after: Duration(clampingMilliseconds: milliseconds)) }
  }

  private func ready(_ socket: Int32, _ readiness: LoopPoll.Readiness) {
    var mask: Int32 = 0
    if readiness.contains(.readable) { mask |= CURL_CSELECT_IN }
    if readiness.contains(.writable) { mask |= CURL_CSELECT_OUT }
    if readiness.contains(.broken) { mask |= CURL_CSELECT_ERR }
    act(on: socket, mask)
  }
}

/// `CURL_SOCKET_TIMEOUT`: no socket, but what is due.
private let noSocket: curl_socket_t = -1

private func socketChanged(
  _ easy: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ what: Int32, _ context: UnsafeMutableRawPointer?,
  _ own: UnsafeMutableRawPointer?
) -> Int32 {
  guard let context = unsafe context else { return 0 }
  let multi = unsafe Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue()
  LoopActor.assumeIsolated { multi.watch(socket, what) }
  return 0
}

private func timeoutChanged(
  _ handle: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let context = unsafe context else { return 0 }
  let multi = unsafe Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue()
  LoopActor.assumeIsolated { multi.wake(after: milliseconds) }
  return 0
}
