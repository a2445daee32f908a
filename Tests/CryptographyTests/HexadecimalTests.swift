import Cryptography
import Testing

@Suite(.timeLimit(.minutes(1))) struct HexadecimalTests {
  @Test func everyByteComesBack() {
    let bytes = Array(UInt8.min...UInt8.max)
    #expect(Hexadecimal.bytes(Hexadecimal.text(bytes)) == bytes)
    #expect(Hexadecimal.bytes(Hexadecimal.text(bytes).uppercased()) == bytes)
    #expect(Hexadecimal.text([0x00, 0x0A, 0xFF]) == "000aff")
  }

  @Test(arguments: ["0", "0g", "0x00", " 00", "é0"])
  func othersAreNoDigits(text: String) { #expect(Hexadecimal.bytes(text) == nil) }
}
