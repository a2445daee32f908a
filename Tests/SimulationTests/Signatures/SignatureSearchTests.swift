import Cryptography
import Simulation
import Testing

/// A vendor that signs the URL before the body by SHA-1, in base64.
@Suite(.timeLimit(.minutes(1))) struct SignatureSearchTests {
  private let right = SignatureRecipe(
    key: Array("token".utf8), timestamp: "", body: Array("body".utf8), pieces: [.text("https://a.example/"), .body],
    algorithm: .hmacSHA1)
  private let mistakes = [
    SignatureMistake("same", "did nothing", remedy: "do nothing", .body(Array("body".utf8))),
    SignatureMistake("no-url", "left the URL out", remedy: "sign it", .pieces([.body])),
    SignatureMistake("other-body", "signed another body", remedy: "sign the right one", .body([1])),
    SignatureMistake("third-body", "signed a third body", remedy: "sign the right one", .body([2])),
    SignatureMistake("sha256", "used SHA-256", remedy: "use SHA-1", .algorithm(.hmacSHA256)),
  ]
  private var search: SignatureSearch { SignatureSearch(right, spelling: .base64, mistakes: mistakes) }

  private func names(_ finding: SignatureSearch.Finding) -> [String]? {
    if case .mistakes(let mistakes) = finding { mistakes.map(\.name) } else { nil }
  }

  private func digest(_ message: String, _ hash: HMAC.Hash = .sha1) -> String {
    HMAC.hex(hash, key: Array("token".utf8), message: Array(message.utf8))
  }

  @Test func theRightOneIsRightInItsSpellingAlone() {
    // printf 'https://a.example/body' | openssl dgst -sha1 -hmac token -binary | base64
    #expect(search.finding(for: "oJ0o5417z3O60hJ/6lbdTmAwyBU=") == .right)
    #expect(names(search.finding(for: digest("https://a.example/body"))) == ["written-as-hex"])
    #expect(names(search.finding(for: digest("https://a.example/body").uppercased())) == ["written-as-upper-case-hex"])
  }

  @Test func oneMistakeAndTwo() {
    #expect(names(search.finding(for: digest("body"))) == ["no-url", "written-as-hex"])
    #expect(names(search.finding(for: digest("body", .sha256))) == ["no-url", "sha256", "written-as-hex"])
    #expect(names(search.finding(for: digest("\u{1}"))) == ["no-url", "other-body", "written-as-hex"])
  }

  @Test func threeAreTooMany() {
    #expect(search.finding(for: digest("\u{1}", .sha256)) == .unexplained)
  }

  @Test func aLongBodyIsTriedWithOneMistakeAtATime() {
    var long = right
    long.body = [UInt8](repeating: 65, count: 1 << 20 + 1)
    let search = SignatureSearch(long, spelling: .hexadecimal, mistakes: mistakes)
    #expect(names(search.finding(for: HMAC.hex(.sha1, key: long.key, message: long.body))) == ["no-url"])
    #expect(search.finding(for: HMAC.hex(.sha256, key: long.key, message: long.body)) == .unexplained)
  }

  @Test(arguments: ["", "abc", "not a hash", String(repeating: "0", count: 63)])
  func whatIsNoSignature(text: String) { #expect(search.finding(for: text) == .unreadable) }
}
