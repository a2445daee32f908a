import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(1))) struct CredentialVocabularyTests {
  static let vocabulary = CredentialVocabulary.general(with: [
    CredentialVocabulary(beginnings: ["secret__"], fields: ["xi-api-key"], holders: ["keys"], shapes: [.init("wsec_")])
  ])

  @Test(arguments: [
    "token", "auth_token", "authToken", "AuthToken", "access_token", "refresh_token", "client_secret", "secret",
    "api_key",
    "apiKey", "API-KEY", "password", "SipAuthPassword", "x-api-key", "private_key", "authorization", "Cookie",
    "signature",
    "webhook_secret", "shareable_token", "conversation_signature", "secret__pin", "secret__", "token2", "credentials",
  ])
  func namesThatMeanACredential(name: String) {
    #expect(Self.vocabulary.isCredential(name))
    #expect(Self.vocabulary.isCredentialField(name))
    #expect(Self.vocabulary.isCredentialParameter(name.utf8))
  }

  @Test(arguments: [
    "", "id", "name", "agent_id", "secret_id", "token_type", "max_tokens", "next_page_token", "PageToken", "tokens",
    "key",
    "keys", "keyterms", "authorized", "api_key_id", "cursor", "body", "url", "my_secret__x", "text",
  ])
  func namesThatMeanNone(name: String) { #expect(!Self.vocabulary.isCredential(name)) }

  @Test(arguments: [
    "xi-api-key", "x-api-key", "xi-apikey", "xi_api_key", "api-key", "x-auth-token", "xi-api-kye", "x-api-kye",
    "xi-ap-key",
    "authorisation", "authorizaton", "proxy-authorization", "set-cookie", "x-token-value", "x-secret-header", "apikey",
  ])
  func headerFieldsMayBeMisspelt(name: String) { #expect(Self.vocabulary.isCredentialField(name)) }

  @Test(arguments: [
    "host", "accept", "content-type", "user-agent", "x-trace-id", "x-ratelimit-remaining-tokens", "x-token-id",
    "cache-control",
    "sec-websocket-key", "idempotency-key", "x-request-id", "authority", "x-ringback-sandbox",
  ])
  func otherHeaderFieldsMeanNone(name: String) { #expect(!Self.vocabulary.isCredentialField(name)) }

  @Test(arguments: [
    ("key", true), ("sig", true), ("xi-api-key", true), ("xi_apikey", true), ("a", false), ("page_token", false),
  ])
  func parametersAreShort(name: String, isCredential: Bool) {
    #expect(Self.vocabulary.isCredentialParameter(name.utf8) == isCredential)
  }

  @Test func placeholdersNameThePlace() {
    #expect(CredentialVocabulary.placeholder("X-Api-Key".utf8) == "<credential:x-api-key>")
    #expect(CredentialVocabulary.placeholder("a b>ü".utf8) == "<credential:a_b___>")
  }

  @Test func slipsAreCounted() {
    let pairs = [
      ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1), ("abc", "xbc", 1), ("", "ab", 2),
    ]
    for (one, other, slips) in pairs { #expect(Spelling.distance(Array(one.utf8), Array(other.utf8)) == slips) }
  }
}
