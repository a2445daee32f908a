import EventLoop
import HTTP1
import LoopTestSupport
import Transport

/// A server on a free port whose handler echoes what it understood; paths ask for other things.
@LoopActor final class TestServer {
  private(set) var server: HTTPServer!
  private(set) var requests: [Request] = []
  /// The paths of the requests, and `begun` where what `/begin` starts has its first step.
  private(set) var steps: [String] = []
  private var gates: [CheckedContinuation<Void, Never>] = []
  private var isOpen = false
  private var arrivals: [(count: Int, resume: CheckedContinuation<Void, Never>)] = []
  private(set) var cancelled = 0
  /// How `/deliver` and `/deliver-later` are answered.
  var delivery: Delivery?

  init(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    change(&configuration)
    server = HTTPServer(configuration: configuration, reserve: { $0.path.hasPrefix("/reserved") }) { [unowned self] in
      handle($0)
    }
    try server.listen()
  }

  var port: Int { server.port }

  func client(reading: Bool = true) async throws -> TestClient { try await TestClient(port: port, reading: reading) }

  /// Sends the text on a connection of its own and takes everything until the server closes.
  func answer(to text: String) async throws -> String {
    let client = try await client()
    client.send(text)
    let answer = await client.receiveAll()
    client.close()
    return answer
  }

  /// Lets every `/later` go on, also one whose handler has been asked and has not begun to wait.
  func open() {
    isOpen = true
    for gate in gates { gate.resume() }
    gates = []
  }

  /// Waits until that many requests have come.
  func arrived(_ count: Int) async {
    if requests.count >= count { return }
    await withCheckedContinuation { arrivals.append((count, $0)) }
  }

  private func handle(_ request: Request) -> Reply {
    requests.append(request)
    steps.append(request.path)
    let met = arrivals.filter { $0.count <= requests.count }
    arrivals.removeAll { $0.count <= requests.count }
    for arrival in met { arrival.resume.resume() }
    let text = Response(
      fields: ["x-path": request.path], body: Array("\(request.method) \(request.target) \(request.body.count)\n".utf8))
    switch request.path {
    case "/later":
      return .later { [self] in
        await withTaskCancellationHandler {
          if !isOpen { await withCheckedContinuation { gates.append($0) } }
        } onCancel: {
          LoopActor.assumeIsolated { self.cancelled += 1 }
        }
        return text
      }
    case "/deliver", "/deliver-later":
      var response = text
      response.delivery = delivery
      return request.path == "/deliver" ? .now(response) : .later { [response] in response }
    case "/soon": return .later { text }
    case "/begin", "/begin-late":
      LoopActor.start { [self] in steps.append("begun") }
      return request.path == "/begin" ? .now(text) : .later { text }
    case "/big": return .now(Response(body: [UInt8](repeating: 66, count: 1 << 20)))
    case "/bye":
      var response = text
      response.closesConnection = true
      return .now(response)
    case "/close-server":
      server.close()
      return .now(text)
    default: return .now(text)
    }
  }
}

/// What `TestServer` answers to a request without a body.
func echo(_ method: String, _ target: String, body: Int = 0, connection: String = "") -> String {
  let text = "\(method) \(target) \(body)\n"
  let path = target.prefix { $0 != "?" }
  let line = connection.isEmpty ? "" : "connection: \(connection)\r\n"
  return "HTTP/1.1 200 OK\r\nx-path: \(path)\r\ncontent-length: \(text.utf8.count)\r\n\(line)\r\n"
    + (method == "HEAD" ? "" : text)
}
