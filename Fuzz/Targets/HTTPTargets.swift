import HTTP1

/// The reader of requests.
enum HTTPTargets {
  /// What a parser made of a connection.
  private struct Reading: Equatable {
    var requests: [String] = []
    var isRefused = false
  }

  private static let pieceLengths = [1, 2, 3, 7, 16, 61, 256, 4_096]

  /// Cut in whatever way, the bytes are the same requests.
  static func request(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let wire = bytes.dropFirst()
    let whole = read([Array(wire)])
    let length = pieceLengths[Int(first) % pieceLengths.count]
    let pieces = stride(from: wire.startIndex, to: wire.endIndex, by: length).map { start in
      Array(wire[start..<min(start + length, wire.endIndex)])
    }
    precondition(read(pieces) == whole, "cut in pieces of \(length) bytes, it is read in another way")
  }

  /// The body of one request in chunked coding, and what follows it on the connection.
  static func chunks(_ bytes: [UInt8]) {
    let head = Array("POST /v1/user HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n".utf8)
    request([bytes.first ?? 0] + head + bytes)
  }

  private static func read(_ pieces: [[UInt8]]) -> Reading {
    let parser = RequestParser(limits: RequestLimits())
    var reading = Reading()
    for piece in pieces {
      var offset = 0
      while offset < piece.count {
        let (event, consumed) = parser.parse(piece.span.bytes.extracting(offset...))
        offset += consumed
        switch event {
        case .needsMore, .expectsContinue: break
        case .complete: reading.requests.append(summary(parser.takeRequest()))
        case .refused:
          reading.isRefused = true
          return reading
        }
      }
    }
    return reading
  }

  /// Everything of a request that is read lazily.
  private static func summary(_ request: Request) -> String {
    var request = request
    let fields = request.fields.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
    let items = QueryItems.parse(request.query).map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    let packed = request.body.count
    let refusal: String
    do throws(BodyRefusal) {
      try request.decodeBody(limit: 1 << 20)
      refusal = ""
    } catch {
      refusal = "\(error)"
    }
    return "\(request.method) \(request.target) \(request.path) \(items) \(fields) \(packed) \(request.body) \(refusal)"
  }
}
