import Simulation
import Testing

@Suite(.timeLimit(.minutes(1))) struct SecretsTests {
  @Test(arguments: [
    ("sk_0123456789abcdef0123", "sk_0123****"),
    ("xi-api-key \"sk_0123456789abcdef0123\".", "xi-api-key \"sk_0123****\"."),
    ("sk_aaaabbbbccccdddd sk_eeeeffff00001111", "sk_aaaa**** sk_eeee****"),
    ("whsec_0123456789abcdef0", "whsec_0123****"),
    (
      "?conversation_signature=cvtkn_2201k288fz5s&x=1",
      "?conversation_signature=<credential:conversation_signature>&x=1"
    ),
    ("https://user:pw@app.test/hook", "https://<credential:user_info>@app.test/hook"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl!", "<credential:jwt>!"),
    ("sk_0123456789abcde", "sk_0123456789abcde"), ("sk-proj-0123456789abcdef", "sk-proj-0123****"),
    ("task-0123456789abcdef", "task-0123456789abcdef"),
    ("sk_sk_0123456789abcdef", "sk_sk_0123****"),
    ("ask for agent_2601k6rm4bjae2z9amfm5w1y6aps", "ask for agent_2601k6rm4bjae2z9amfm5w1y6aps"),
    ("schlüssel sk_ABCDEFGHIJKLMNOPQ", "schlüssel sk_ABCD****"),
    ("", ""),
  ])
  func masksWhatLooksLikeASecret(text: String, masked: String) {
    #expect(Secrets.masked(text) == masked)
  }
}

@Suite(.timeLimit(.minutes(1))) struct CutSecretTests {
  @Test(arguments: [
    ("sk_0123456789abcdef0123", "sk_0123****"), ("my-literal-key", "my-l****"), ("short", "****"), ("", "****"),
    ("sk_0123456789abcdef0123 ", "sk_0123**** "),
  ])
  func showsTheBeginningAtMost(secret: String, cut: String) {
    #expect(Secrets.cut(secret) == cut)
  }
}

@Suite(.timeLimit(.minutes(1))) struct HintLineTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("a\nb\tc\rd", "a b c d"),
    ("Grüße \u{1F600}", "Gr\\u{fc}\\u{df}e \\u{1f600}"),
    ("\u{0}\u{7f}", "\\u{0}\\u{7f}"),
    ("key sk_0123456789abcdef0123", "key sk_0123****"),
  ])
  func isOneLineOfPrintableASCII(hint: String, line: String) {
    #expect(HintLine.field(hint) == line)
  }

  @Test(arguments: [509, 510, 512, 513, 5_000])
  func staysWithinTheLimit(length: Int) {
    for filling in ["x", "ü", "\u{1F600}"] {
      let line = HintLine.field(String(repeating: filling, count: length))
      #expect(line.utf8.count <= HintLine.limit)
      #expect(line.utf8.allSatisfy { (0x20...0x7e).contains($0) })
    }
  }

  @Test func marksWhereItIsCut() {
    #expect(HintLine.field(String(repeating: "x", count: 600)).hasSuffix("x..."))
    #expect(HintLine.field(String(repeating: "x", count: 500)) == String(repeating: "x", count: 500))
  }

  /// The cut must not leave half a secret unmasked, nor half an escape.
  @Test func masksBeforeItCuts() {
    let line = HintLine.field(String(repeating: "x", count: 490) + " sk_" + String(repeating: "a", count: 48))
    #expect(line.hasSuffix("x sk_aaaa****"))
    #expect(HintLine.field(String(repeating: "x", count: 505) + "üüü").hasSuffix("x..."))
  }

  @Test func quotesAndCutsValues() {
    #expect(HintLine.quoted("abc") == "\"abc\"")
    #expect(HintLine.quoted(String(repeating: "a", count: 60)) == "\"\(String(repeating: "a", count: 60))\"")
    #expect(HintLine.quoted(String(repeating: "a", count: 61)) == "\"\(String(repeating: "a", count: 60))...\"")
  }
}

@Suite(.timeLimit(.minutes(1))) struct MessageTemplateTests {
  @Test(arguments: [
    ("Document with id {id} not found.", "Document with id agent_1 not found."),
    ("{id}{id}", "agent_1agent_1"),
    ("{unknown} {id}", "{unknown} agent_1"),
    ("{", "{"),
    ("}{id", "}{id"),
    ("{{id}}", "{agent_1}"),
    ("no braces", "no braces"),
    ("", ""),
    ("{nested}", "{id}"),
  ])
  func fillsTheBracesItKnows(text: String, filled: String) {
    #expect(MessageTemplate.fill(text, ["id": "agent_1", "nested": "{id}"]) == filled)
  }
}
