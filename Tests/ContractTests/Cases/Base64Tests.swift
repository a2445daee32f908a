import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(1))) struct Base64Tests {
  /// Source: RFC 4648 §10.
  @Test(arguments: [
    ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
    ("Zm9vYmFy", "foobar"),
  ])
  func decodes(_ text: String, bytes: String) { #expect(Base64.decode(text) == Array(bytes.utf8)) }

  @Test(arguments: ["Z", "Zm9*", "Zm 9"]) func refuses(_ text: String) { #expect(Base64.decode(text) == nil) }
}
