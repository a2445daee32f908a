internal import Glibc

extension Request {
  /// The request for somebody who keeps it: in no more room than it needs, its body cut to at most `limit` bytes.
  ///
  /// The parser's buffer has room to spare and would have to be made anew if a copy of it lived on.
  public func kept(bodyLimit limit: Int = .max) -> Request {
    Request(
      method: method, minorVersion: minorVersion, keepsAlive: keepsAlive, wantsUpgrade: wantsUpgrade,
      head: head.compacted, body: body.count > limit ? Array(body[..<limit]) : body, peer: peer)
  }

  /// How many bytes head and body take.
  public var byteCount: Int { head.bytes.count + body.count }
}

extension RequestHead {
  fileprivate var compacted: RequestHead {
    guard bytes.count > used else { return self }
    let room = unsafe [UInt8](unsafeUninitializedCapacity: used) { room, count in
      count = used
      unsafe bytes.withUnsafeBufferPointer { all in
        guard let target = room.baseAddress, let source = all.baseAddress else { return }
        unsafe memcpy(target, source, count)
      }
    }
    return RequestHead(bytes: room, target: target)
  }

  private init(bytes: [UInt8], target: RequestTarget) {
    self.bytes = bytes
    self.target = target
    used = bytes.count
  }
}
