import EventLoop
import HTTP1
import Testing
import Transport

/// Where a request goes on its way: host map and proxies.
@Suite(.timeLimit(.minutes(2))) struct HTTPClientRouteTests {
  @Test(arguments: ["api.example.com", "api.example.com:4711"])
  func sendsAMappedHostElsewhere(_ host: String) async throws {
    // A proxy that nobody runs: it must not be asked.
    try await withPeer({ configuration, port in
      configuration.hostMap = [host: "127.0.0.1:\(port)"]
      configuration.proxy = .url("http://127.0.0.1:1")
    }) { client, peer in
      let answer = try await client.send(OutgoingRequest(.get, "http://api.example.com:4711/x"))
      #expect(answer.text == "GET /x")
      #expect(peer.requests[0].field("host") == "api.example.com:4711")
    }
  }

  @Test func sendsAnotherPortOfAMappedHostNowhere() async throws {
    try await withPeer({ configuration, port in
      configuration.hostMap = ["localhost:4711": "127.0.0.1:\(port)"]
    }) { client, peer in
      #expect(await client.failure(of: OutgoingRequest(.get, "http://localhost:1/")) == .unreachable)
      let text = try await client.text(of: OutgoingRequest(.get, "http://localhost:4711/x"))
      #expect(text == "GET /x")
    }
  }

  @Test func asksAProxyByTheWholeURL() async throws {
    try await withPeer({ configuration, port in
      configuration.proxy = .url("http://127.0.0.1:\(port)")
    }) { client, peer in
      _ = try await client.send(OutgoingRequest(.get, "http://api.example.com/x?y"))
      #expect(peer.requests[0].target == "http://api.example.com/x?y")
    }
  }

  @Test func asksNoProxyForLoopback() async throws {
    try await withPeer({ configuration, _ in configuration.proxy = .url("http://127.0.0.1:1") }) { client, peer in
      for host in ["127.0.0.1", "localhost"] {
        let text = try await client.text(of: OutgoingRequest(.get, peer.url("/x", host: host)))
        #expect(text == "GET /x")
      }
    }
  }
}
