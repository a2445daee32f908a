internal import Glibc

/// Where something is written to a tape: it goes on as long as there is room, and says at the end whether there was.
@safe struct TapeEnd {
  /// How many bytes two lengths take.
  static let lengths = 8

  private var place: UnsafeMutablePointer<UInt8>
  private var room: Int
  private(set) var fits = true

  init(_ place: UnsafeMutablePointer<UInt8>, room: Int) {
    unsafe self.place = place
    self.room = room
  }

  /// Writes the first `count` bytes; answers how many that are.
  mutating func write(_ bytes: [UInt8], _ count: Int) -> Int32 {
    unsafe bytes.withUnsafeBufferPointer { unsafe write(UnsafeRawPointer($0.baseAddress), count) }
    return Int32(count)
  }

  /// Writes a text; answers how many bytes that are.
  private mutating func write(_ text: borrowing String) -> Int32 {
    // A span, since a closure would count a reference.
    let bytes = text.utf8.span
    unsafe bytes.withUnsafeBufferPointer { unsafe write(UnsafeRawPointer($0.baseAddress), $0.count) }
    return Int32(bytes.count)
  }

  /// Writes of each field two lengths, the name and the value; answers how many bytes that are.
  mutating func write(_ fields: Fields) -> Int32 {
    var written: Int32 = 0
    unsafe fields.list.withUnsafeBufferPointer { list in
      for index in list.indices {
        let lengths = unsafe place
        guard room >= Self.lengths else { return fits = false }
        advance(Self.lengths)
        let name = unsafe write(list[index].name)
        let value = unsafe write(list[index].value)
        unsafe UnsafeMutableRawPointer(lengths).storeBytes(of: (name, value), as: (Int32, Int32).self)
        written += Int32(Self.lengths) + name + value
      }
    }
    return written
  }

  private mutating func write(_ source: UnsafeRawPointer?, _ count: Int) {
    guard let source = unsafe source, count > 0 else { return }
    guard room >= count else { return fits = false }
    unsafe memcpy(place, source, count)
    advance(count)
  }

  private mutating func advance(_ count: Int) {
    unsafe place += count
    room -= count
  }
}
