extension Request {
  /// Undoes the body's `content-encoding`, so that `body` is what the client packed; the field stays as it came.
  ///
  /// A body of more than `limit` bytes is refused as soon as that many have come out of it.
  public mutating func decodeBody(limit: Int) throws(BodyRefusal) {
    guard !body.isEmpty, hasField("content-encoding") else { return }
    let names = fields(named: "content-encoding").joined(separator: ",")
    var coding = ContentCoding.identity
    for name in names.split(separator: ",") {
      let name = name.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
      guard let next = ContentCoding(name: name) else { throw .unknownCoding(names) }
      if case .identity = next { continue }
      // Nobody packs twice, save to make a small body cost much.
      guard case .identity = coding else { throw .unknownCoding(names) }
      coding = next
    }
    body = try coding.decode(body, limit: limit)
  }
}
