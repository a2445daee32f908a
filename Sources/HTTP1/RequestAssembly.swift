internal import CLLHTTP

/// What the parser's callbacks write into: one request in the making.
///
/// Each callback answers 0 to go on, -1 after it has set `refusal`, or `HPE_PAUSED`.
@safe struct RequestAssembly {
  /// What llhttp knows when the head is complete.
  struct HeadFacts {
    var method: UInt8
    var major: UInt8
    var minor: UInt8
    var keepsAlive: Bool
    var wantsUpgrade: Bool
    var contentLength: UInt64
    var isChunked: Bool
  }

  private static let goOn: Int32 = 0
  private static let refuse: Int32 = -1
  private static let pause = Int32(HPE_PAUSED.rawValue)
  /// Buffers that a large head has made larger than this are not kept for the next request.
  private static let keptCapacity = 4096

  private let limits: RequestLimits
  /// Where the bytes that are being parsed begin.
  private var pieceStart: UnsafeRawPointer?
  private(set) var refusal: RequestRefusal?
  private(set) var phase = RequestParser.Phase.idle
  private(set) var isComplete = false
  private(set) var body: [UInt8] = []

  private var head = RequestHead()
  private var facts = HeadFacts(
    method: 0, major: 1, minor: 1, keepsAlive: false, wantsUpgrade: false, contentLength: 0, isChunked: false)
  /// The current field where it stands in the bytes that are being parsed: mostly all of it does.
  private var name = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  private var value = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// Where the lengths of the current field stand if it is copied piece by piece, else -1.
  private var fieldStart = -1
  private var nameEnd = 0
  private var fieldCount = 0
  private var expectsContinue = false
  /// The line with the size of a chunk that comes next, if one does.
  var sizeLine = ChunkSizeLine()
  private var isLastChunk = false
  private var hostCount = 0
  /// Whether the value of the current field has begun, and whether it went on to the end of the piece before this one.
  private var valueHasBegun = false
  private var valueEndsPiece = false
  /// Where the value has come to in this piece; nil before it goes on here.
  private var valueEnd: UnsafeRawPointer?
  /// Whether the line ended between the name of the current field and its value, in an earlier piece.
  private var lineEndsAfterName = false
  private var isHTTP = false
  /// The last four bytes of the pieces before this one, while a head is read.
  private var lastBytes: UInt32 = 0
  /// Bytes of this head in earlier pieces.
  private var earlierHeadBytes = 0
  /// Bytes since the head ended, chunk sizes, extensions and trailers included.
  private var bytesAfterHead = 0

  init(limits: RequestLimits) { self.limits = limits }

  /// Counts a piece that ended within a request, where the callbacks see only parts of it.
  mutating func endPiece(_ count: Int) -> RequestRefusal? {
    if phase == .body {
      bytesAfterHead += count
      // Chunks of a single byte take five bytes besides it; extensions and trailers are dropped, but not for free.
      return bytesAfterHead - body.count > 2 * limits.headBytes + 8 * body.count
        ? .malformed("Too much chunk framing") : nil
    }
    if unsafe name.baseAddress != nil { beginField() }
    valueEndsPiece = unsafe valueEnd != nil && valueEnd == pieceStart.map { unsafe $0 + count }
    if !valueHasBegun { lineEndsAfterName = hasLineBreak(before: count) }
    earlierHeadBytes += count
    if let start = unsafe pieceStart {
      for place in max(0, count - 4)..<count {
        lastBytes = unsafe lastBytes << 8 | UInt32(start.load(fromByteOffset: place, as: UInt8.self))
      }
    }
    // The four bytes that end a head are not held against it, since one that ends within a piece has them free.
    return earlierHeadBytes - 4 > limits.headBytes ? .headTooLarge : nil
  }

  mutating func takeRequest(peer: String) -> Request {
    var body: [UInt8] = []
    swap(&body, &self.body)
    return Request(
      method: Method(code: facts.method), minorVersion: facts.minor, keepsAlive: facts.keepsAlive,
      wantsUpgrade: facts.wantsUpgrade, head: head, body: body, peer: peer)
  }

  mutating func begin() -> Int32 {
    if head.bytes.count > Self.keptCapacity { head.bytes = [] }
    head.used = 0
    head.isFromPage = false
    fieldStart = -1
    fieldCount = 0
    hostCount = 0
    forgetValue()
    isHTTP = false
    expectsContinue = false
    sizeLine.forget()
    bytesAfterHead = 0
    isComplete = false
    if !body.isEmpty { body = [] }
    phase = .head
    return Self.goOn
  }

  mutating func appendTarget(_ piece: UnsafeRawBufferPointer) -> Int32 {
    unsafe head.append(piece)
    return unsafe checkHead(upTo: piece)
  }

  mutating func endTarget() -> Int32 {
    head.endTarget()
    return Self.goOn
  }

  /// llhttp also reads RTSP and ICE, and tells nobody: what stands before the version number decides.
  mutating func seeVersion(_ piece: UnsafeRawBufferPointer) -> Int32 {
    guard !isHTTP, let start = unsafe pieceStart, let version = piece.baseAddress else { return Self.goOn }
    var before = lastBytes
    for place in unsafe max(0, version - start - 4)..<(version - start) {
      before = unsafe before << 8 | UInt32(start.load(fromByteOffset: place, as: UInt8.self))
    }
    isHTTP = before == 0x5454_502F  // "TTP/"
    return Self.goOn
  }

  mutating func appendName(_ piece: UnsafeRawBufferPointer) -> Int32 {
    if phase == .body { return Self.goOn }
    if fieldStart >= 0 {
      unsafe head.append(lowercasing: piece)
      nameEnd = head.used
    } else {
      fieldCount += 1
      if fieldCount > limits.fieldCount { return refuse(.tooManyFields) }
      unsafe name = piece
    }
    return unsafe checkHead(upTo: piece)
  }

  mutating func appendValue(_ piece: UnsafeRawBufferPointer) -> Int32 {
    if phase == .body { return Self.goOn }
    if unsafe isFolded(piece) { return refuse(.malformed("Folded header line")) }
    if fieldStart < 0, unsafe !value.isEmpty { beginField() }
    if fieldStart >= 0 { unsafe head.append(piece) } else { unsafe value = piece }
    return unsafe checkHead(upTo: piece)
  }

  /// Whether a piece of a value does not follow the one before it: the value goes on in another line (RFC 9112 §5.2).
  private mutating func isFolded(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard let start = piece.baseAddress, unsafe !piece.isEmpty, let pieceStart = unsafe pieceStart else { return false }
    defer {
      unsafe valueEnd = start + piece.count
      valueHasBegun = true
    }
    if !valueHasBegun { return unsafe hasLineBreak(before: start - pieceStart) }
    if let end = unsafe valueEnd { return unsafe start != end }
    return unsafe !(valueEndsPiece && start == pieceStart)
  }

  /// Whether nothing but blanks and a line break lie before a place of this piece, back to the name of the field.
  private func hasLineBreak(before place: Int) -> Bool {
    guard let bytes = unsafe pieceStart else { return false }
    for place in (0..<place).reversed() {
      let byte = unsafe bytes.load(fromByteOffset: place, as: UInt8.self)
      if byte == UInt8(ascii: "\n") { return true }
      if byte > UInt8(ascii: " ") { return false }
    }
    return lineEndsAfterName
  }

  private mutating func forgetValue() {
    unsafe valueEnd = nil
    valueHasBegun = false
    valueEndsPiece = false
    lineEndsAfterName = false
  }

  /// Begins a piece of what a connection sends; earlier ones may be gone.
  mutating func beginPiece(_ start: UnsafeRawPointer) {
    unsafe pieceStart = start
    unsafe valueEnd = nil
  }

  /// Frees what has come of a body that nobody will read.
  mutating func forgetBody() { body = [] }

  mutating func endField() -> Int32 {
    if phase == .body { return Self.goOn }
    forgetValue()
    let start: Int
    if fieldStart >= 0 {
      start = fieldStart
      head.endField(start: start, nameEnd: nameEnd)
    } else {
      start = head.used
      unsafe nameEnd = start + FieldPlace.lengths + name.count
      unsafe head.append(name: name, value: value)
      forgetPieces()
    }
    fieldStart = -1
    guard nameEnd > start + FieldPlace.lengths else { return refuse(.malformed("Field without a name")) }
    return checkField(from: start)
  }

  /// Looks at the few fields that decide how a request is framed and judged; names are told apart by their lengths first.
  private mutating func checkField(from start: Int) -> Int32 {
    switch nameEnd - start - FieldPlace.lengths {
    case 4 where head.isLast(named: "host", from: start):
      hostCount += 1
      if hostCount > 1 { return refuse(.malformed("More than one Host field")) }
    case 6 where head.isLast(named: "expect", from: start):
      if head.lastValue(from: nameEnd).lowercased() == "100-continue" { expectsContinue = true }
    case 6 where head.isLast(named: "origin", from: start), 14 where head.isLast(named: "sec-fetch-site", from: start):
      head.isFromPage = true
    case 17 where head.isLast(named: "transfer-encoding", from: start):
      let coding = head.lastValue(from: nameEnd)
      if coding.lowercased() != "chunked" { return refuse(.unknownTransferCoding(coding)) }
    default: break
    }
    return Self.goOn
  }

  /// Copies what there is of a field whose rest does not follow at once.
  private mutating func beginField() {
    fieldStart = head.beginField()
    unsafe head.append(lowercasing: name)
    nameEnd = head.used
    unsafe head.append(value)
    forgetPieces()
  }

  private mutating func forgetPieces() {
    unsafe name = UnsafeRawBufferPointer(start: nil, count: 0)
    unsafe value = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  mutating func endHead(_ facts: HeadFacts) -> Int32 {
    self.facts = facts
    guard isHTTP, facts.major == 1, facts.minor <= 1, Method.isKnown(facts.method) else {
      return refuse(.malformed("Not HTTP/1.0 or HTTP/1.1"))
    }
    // RFC 9112 §6.1: HTTP/1.0 has no chunks, so that somebody on the way has misread the framing.
    if facts.minor == 0, facts.isChunked { return refuse(.malformed("Chunks in HTTP/1.0")) }
    phase = .body
    earlierHeadBytes = 0
    expectsContinue = expectsContinue && facts.minor == 1
    if facts.isChunked {
      sizeLine.begin()
      return Self.pause
    }
    if facts.contentLength == 0 { return Self.goOn }
    if facts.contentLength > UInt64(limits.bodyBytes) { return refuse(.bodyTooLarge) }
    // Room is made for what has a chance to come soon, not for what a client merely announces.
    body.reserveCapacity(min(Int(facts.contentLength), 65_536))
    return expectsContinue ? Self.pause : Self.goOn
  }

  /// Whether the client waits for `100 Continue`, asked once.
  mutating func takeExpectation() -> Bool {
    defer { expectsContinue = false }
    return expectsContinue
  }

  mutating func beginChunk(isLast: Bool) -> Int32 {
    isLastChunk = isLast
    return Self.goOn
  }

  mutating func endChunk() -> Int32 {
    if isLastChunk { return Self.goOn }
    sizeLine.begin()
    return Self.pause
  }

  mutating func appendBody(_ piece: UnsafeRawBufferPointer) -> Int32 {
    if body.count + piece.count > limits.bodyBytes { return refuse(.bodyTooLarge) }
    unsafe body.append(contentsOf: piece)
    return Self.goOn
  }

  mutating func end() -> Int32 {
    isComplete = true
    phase = .idle
    return Self.pause
  }

  private func checkHeadBytes(_ count: Int) -> Bool { earlierHeadBytes + count <= limits.headBytes }

  private mutating func checkHead(upTo piece: UnsafeRawBufferPointer) -> Int32 {
    guard let start = unsafe pieceStart, let end = unsafe piece.baseAddress.map({ unsafe $0 + piece.count }) else {
      return Self.goOn
    }
    return unsafe checkHeadBytes(end - start) ? Self.goOn : refuse(.headTooLarge)
  }

  private mutating func refuse(_ reason: RequestRefusal) -> Int32 {
    refusal = reason
    return Self.refuse
  }
}
