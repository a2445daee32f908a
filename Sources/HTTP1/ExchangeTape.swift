/// Owns the bytes of many exchanges, one behind the other, for somebody who keeps them in order and drops the oldest.
///
/// What it costs to keep an answer is a copy of its bytes: a buffer for each text would be cold when it is freed, long after it
/// was made. A tape whose exchanges are all gone can be written again.
///
/// `@unchecked Sendable`: bytes are only added, behind all that was handed out, and by the one that writes; who reads does so
/// on the same actor.
@safe public final class ExchangeTape: @unchecked Sendable {
  /// For how many bytes it has room.
  public let capacity: Int
  private let storage: UnsafeMutablePointer<UInt8>
  /// Behind a pointer, since an exclusivity check at each access would cost as much as the copy of a small head.
  private let used: UnsafeMutablePointer<Int>

  /// A tape for `capacity` bytes.
  public init(capacity: Int) {
    unsafe storage = .allocate(capacity: capacity)
    unsafe used = .allocate(capacity: 1)
    unsafe used.initialize(to: 0)
    self.capacity = capacity
  }

  deinit {
    unsafe storage.deallocate()
    unsafe used.deallocate()
  }

  /// Forgets everything; nobody may read what was written before.
  public func rewind() { unsafe used.pointee = 0 }

  /// Writes an exchange down, its bodies up to `limit` bytes; nil where there is too little room.
  ///
  /// How the answer was delivered, and whether the connection was closed after it, is not kept.
  public func keep(
    _ request: borrowing Request, _ response: borrowing Response, bodyLimit limit: Int
  ) -> KeptExchange? {
    let start = unsafe used.pointee
    var end = unsafe TapeEnd(storage + start, room: capacity - start)
    let lengths = KeptExchange.Lengths(
      head: end.write(request.head.bytes, request.head.used),
      body: end.write(request.body, KeptExchange.copied(request.body)),
      fields: end.write(response.fields.bytes, response.fields.bytes.count),
      answer: end.write(response.body, KeptExchange.copied(response.body)))
    guard end.fits else { return nil }
    unsafe used.pointee = start + lengths.total
    return KeptExchange(
      method: request.method, minorVersion: request.minorVersion, keepsAlive: request.keepsAlive,
      wantsUpgrade: request.wantsUpgrade, target: request.head.target, peer: request.peer, status: response.status,
      preset: response.preset, body: KeptExchange.held(request.body, limit),
      answer: KeptExchange.held(response.body, limit), start: start, lengths: lengths)
  }

  /// What was kept, made anew, bodies perhaps cut.
  public func read(_ kept: KeptExchange) -> (request: Request, response: Response) {
    var place = kept.start
    let head = RequestHead(bytes: take(kept.lengths.head, &place), target: kept.target)
    let body = take(kept.lengths.body, &place)
    let fields = Fields(bytes: take(kept.lengths.fields, &place))
    let answer = take(kept.lengths.answer, &place)
    let request = Request(
      method: kept.method, minorVersion: kept.minorVersion, keepsAlive: kept.keepsAlive,
      wantsUpgrade: kept.wantsUpgrade, head: head, body: kept.body ?? body, peer: kept.peer)
    return (
      request, Response(status: kept.status, fields: fields, preset: kept.preset, body: kept.answer ?? answer)
    )
  }

  private func take(_ count: Int32, _ place: inout Int) -> [UInt8] {
    defer { place += Int(count) }
    return unsafe Array(UnsafeBufferPointer(start: storage + place, count: Int(count)))
  }
}

extension RequestHead {
  fileprivate init(bytes: [UInt8], target: RequestTarget) {
    self.bytes = bytes
    self.target = target
    used = bytes.count
  }
}
