/// Where path and query stand within a request target.
///
/// Source: RFC 9112 §3.2. All four forms are read: `/a?b`, `http://host/a?b`, `host:443` and `*`.
struct RequestTarget: Sendable {
  var length: Int32 = 0
  var pathStart: Int32 = 0
  var pathEnd: Int32 = 0
  var queryStart: Int32 = 0
  var queryEnd: Int32 = 0

  init() {}

  /// Finds the parts; a fragment, which no client should send, belongs to neither.
  init(_ bytes: RawSpan) {
    let count = bytes.byteCount
    var start = 0
    if count > 0, Self.byte(bytes, 0) != UInt8(ascii: "/") { start = Self.endOfAuthority(bytes) }
    var mark = start
    while mark < count, Self.byte(bytes, mark) != UInt8(ascii: "?"), Self.byte(bytes, mark) != UInt8(ascii: "#") {
      mark += 1
    }
    length = Int32(count)
    pathStart = Int32(start)
    pathEnd = Int32(mark)
    queryStart = Int32(mark)
    if mark < count, Self.byte(bytes, mark) == UInt8(ascii: "?") {
      queryStart += 1
      while mark < count, Self.byte(bytes, mark) != UInt8(ascii: "#") { mark += 1 }
    }
    queryEnd = Int32(mark)
  }

  /// Behind `scheme://authority`; 0 where the target is no absolute URI.
  private static func endOfAuthority(_ bytes: RawSpan) -> Int {
    var place = 0
    while place + 2 < bytes.byteCount {
      if byte(bytes, place) == UInt8(ascii: ":"), byte(bytes, place + 1) == UInt8(ascii: "/"),
        byte(bytes, place + 2) == UInt8(ascii: "/")
      {
        place += 3
        while place < bytes.byteCount, !"/?#".utf8.contains(byte(bytes, place)) { place += 1 }
        return place
      }
      place += 1
    }
    return 0
  }

  private static func byte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
    unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}
