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
    makeRoom(piece.count)
    let place = used
    unsafe bytes.withUnsafeMutableBufferPointer { all in
      guard var target = all.baseAddress, var source = piece.baseAddress else { return }
      unsafe target += place
      for _ in 0..<piece.count {
        let byte = unsafe source.load(as: UInt8.self)
        unsafe target.pointee = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
        unsafe target += 1
        unsafe source += 1
      }
    }
    used += piece.count
  }

  mutating func endTarget() {
    target = unsafe RequestTarget(bytes.span.bytes.extracting(first: used))
  }

  /// Leaves room for the lengths of a field; answers where they stand.
  mutating func beginField() -> Int {
    makeRoom(Self.prefixLength)
    defer { used += Self.prefixLength }
    return used
  }

  /// Writes the lengths of a field, without the white space at the end of its value.
  mutating func endField(start: Int, nameEnd: Int) {
    while used > nameEnd, bytes[used - 1] == UInt8(ascii: " ") || bytes[used - 1] == UInt8(ascii: "\t") { used -= 1 }
    let valueEnd = used
    unsafe bytes.withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: UInt32(nameEnd - start - Self.prefixLength), toByteOffset: start, as: UInt32.self)
      unsafe $0.storeBytes(of: UInt32(valueEnd - nameEnd), toByteOffset: start + 4, as: UInt32.self)
    }
  }

  /// Whether the field that ends the buffer is `expect: 100-continue`.
  func isExpectingContinue(_ start: Int, _ nameEnd: Int) -> Bool {
    bytes[start + Self.prefixLength..<nameEnd].elementsEqual("expect".utf8)
      && bytes[nameEnd..<used].elementsEqual("100-continue".utf8) { $0 == $1 || $0 | 0x20 == $1 }
  }

  private mutating func makeRoom(_ count: Int) {
    guard used + count > bytes.count else { return }
    bytes += repeatElement(0, count: max(512, bytes.count, count))
  }
}
