import Bytes
import EventLoop
import LoopTestSupport
import Simulation
import Testing
import Transport

@testable import Outgoing

@Suite(.timeLimit(.minutes(1))) struct OutgoingPolicyTests {
  @Test(arguments: [
    "http://127.0.0.1:3000/hook", "http://localhost/hook", "http://[::1]:3000/", "http://10.1.2.3/",
    "http://172.20.0.5/x", "https://192.168.1.4/x", "http://app:3000/x", "http://host.docker.internal:3000/",
    "http://user:word@127.0.0.1/", "http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://0177.0.0.1/",
    "http://LOCALHOST/", "http://127%2e0%2e0%2e1/", "http://[::ffff:127.0.0.1]/", "http://localhost./",
  ])
  func reachesThisMachineAndPrivateNetworks(url: String) async throws {
    try await onLoop {
      let parsed = try ClientURL(url)
      #expect(OutgoingPolicy().refusal(of: parsed, hostMap: [:]) == nil, "\(parsed.host)")
    }
  }

  @Test(arguments: [
    ("https://hooks.example.com/x", "hooks.example.com"), ("http://8.8.8.8/", "8.8.8.8"),
    ("http://172.32.0.1/", "172.32.0.1"), ("http://[2001:db8::1]/", "2001:db8::1"),
    ("http://127.0.0.1@evil.example.com/", "evil.example.com"),
    ("http://127.0.0.1.example.com/", "127.0.0.1.example.com"), ("http://10.0.0.256/", "10.0.0.256"),
    ("http://134744072/", "8.8.8.8"), ("http://010.8.8.8/", "8.8.8.8"), ("http://0x08080808/", "8.8.8.8"),
    ("http://8.8.2056/", "8.8.8.8"), ("http://evil%2eexample/", "evil.example"),
    ("http://evil.example./", "evil.example"),
    ("http://[::ffff:8.8.8.8]/", "8.8.8.8"), ("http://[64:ff9b::808:808]/", "8.8.8.8"),
    ("http://169.254.169.254/latest/meta-data", "169.254.169.254"), ("http://[fe80::1]/", "fe80::1"),
    ("http://[fd00:ec2::254]/", "fd00:ec2::254"), ("http://100.100.100.200/", "100.100.100.200"),
    ("http://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1"), ("http://[2002:7f00:1::1]/", "2002:7f00:1::1"),
    ("http://0.0.0.0/", "0.0.0.0"), ("http://localhost.evil.example/", "localhost.evil.example"),
  ])
  func refusesTheInternetAndTheOwnLinkAndNamesTheHost(url: String, host: String) async throws {
    try await onLoop {
      let parsed = try ClientURL(url)
      let words = OutgoingPolicy().refusal(of: parsed, hostMap: [:]) ?? "allowed: \(parsed.host)"
      #expect(words.contains("--allow-host \(host)") || words.contains("--allow-host \(parsed.host)"), "\(words)")
    }
  }

  @Test(arguments: ["http://evil\u{3002}example/", "http://evil\u{ff0e}example/", "http://a b/", "http://", "//x"])
  func takesNoUrlThatReadsTwoWays(url: String) async throws {
    try await onLoop {
      guard let parsed = try? ClientURL(url) else { return }
      #expect(OutgoingPolicy().refusal(of: parsed, hostMap: [:]) != nil, "\(parsed.host)")
    }
  }

  @Test func reachesWhatWasAllowed() async throws {
    try await onLoop {
      let policy = OutgoingPolicy(allowedHosts: ["*.example.com", "hooks.example.net", "169.254.169.254"])
      @LoopActor func expect(_ url: String, _ policy: OutgoingPolicy, isAllowed: Bool) throws {
        let refusal = policy.refusal(of: try ClientURL(url), hostMap: [:])
        #expect((refusal == nil) == isAllowed, "\(url)")
      }
      try expect("https://a.b.EXAMPLE.com/x", policy, isAllowed: true)
      try expect("https://hooks.example.net/x", policy, isAllowed: true)
      try expect("https://example.com/x", policy, isAllowed: false)
      try expect("https://other.example.net/x", policy, isAllowed: false)
      try expect("http://169.254.169.254/", policy, isAllowed: true)
      let all = OutgoingPolicy(allowedHosts: ["*"])
      try expect("https://example.org", all, isAllowed: true)
      for host in [
        "169.254.169.254", "0xa9fea9fe", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200", "[64:ff9b::a9fe:a9fe]",
      ] {
        try expect("http://\(host)/", all, isAllowed: false)
      }
    }
  }

  @Test func judgesWhatANameTurnsOutToBe() throws {
    let near = try #require(IPAddress("10.1.2.3"))
    let far = try #require(IPAddress("8.8.8.8"))
    let link = try #require(IPAddress("169.254.169.254"))
    let policy = OutgoingPolicy(allowedHosts: ["hooks.example.net"])
    #expect(policy.refusal(of: near, named: "app") == nil)
    #expect(policy.refusal(of: far, named: "app")?.hasPrefix("app (8.8.8.8)") == true)
    #expect(policy.refusal(of: far, named: "hooks.example.net") == nil)
    #expect(policy.refusal(of: link, named: "hooks.example.net")?.contains("--allow-host 169.254.169.254") == true)
    #expect(policy.refusal(of: link, named: "app") != nil)
  }

  @Test func reachesAHostThatReallyIsNear() async throws {
    try await onLoop {
      let map = ["app.example.com": "127.0.0.1:3000", "far.example.com:443": "203.0.113.9:443"]
      let near = try ClientURL("https://app.example.com/hook")
      let far = try ClientURL("https://far.example.com/hook")
      #expect(OutgoingPolicy().refusal(of: near, hostMap: map) == nil)
      #expect(OutgoingPolicy().refusal(of: far, hostMap: map) != nil)
    }
  }

  /// Whatever digits spell an address: it is judged alike in each of its spellings.
  @Test func judgesOneAddressAlikeInAllItsSpellings() async throws {
    try await onLoop {
      var seed: UInt32 = 7
      for _ in 0..<200 {
        seed = seed &* 1_664_525 &+ 1_013_904_223
        let address = seed % 3 == 0 ? 0x7f00_0000 | seed >> 8 : seed
        let (a, b, c, d) = (address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255)
        func octal(_ octet: UInt32) -> String { "0" + String(octet, radix: 8) }
        let plain = OutgoingPolicy().refusal(of: try ClientURL("http://\(a).\(b).\(c).\(d)/"), hostMap: [:])
        for spelling in [
          "\(address)", "0x" + String(address, radix: 16), "\(a).\(address & 0xff_ffff)",
          "\(a).\(b).\(address & 0xffff)",
          "\(a)%2e\(b)%2E\(c).\(d)", "\(octal(a)).\(octal(b)).\(octal(c)).\(octal(d))", "[::ffff:\(a).\(b).\(c).\(d)]",
          "\(a).\(b).\(c).\(d).",
        ] {
          let url = try ClientURL("http://\(spelling)/")
          #expect(OutgoingPolicy().refusal(of: url, hostMap: [:]) == plain, "\(spelling)")
        }
      }
    }
  }
}
