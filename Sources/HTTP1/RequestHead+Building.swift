internal import Glibc

extension RequestHead {
  mutating func append(_ piece: UnsafeRawBufferPointer) {
    makeRoom(piece.count)
    let place = used
    unsafe bytes.withUnsafeMutableBytes { all in
      guard let start = all.baseAddress, let source = piece.baseAddress else { return }
      unsafe memcpy(start + place, source, piece.count)
    }
    used += piece.count
  }

  mutating func append(lowercasing piece: UnsafeRawBufferPointer) {
    // Lower case is made in whole words.
    makeRoom(piece.count + 7)
    let place = used
    unsafe bytes.withUnsafeMutableBytes { all in
      guard let start = all.baseAddress, let source = piece.baseAddress else { return }
      unsafe memcpy(start + place, source, piece.count)
      unsafe ByteWords.lowercase(start + place, piece.count)
    }
    used += piece.count
  }

  /// Appends a field that is there as a whole, without the white space at the end of its value.
  mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    var count = value.count
    while count > 0, unsafe Self.isBlank(value[count - 1]) { count -= 1 }
    let room = FieldPlace.lengths + name.count + count + 7
    makeRoom(room)
    let place = used
    unsafe bytes.withUnsafeMutableBufferPointer { all in
      guard let start = all.baseAddress else { return }
      var end = unsafe TapeEnd(start + place, room: room)
      let value = unsafe RawSpan(_unsafeBytes: value).extracting(first: count)
      end.write(name: unsafe RawSpan(_unsafeBytes: name), value: value)
    }
    used += room - 7
  }

  mutating func endTarget() {
    target = unsafe RequestTarget(bytes.span.bytes.extracting(first: used))
  }

  /// Leaves room for the lengths of a field; answers where they stand.
  mutating func beginField() -> Int {
    makeRoom(FieldPlace.lengths)
    defer { used += FieldPlace.lengths }
    return used
  }

  /// Writes the lengths of a field, without the white space at the end of its value.
  mutating func endField(start: Int, nameEnd: Int) {
    while used > nameEnd, Self.isBlank(bytes[used - 1]) { used -= 1 }
    let valueEnd = used
    unsafe bytes.withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: UInt32(nameEnd - start - FieldPlace.lengths), toByteOffset: start, as: UInt32.self)
      unsafe $0.storeBytes(of: UInt32(valueEnd - nameEnd), toByteOffset: start + 4, as: UInt32.self)
    }
  }

  /// Whether the field that ends the buffer, whose name has the right length, is called so.
  func isLast(named name: borrowing String, from start: Int) -> Bool {
    unsafe bytes.span.bytes.holds(name.utf8.span, at: start + FieldPlace.lengths)
  }

  /// The value of the field that ends the buffer.
  func lastValue(from nameEnd: Int) -> String { unsafe bytes.span.bytes.string(nameEnd..<used) }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private mutating func makeRoom(_ count: Int) {
    guard used + count > bytes.count else { return }
    bytes += repeatElement(0, count: max(512, bytes.count, count))
  }
}
