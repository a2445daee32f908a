internal import CZlib

/// Owns one zlib stream; unpacks one body.
@safe struct Inflater: ~Copyable {
  /// What stands around the packed bytes.
  enum Wrapping {
    /// RFC 1952: members in a row.
    case gzip
    /// RFC 1950.
    case zlib
  }

  private static let windowBits: Int32 = 15
  private static let gzipBits: Int32 = 16
  /// Room that is unpacked into before it is known how much comes.
  private static let pieceSize = 65_536

  private let wrapping: Wrapping
  /// zlib remembers its address.
  private let stream: UnsafeMutablePointer<z_stream> = .allocate(capacity: 1)

  init(_ wrapping: Wrapping) {
    self.wrapping = wrapping
    unsafe stream.initialize(to: z_stream())
    let status = unsafe ringback_inflate_begin(stream, Self.windowBits + (wrapping == .gzip ? Self.gzipBits : 0))
    // Optimised builds do not print the words of a precondition.
    if status != Z_OK { fatalError("zlib refused to begin (\(status)): is memory gone?") }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Unpacks all of it.
  ///
  /// Nothing beyond `limit` bytes is made room for, whatever the client claims.
  consuming func inflate(_ bytes: [UInt8], limit: Int) throws(BodyRefusal) -> [UInt8] {
    var unpacked: [UInt8] = []
    let failure: BodyRefusal? = unsafe bytes.withUnsafeBufferPointer { packed in
      // zlib's type is not const, but it only reads.
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: packed.baseAddress)
      unsafe stream.pointee.avail_in = UInt32(clamping: packed.count)
      while true {
        let status = step(into: &unpacked, limit: limit)
        if unpacked.count > limit { return .tooLarge }
        switch status {
        case Z_OK: continue
        case Z_STREAM_END:
          if unsafe stream.pointee.avail_in == 0 { return nil }
          guard beginsMember() else { return refusal("bytes follow its end") }
          unsafe inflateReset(stream)
        case Z_BUF_ERROR: return refusal("it ends too early")
        default: return refusal(unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "it is damaged")
        }
      }
    }
    if let failure { throw failure }
    return unpacked
  }

  /// Unpacks one piece, at most one byte beyond the limit.
  private func step(into unpacked: inout [UInt8], limit: Int) -> Int32 {
    let room = min(Self.pieceSize, limit + 1 - unpacked.count)
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { piece in
      unsafe stream.pointee.next_out = piece.baseAddress
      unsafe stream.pointee.avail_out = UInt32(room)
      let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      unsafe unpacked.append(contentsOf: piece.prefix(room - Int(stream.pointee.avail_out)))
      return status
    }
  }

  /// Whether what follows a gzip member is another one.
  private func beginsMember() -> Bool {
    guard wrapping == .gzip, unsafe stream.pointee.avail_in >= 2, let next = unsafe stream.pointee.next_in else {
      return false
    }
    return unsafe next[0] == 0x1F && next[1] == 0x8B
  }

  private func refusal(_ words: String) -> BodyRefusal {
    .malformed("The request body is not valid \(wrapping == .gzip ? "gzip" : "zlib"): \(words).")
  }
}
