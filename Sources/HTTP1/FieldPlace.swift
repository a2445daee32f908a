internal import Glibc

/// Where one field stands among others in a buffer: each is two 32-bit lengths, the name and the value.
///
/// The head of a request, the fields of an answer and the tape of both have this form, so that each is copied to the
/// other as it is.
struct FieldPlace {
  /// How many bytes the two lengths take.
  static let lengths = 8

  let name: Range<Int>
  let value: Range<Int>

  /// The field that begins at `start`.
  init(_ bytes: borrowing RawSpan, at start: Int) {
    let lengths = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: start, as: (UInt32, UInt32).self)
    let nameStart = start + Self.lengths
    let valueStart = nameStart + Int(lengths.0)
    name = nameStart..<valueStart
    value = valueStart..<valueStart + Int(lengths.1)
  }

  /// Where the next field begins.
  var end: Int { value.upperBound }
}

extension RawSpan {
  /// The first field of that lower-case name from `start` on.
  func field(_ name: borrowing String, from start: Int) -> FieldPlace? {
    let name = name.utf8.span
    var place = start
    while place < byteCount {
      let field = FieldPlace(self, at: place)
      if field.name.count == name.count, holds(name, at: field.name.lowerBound) { return field }
      place = field.end
    }
    return nil
  }

  /// Whether these bytes stand there; there are at least as many.
  func holds(_ other: Span<UInt8>, at place: Int) -> Bool {
    unsafe withUnsafeBytes { all in
      unsafe other.withUnsafeBufferPointer { other in
        guard let start = all.baseAddress, let wanted = other.baseAddress else { return other.isEmpty }
        return unsafe memcmp(start + place, wanted, other.count) == 0
      }
    }
  }

  /// The bytes of a range as text.
  func string(_ range: Range<Int>) -> String {
    unsafe withUnsafeBytes { unsafe String(decoding: UnsafeRawBufferPointer(rebasing: $0[range]), as: UTF8.self) }
  }
}
