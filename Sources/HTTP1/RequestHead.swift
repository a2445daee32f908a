internal import Glibc

/// A request's head in one buffer: the target, then for each field two 32-bit lengths, its name and its value.
struct RequestHead: Sendable {
  /// What stands before each field: the length of its name, the length of its value.
  static let prefixLength = 8

  var bytes: [UInt8]
  /// How far `bytes` is filled.
  var used: Int
  var target: RequestTarget

  init() {
    bytes = []
    used = 0
    target = RequestTarget()
  }

  init(target text: String, fields: [(name: String, value: String)]) {
    var bytes = Array(text.utf8)
    target = unsafe RequestTarget(bytes.span.bytes)
    for field in fields {
      let name = Array(field.name.lowercased().utf8)
      let value = Array(field.value.utf8)
      for count in [UInt32(name.count), UInt32(value.count)] {
        unsafe withUnsafeBytes(of: count) { unsafe bytes.append(contentsOf: $0) }
      }
      bytes += name
      bytes += value
    }
    used = bytes.count
    self.bytes = bytes
  }

  func string(_ range: Range<Int>) -> String {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
    }
  }

  /// Visits the places of names and values in order until the visitor answers false.
  func walk(_ visit: (_ name: Range<Int>, _ value: Range<Int>) -> Bool) {
    var place = Int(target.length)
    while place < used {
      let name = place + Self.prefixLength
      let value = name + length(at: place)
      let end = value + length(at: place + 4)
      if !visit(name..<value, value..<end) { return }
      place = end
    }
  }

  /// Visits the places of the values of one field in order until the visitor answers false.
  func walk(matching lowercaseName: String, _ visit: (_ value: Range<Int>) -> Bool) {
    var wanted = lowercaseName
    wanted.withUTF8 { wanted in
      walk { name, value in
        guard name.count == wanted.count, unsafe equals(name, wanted) else { return true }
        return visit(value)
      }
    }
  }

  /// The first value of that field.
  func first(_ lowercaseName: String) -> String? {
    var found: Range<Int>?
    walk(matching: lowercaseName) { value in
      found = value
      return false
    }
    return found.map(string)
  }

  private func length(at place: Int) -> Int {
    unsafe Int(bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt32.self))
  }

  private func equals(_ range: Range<Int>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { all in
      guard let start = all.baseAddress, let wanted = other.baseAddress else { return range.isEmpty }
      return unsafe memcmp(start + range.lowerBound, wanted, range.count) == 0
    }
  }
}
