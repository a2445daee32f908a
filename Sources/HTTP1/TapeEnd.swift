internal import Glibc

/// Where bytes are written one behind the other: it goes on as long as there is room, and says at the end whether there was.
@safe struct TapeEnd {
  private var place: UnsafeMutablePointer<UInt8>
  /// How many bytes may still be written.
  private(set) var room: Int
  private(set) var fits = true

  init(_ place: UnsafeMutablePointer<UInt8>, room: Int) {
    unsafe self.place = place
    self.room = room
  }

  /// Writes the first `count` bytes; answers how many that are.
  @discardableResult
  mutating func write(_ bytes: [UInt8], _ count: Int) -> Int32 {
    unsafe bytes.withUnsafeBufferPointer { unsafe write(UnsafeRawPointer($0.baseAddress), count) }
    return Int32(count)
  }

  @inline(__always)
  mutating func write(_ text: StaticString) { unsafe write(text.utf8Start, text.utf8CodeUnitCount) }

  /// Writes a number that is not negative.
  mutating func write(decimal number: Int) {
    var count = 1
    var rest = UInt(number)
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    guard room >= count else { return fits = false }
    rest = UInt(number)
    for index in stride(from: count - 1, through: 0, by: -1) {
      unsafe place[index] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    advance(count)
  }

  /// Writes a field with its lengths, the name in lower case: up to seven bytes behind the field may be changed.
  mutating func write(name: RawSpan, value: RawSpan) {
    guard room >= FieldPlace.lengths + name.byteCount + value.byteCount + 7 else { return fits = false }
    unsafe UnsafeMutableRawPointer(place).storeBytes(
      of: (UInt32(name.byteCount), UInt32(value.byteCount)), as: (UInt32, UInt32).self)
    advance(FieldPlace.lengths)
    let start = unsafe place
    write(name)
    unsafe ByteWords.lowercase(start, name.byteCount)
    write(value)
  }

  /// Writes a field as a line; control characters become spaces, so that no value can end its line and begin another.
  mutating func write(line all: RawSpan, _ field: FieldPlace) {
    unsafe all.withUnsafeBytes { all in
      let start = unsafe place
      let isClean = unsafe !ByteWords.hasControls(
        UnsafeRawBufferPointer(rebasing: all[field.name.lowerBound..<field.value.upperBound]))
      guard let bytes = all.baseAddress else { return }
      unsafe write(bytes + field.name.lowerBound, field.name.count)
      write(": ")
      unsafe write(bytes + field.value.lowerBound, field.value.count)
      if !isClean {
        for index in unsafe 0..<(place - start) where unsafe ByteWords.isControl(start[index]) {
          unsafe start[index] = UInt8(ascii: " ")
        }
      }
      write("\r\n")
    }
  }

  private mutating func write(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe write($0.baseAddress, $0.count) }
  }

  @inline(__always)
  private mutating func write(_ source: UnsafeRawPointer?, _ count: Int) {
    guard let source = unsafe source, count > 0 else { return }
    guard room >= count else { return fits = false }
    unsafe memcpy(place, source, count)
    advance(count)
  }

  @inline(__always)
  private mutating func advance(_ count: Int) {
    unsafe place += count
    room -= count
  }
}
