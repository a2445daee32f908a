import Simulation
import Testing

@Suite(.timeLimit(.minutes(1))) struct SeededGeneratorTests {
  /// Computed apart, from the published definitions of SplitMix64 and xoshiro256**.
  static let vectors: [(UInt64, [UInt64])] = [
    (0, [0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0]),
    (42, [0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1]),
    (.max, [0x8f55_20d5_2a7e_ad08, 0xc476_a018_caa1_802d, 0x81de_31c0_d260_469e]),
  ]

  @Test(arguments: vectors)
  func followsThePublishedVectors(seed: UInt64, expected: [UInt64]) {
    var generator = SeededGenerator(seed: seed)
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test(arguments: [("", 0xcbf2_9ce4_8422_2325), ("foobar", 0x8594_4171_f739_67e8)])
  func seedsByNameFollowFNV1a(name: String, seed: UInt64) {
    #expect(SeededGenerator.seed(of: name) == seed)
  }

  @Test func oneSeedGivesOneStream() {
    var first = SeededGenerator(name: "a")
    var second = SeededGenerator(name: "a")
    var other = SeededGenerator(name: "b")
    let stream = (0..<100).map { _ in first.next() }
    #expect(stream == (0..<100).map { _ in second.next() })
    #expect(stream != (0..<100).map { _ in other.next() })
  }
}
