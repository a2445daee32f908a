import Testing

@testable import Outgoing

@Suite struct OutgoingPolicyTests {
  @Test(arguments: [
    "http://127.0.0.1:3000/hook", "http://localhost/hook", "http://[::1]:3000/", "http://10.1.2.3/",
    "http://172.20.0.5/x",
    "https://192.168.1.4/x", "http://app:3000/x", "http://host.docker.internal:3000/", "http://user:word@127.0.0.1/",
  ])
  func reachesThisMachineAndPrivateNetworks(url: String) {
    #expect(OutgoingPolicy().refusal(of: url, hostMap: [:]) == nil)
  }

  @Test(arguments: [
    ("https://hooks.example.com/x", "hooks.example.com"), ("http://8.8.8.8/", "8.8.8.8"),
    ("http://172.32.0.1/", "172.32.0.1"), ("http://[2001:db8::1]/", "2001:db8::1"),
    ("http://127.0.0.1@evil.example.com/", "evil.example.com"),
    ("http://127.0.0.1.example.com/", "127.0.0.1.example.com"),
    ("http://10.0.0.256/", "10.0.0.256"),
  ])
  func refusesTheInternetAndNamesTheHost(url: String, host: String) {
    #expect(OutgoingPolicy().refusal(of: url, hostMap: [:])?.contains("--allow-host \(host)") == true)
  }

  @Test func reachesWhatWasAllowed() {
    let policy = OutgoingPolicy(allowedHosts: ["*.example.com", "hooks.example.net"])
    #expect(policy.refusal(of: "https://a.b.EXAMPLE.com/x", hostMap: [:]) == nil)
    #expect(policy.refusal(of: "https://hooks.example.net/x", hostMap: [:]) == nil)
    #expect(policy.refusal(of: "https://example.com/x", hostMap: [:]) != nil)
    #expect(policy.refusal(of: "https://other.example.net/x", hostMap: [:]) != nil)
    #expect(OutgoingPolicy(allowedHosts: ["*"]).refusal(of: "https://example.org", hostMap: [:]) == nil)
  }

  @Test func reachesAHostThatReallyIsNear() {
    let map = ["app.example.com": "127.0.0.1:3000", "far.example.com:443": "203.0.113.9:443"]
    #expect(OutgoingPolicy().refusal(of: "https://app.example.com/hook", hostMap: map) == nil)
    #expect(OutgoingPolicy().refusal(of: "https://far.example.com/hook", hostMap: map) != nil)
  }
}
