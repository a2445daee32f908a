import Bytes
import Testing

@Suite(.timeLimit(.minutes(1))) struct AuthorityTests {
  @Test(
    arguments: [
      ("localhost", "localhost", nil), ("LOCALHOST:80", "localhost", 80), ("127.0.0.1:8080", "127.0.0.1", 8080),
      ("[::1]", "::1", nil), ("[::1]:80", "::1", 80), ("[::ffff:127.0.0.1]", "127.0.0.1", nil),
      ("a.example:1", "a.example", 1),
    ] as [(String, String, Int?)])
  func readsHostAndPort(text: String, host: String, port: Int?) {
    let authority = Authority(text)
    #expect(authority?.host == host)
    #expect(authority?.port == port)
  }

  @Test(arguments: [
    "", ":80", "[127.0.0.1]evil.example", "[127.0.0.1]", "[::1]evil.example", "[::1", "a:b", "a:", "a:99999", "a:80:80",
    "user@localhost", "localhost/x", "local host", "localhost%00", "localhost\\x", "::1", "a]:80",
  ])
  func takesNothingThatReadsTwoWays(text: String) { #expect(Authority(text) == nil) }

  @Test(arguments: [
    ("localhost:3000", true), ("app.localhost", true), ("127.9.9.9", true), ("[::1]:3", true), ("0127.0.0.1", false),
    ("127.0.0.+1", false), ("127.1", false), ("evil.example", false), ("localhost.evil.example", false),
    ("10.0.0.1", false),
  ])
  func knowsThisMachine(text: String, isLoopback: Bool) { #expect(Authority(text)?.isLoopback == isLoopback) }
}
