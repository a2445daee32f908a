import Bytes
import Testing

@Suite(.timeLimit(.minutes(1))) struct PrintableTests {
  @Test(arguments: [
    ("\u{1B}]0;title\u{7}", #"\u001b]0;title\u0007"#),
    ("a\u{0}b\u{7F}", #"a\u0000b\u007f"#),
    ("\u{9B}2J", #"\u009b2J"#),
    ("\u{80}\u{85}\u{9F}\u{A0}", "\\u0080\\u0085\\u009f\u{A0}"),
    ("\u{202E}gnp.exe\u{202C}", #"\u202egnp.exe\u202c"#),
    ("\u{2066}x\u{2069}\u{200E}\u{200F}\u{61C}", #"\u2066x\u2069\u200e\u200f\u061c"#),
    ("one\u{2028}two\u{2029}", #"one\u2028two\u2029"#),
    ("a\r\nb\tc", #"a\u000d\u000ab\u0009c"#),
  ])
  func aLineHasNoControls(text: String, shown: String) {
    #expect(Printable.text(text) == shown)
  }

  @Test(arguments: [
    "", "plain", "Grüße, 世界 🎉", "e\u{301}\u{200D}\u{200B}\u{2060}", "\u{A0}\u{AD}\u{2010}\u{2027}\u{61B}\u{61D}",
  ])
  func whatIsShownStays(text: String) {
    #expect(Printable.text(text) == text)
    #expect(Printable.bytes(Array(text.utf8)) == Array(text.utf8))
  }

  @Test func aTextKeepsItsLinesAndTabs() {
    #expect(Printable.text("a\n\tb\r\u{1B}c\n", .lines) == "a\n\tb\\u000d\\u001bc\n")
  }

  @Test func everyControlCharacterIsEscapedWhereverItStands() {
    let properties: Set<Unicode.GeneralCategory> = [.control, .lineSeparator, .paragraphSeparator]
    var wrong: [UInt32] = []
    for value in UInt32(0)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isHidden = properties.contains(scalar.properties.generalCategory) || scalar.properties.isBidiControl
      for text in ["\(scalar)", "ab\(scalar)", "\(scalar)é", "é\(scalar)\(scalar)"]
      where Printable.text(text).unicodeScalars.contains(scalar) == isHidden {
        wrong.append(value)
      }
    }
    #expect(wrong == [])
  }

  @Test(arguments: [[0xC2], [0xE2], [0xE2, 0x80], [0xE2, 0x81], [0xD8], [0x61, 0xC2, 0x41]] as [[UInt8]])
  func tornBytesAreNotReadBeyond(bytes: [UInt8]) {
    #expect(Printable.bytes(bytes) == bytes)
  }
}
