import HTTP1

/// What a parser made of some bytes: a line for each event.
func events(_ pieces: [[UInt8]], limits: RequestLimits = RequestLimits()) -> [String] {
  let parser = RequestParser(limits: limits)
  var log: [String] = []
  for piece in pieces {
    var offset = 0
    while offset < piece.count {
      let (event, consumed) = parser.parse(piece.span.bytes.extracting(offset...))
      offset += consumed
      switch event {
      case .needsMore: break
      case .expectsContinue: log.append("expects continue")
      case .complete: log.append(describe(parser.takeRequest()))
      case .refused(.malformed): return log + ["malformed"]
      case .refused(let refusal): return log + ["\(refusal)"]
      }
    }
  }
  switch parser.phase {
  case .idle: break
  case .head: log.append("in head")
  case .body: log.append("in body")
  }
  return log
}

/// The text whole, byte by byte, and cut in two at every offset.
func everySplit(_ text: String) -> [[[UInt8]]] {
  let bytes = Array(text.utf8)
  return [[bytes], bytes.map { [$0] }] + bytes.indices.dropFirst().map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
}

private func describe(_ request: Request) -> String {
  var words = ["\(request.method) \(request.target) 1.\(request.minorVersion)"]
  words += request.fields.map { "\($0.name)=\($0.value)" }
  if !request.body.isEmpty { words.append("body=" + String(decoding: request.body, as: UTF8.self)) }
  if !request.keepsAlive { words.append("close") }
  if request.wantsUpgrade { words.append("upgrade") }
  return words.joined(separator: "|")
}
