/// A request's head in one buffer: the target, then the fields (``FieldPlace``).
struct RequestHead: Sendable {
  var bytes: [UInt8]
  /// How far `bytes` is filled.
  var used: Int
  var target: RequestTarget
  /// Whether a browser sent it for a page: there is an `Origin` or a `Sec-Fetch-Site`.
  var isFromPage = false

  init() {
    bytes = []
    used = 0
    target = RequestTarget()
  }

  init(target text: String, fields: [(name: String, value: String)]) {
    let line = Array(text.utf8)
    target = unsafe RequestTarget(line.span.bytes)
    bytes = line + Fields(fields).bytes
    used = bytes.count
    isFromPage = fields.contains { ["origin", "sec-fetch-site"].contains($0.name.lowercased()) }
  }

  func string(_ range: Range<Int>) -> String { unsafe bytes.span.bytes.string(range) }

  /// Visits the fields in order.
  func walk(_ visit: (FieldPlace) -> Void) {
    let all = unsafe bytes.span.bytes
    var place = Int(target.length)
    while place < used {
      let field = FieldPlace(all, at: place)
      visit(field)
      place = field.end
    }
  }

  /// The first value of that field.
  func value(_ lowercaseName: borrowing String) -> String? {
    guard let place = first(lowercaseName) else { return nil }
    return string(place)
  }

  /// Whether the first value of that field is this one.
  func holds(_ lowercaseName: borrowing String, _ value: borrowing String) -> Bool {
    guard let place = first(lowercaseName) else { return false }
    let value = value.utf8.span
    return unsafe place.count == value.count && bytes.span.bytes.holds(value, at: place.lowerBound)
  }

  /// Where the first value of that field stands.
  func first(_ lowercaseName: borrowing String) -> Range<Int>? {
    unsafe bytes.span.bytes.extracting(first: used).field(lowercaseName, from: Int(target.length))?.value
  }
}
