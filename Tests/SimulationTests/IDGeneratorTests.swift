import HTTP1
import Simulation
import Testing

@Suite(.timeLimit(.minutes(1))) struct IDGeneratorTests {
  static let now = Instant(nanoseconds: 1_795_255_200_123_456_789)

  @Test(arguments: ["agent", "phnum", "conv", "cvtkn", "agtbrch", "btcal"])
  func resourceIDsHaveTheVendorsShape(prefix: String) throws {
    var ids = IDGenerator(seed: 7)
    let shape = try Regex("^\(prefix)_[0-9]{2}[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}$")
    for _ in 0..<500 {
      let id = ids.resource(prefix, at: Self.now)
      #expect(id.wholeMatch(of: shape) != nil, "\(id)")
    }
  }

  @Test(arguments: [0, 1, 1_795_255_200_123, 0xffff_ffff_ffff])
  func resourceIDsCarryAUUIDOfVersion7AndTheTime(milliseconds: Int64) throws {
    var ids = IDGenerator(seed: 99)
    for _ in 0..<200 {
      let instant = Instant(nanoseconds: min(milliseconds, 9_000_000_000_000) * 1_000_000)
      let uuid = try #require(UUIDv7(ids.resource("conv", at: instant)))
      #expect(uuid.milliseconds == min(milliseconds, 9_000_000_000_000))
      #expect(uuid.version == 7)
      #expect(uuid.variant == 0b10)
    }
  }

  /// A real id of reference §3 keeps the decoder above honest.
  @Test func decodesARealID() throws {
    let uuid = try #require(UUIDv7("agent_2601k6rm4bjae2z9amfm5w1y6aps"))
    #expect(uuid.milliseconds == 1_759_615_528_522)
    #expect(uuid.version == 7)
    #expect(uuid.variant == 0b10)
  }

  @Test func everyIDIsNew() {
    var ids = IDGenerator(seed: 1)
    let many = Set((0..<5_000).map { _ in ids.resource("conv", at: Self.now) })
    #expect(many.count == 5_000)
  }

  @Test func theSameSeedGivesTheSameIDs() {
    var first = IDGenerator(seed: 5)
    var second = IDGenerator(seed: 5)
    for _ in 0..<50 {
      #expect(first.resource("agent", at: Self.now) == second.resource("agent", at: Self.now))
      #expect(first.hexadecimal("CA") == second.hexadecimal("CA"))
    }
  }

  @Test func aTraceIDHasTheDigitsOfAHexadecimalID() {
    var ids = IDGenerator(seed: 3)
    var same = ids
    for _ in 0..<100 {
      let trace = ids.trace()
      var fields = Fields()
      trace.append(to: &fields, as: "x-trace-id")
      let digits = same.hexadecimal()
      #expect(trace.text == digits)
      #expect(fields["x-trace-id"] == digits)
    }
  }

  @Test(arguments: [("", 32), ("CA", 32), ("sk_", 48), ("x", 1), ("y", 7), ("z", 0)])
  func hexadecimalIDsHaveTheirLength(prefix: String, digits: Int) throws {
    var ids = IDGenerator(seed: 3)
    let shape = try Regex("^\(prefix)[0-9a-f]{\(digits)}$")
    let id = ids.hexadecimal(prefix, digits: digits)
    #expect(id.wholeMatch(of: shape) != nil, "\(id)")
  }
}

/// The UUID inside an id: the last 26 characters in Crockford's base32.
private struct UUIDv7 {
  let milliseconds: Int64
  let version: UInt64
  let variant: UInt64

  init?(_ id: String) {
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    var bits: [UInt8] = []
    for character in id.utf8.suffix(26) {
      guard let digit = alphabet.firstIndex(of: character) else { return nil }
      bits += (0..<5).reversed().map { UInt8(digit >> $0 & 1) }
    }
    // 26 digits are 130 bits; the first two must be empty.
    guard bits.count == 130, bits[0] == 0, bits[1] == 0 else { return nil }
    let uuid = bits.dropFirst(2)
    func number(_ range: Range<Int>) -> UInt64 {
      range.reduce(0) { $0 << 1 | UInt64(uuid[uuid.startIndex + $1]) }
    }
    milliseconds = Int64(number(0..<48))
    version = number(48..<52)
    variant = number(64..<66)
  }
}
