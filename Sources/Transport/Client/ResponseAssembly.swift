internal import HTTP1

/// Puts a response together from what libcurl hands over: header lines, then pieces of the body.
struct ResponseAssembly {
  /// Bytes of header lines, interim answers and redirects included, that are taken.
  static let maxHeadBytes = 256 << 10

  private let maxBodyBytes: Int
  private var status = 0
  private var fields = Fields()
  private var body: [UInt8] = []
  private var headBytes = 0
  private var isInHead = false

  /// Whether something was refused because it is too large.
  private(set) var isTooLarge = false

  init(maxBodyBytes: Int) { self.maxBodyBytes = maxBodyBytes }

  var response: ClientResponse { ClientResponse(status: status, fields: fields, body: body) }

  /// Takes one header line with its end; false where that is too much.
  mutating func take(line bytes: UnsafeRawBufferPointer) -> Bool {
    headBytes += bytes.count
    guard headBytes <= Self.maxHeadBytes else { return refuse() }
    let line = unsafe bytes.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
    if !isInHead {
      // What follows a body without a status line is a trailer, and not asked for.
      guard unsafe line.starts(with: Array("HTTP/".utf8)) else { return true }
      begin(unsafe String(decoding: line, as: UTF8.self))
    } else if unsafe line.isEmpty {
      isInHead = false
    } else if let colon = unsafe line.firstIndex(of: UInt8(ascii: ":")) {
      fields.append(unsafe Self.text(line[..<colon]), unsafe Self.text(line[(colon + 1)...]))
    }
    return true
  }

  /// Takes a piece of the body; false where that is too much.
  mutating func take(body bytes: UnsafeRawBufferPointer) -> Bool {
    guard body.count + bytes.count <= maxBodyBytes else { return refuse() }
    unsafe body.append(contentsOf: bytes)
    return true
  }

  /// An interim answer or a redirect that is followed has come before; only the last answer counts.
  private mutating func begin(_ statusLine: String) {
    status = statusLine.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    fields = Fields()
    body = []
    isInHead = true
  }

  private mutating func refuse() -> Bool {
    isTooLarge = true
    return false
  }

  private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    var bytes = unsafe bytes
    while let first = unsafe bytes.first, first == 0x20 || first == 0x09 { unsafe bytes = bytes.dropFirst() }
    while let last = unsafe bytes.last, last == 0x20 || last == 0x09 { unsafe bytes = bytes.dropLast() }
    return unsafe String(decoding: bytes, as: UTF8.self)
  }
}
