internal import Glibc

/// A request for somebody who keeps many: its head stands with others on one tape, its body is perhaps cut.
///
/// The parser's buffer has room to spare and would have to be made anew if a copy of it lived on; a buffer for each head costs
/// more than all else that is kept.
public struct KeptRequest: Sendable {
  private let method: Method
  private let minorVersion: UInt8
  private let keepsAlive: Bool
  private let wantsUpgrade: Bool
  private let tape: RequestTape
  private let start: Int32
  private let length: Int32
  private let target: RequestTarget
  private let body: [UInt8]
  private let peer: String

  init(_ request: borrowing Request, body: [UInt8], tape: RequestTape, start: Int) {
    method = request.method
    minorVersion = request.minorVersion
    keepsAlive = request.keepsAlive
    wantsUpgrade = request.wantsUpgrade
    self.tape = tape
    self.start = Int32(start)
    length = Int32(request.head.used)
    target = request.head.target
    self.body = body
    peer = request.peer
  }

  /// How many bytes head and body take.
  public var byteCount: Int { Int(length) + body.count }

  /// The request as it came but for what was cut.
  public var request: Request {
    Request(
      method: method, minorVersion: minorVersion, keepsAlive: keepsAlive, wantsUpgrade: wantsUpgrade,
      head: RequestHead(bytes: tape.bytes(at: Int(start), count: Int(length)), target: target), body: body, peer: peer)
  }
}

/// Owns the bytes of many heads, one behind the other; freed when nobody keeps a request on it any more.
///
/// `@unchecked Sendable`: bytes are only ever added, behind all that was handed out, and by the one that writes; who reads
/// does so on the same actor.
@safe public final class RequestTape: @unchecked Sendable {
  private let storage: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  private var used = 0

  /// A tape for `capacity` bytes.
  public init(capacity: Int) {
    unsafe storage = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { unsafe storage.deallocate() }

  /// How much room a request's head needs.
  public static func need(_ request: borrowing Request) -> Int { request.head.used }

  /// How much room is left.
  public var room: Int { capacity - used }

  /// Writes the head down, for which there has to be room, and keeps the body up to `limit` bytes.
  public func keep(_ request: borrowing Request, bodyLimit limit: Int) -> KeptRequest {
    let length = request.head.used
    let start = used
    precondition(capacity - start >= length, "a tape has too little room for a head")
    unsafe request.head.bytes.withUnsafeBufferPointer { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe memcpy(storage + start, source, length)
    }
    used = start + length
    let body = request.body
    return KeptRequest(request, body: body.count > limit ? Array(body[..<limit]) : body, tape: self, start: start)
  }

  fileprivate func bytes(at start: Int, count: Int) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: storage + start, count: count))
  }
}

extension RequestHead {
  fileprivate init(bytes: [UInt8], target: RequestTarget) {
    self.bytes = bytes
    self.target = target
    used = bytes.count
  }
}
