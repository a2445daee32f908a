import EventLoop
import HTTP1
import LoopTestSupport
import Simulation
import Testing
import Transport

@testable import Outgoing

/// What a sandbox sends, over real sockets of this machine.
@Suite(.timeLimit(.minutes(2))) struct AppClientTests {
  /// An app that answers each request when it is told to.
  @LoopActor final class App {
    private(set) var server: HTTPServer!
    private(set) var paths: [String] = []
    private var held: [CheckedContinuation<Void, Never>] = []

    init(holding: Bool = false) throws {
      var configuration = ServerConfiguration()
      configuration.port = 0
      server = HTTPServer(configuration: configuration) { [unowned self] request in
        paths.append(request.path)
        guard holding else { return .now(Response(body: [])) }
        return .later { [self] in
          await withCheckedContinuation { held.append($0) }
          return Response(body: [])
        }
      }
      try server.listen()
    }

    var underWay: Int { held.count }

    func answerOne() {
      if !held.isEmpty { held.removeFirst().resume() }
    }
  }

  @LoopActor private static func deliver(_ url: String, by client: AppClient) async -> String {
    let sandbox = Sandbox(Sandbox.Plan(name: "s"))
    switch await client.deliver(Letter("tool", .post, url, body: [1], timeout: .seconds(600)), from: sandbox) {
    case .answered(let response): return String(response.status)
    case .failed(let kind, _): return kind
    }
  }

  @Test func eachSpellingLeadsWhereItIsJudged() async throws {
    try await onLoop {
      let app = try App()
      let client = AppClient(OutgoingPolicy())
      let port = app.server.port
      for host in ["127.0.0.1", "127%2e0%2e0%2e1", "0x7f000001", "127.1", "2130706433", "user:word@127.0.0.1"] {
        #expect(await Self.deliver("http://\(host):\(port)/\(app.paths.count)", by: client) == "200", "\(host)")
      }
      #expect(app.paths == (0..<6).map { "/\($0)" })
      for host in ["evil%2eexample", "134744072", "[::ffff:8.8.8.8]", "169.254.169.254"] {
        #expect(await Self.deliver("http://\(host):\(port)/", by: client) == "target_not_allowed", "\(host)")
      }
      client.close()
      app.server.close()
    }
  }

  @Test func aNameIsJudgedByWhereTheHostMapLeads() async throws {
    try await onLoop {
      let app = try App()
      let client = AppClient(
        OutgoingPolicy(),
        hostMap: ["app.example": "127.0.0.1:\(app.server.port)", "far.example": "8.8.8.8:\(app.server.port)"])
      #expect(await Self.deliver("http://app.example/mapped", by: client) == "200")
      #expect(await Self.deliver("http://far.example/mapped", by: client) == "target_not_allowed")
      #expect(app.paths == ["/mapped"])
      client.close()
      app.server.close()
    }
  }

  @Test func ringbackIsNeverReached() async throws {
    try await onLoop {
      let app = try App()
      let client = AppClient(
        OutgoingPolicy(allowedHosts: ["*"]), hostMap: ["me.example": "127.0.0.1:\(app.server.port)"])
      client.ownPort = app.server.port
      for host in ["127.0.0.1", "localhost", "0x7f000001", "127.0.0.2", "me.example"] {
        #expect(await Self.deliver("http://\(host):\(app.server.port)/_ringback/x", by: client) == "target_not_allowed")
      }
      #expect(app.paths == [])
      client.close()
      app.server.close()
    }
  }

  @Test func requestsBeyondTheLimitWaitForTheirTurn() async throws {
    try await onLoop {
      let app = try App(holding: true)
      let client = AppClient(OutgoingPolicy(), maxTransfers: 2)
      let port = app.server.port
      var answers: [String] = []
      for number in 0..<5 {
        LoopActor.start {
          answers.append(await Self.deliver("http://127.0.0.1:\(port)/\(number)", by: client))
        }
      }
      while app.underWay < 2 { await LoopActor.turn() }
      for _ in 0..<20 { await LoopActor.turn() }
      #expect(app.paths.sorted() == ["/0", "/1"])
      while answers.count < 5 {
        #expect(app.underWay <= 2)
        app.answerOne()
        await LoopActor.turn()
      }
      #expect(answers == ["200", "200", "200", "200", "200"])
      #expect(app.paths.sorted() == ["/0", "/1", "/2", "/3", "/4"])
      client.close()
      app.server.close()
    }
  }
}
