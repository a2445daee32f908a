extension Request {
  /// The request for somebody who keeps it: in no more room than it needs, its body cut to at most `limit` bytes.
  ///
  /// The parser's buffer has room to spare and would have to be made anew if a copy of it lived on.
  public func kept(bodyLimit limit: Int = .max) -> Request {
    var copy = self
    if head.bytes.count > head.used { copy.head.bytes = Array(head.bytes[..<head.used]) }
    if body.count > limit { copy.body = Array(body[..<limit]) }
    return copy
  }

  /// How many bytes head and body take.
  public var byteCount: Int { head.bytes.count + body.count }
}
