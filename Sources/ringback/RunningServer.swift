internal import EventLoop
internal import HTTP1
internal import JSON
internal import Transport

/// A server that runs elsewhere, as commands reach its control API.
struct RunningServer: Sendable {
  let base: String
  private let fields: Fields

  /// The server at a URL, at `RINGBACK_URL`, or on this machine's usual port; the token from the flag or `RINGBACK_ADMIN_TOKEN`.
  init(url: String?, sandbox: String?, adminToken: String?) {
    let environment = ProcessEnvironment.all
    var base = url ?? environment["RINGBACK_URL"] ?? "http://127.0.0.1:8080"
    while base.last == "/" { base.removeLast() }
    self.base = base
    var fields = Fields()
    if let sandbox { fields.append("x-ringback-sandbox", sandbox) }
    if let token = adminToken ?? environment["RINGBACK_ADMIN_TOKEN"], !token.isEmpty {
      fields.append("authorization", "Bearer \(token)")
    }
    self.fields = fields
  }

  /// A request to `/_ringback/…`; a body is JSON.
  func request(_ method: Method, _ path: String, body: [UInt8] = []) -> OutgoingRequest {
    var request = OutgoingRequest(method, "\(base)/_ringback/\(path)", body: body)
    if !body.isEmpty { request.fields.append("content-type", "application/json") }
    for field in fields { request.fields.append(field.name, field.value) }
    return request
  }

  /// Sends a request; a server that does not answer is told about with advice.
  @LoopActor func send(_ request: OutgoingRequest, _ client: HTTPClient) async throws(CommandFailure) -> ClientResponse
  {
    do throws(TransportFailure) {
      return try await client.send(request)
    } catch {
      let advice =
        error.kind == .unreachable ? " Start it with \"ringback serve\", or say where it is with --url." : ""
      throw CommandFailure(VerifyCommand.unknown, "no answer from \(base): \(error).\(advice)")
    }
  }

  /// Sends a request and reads its JSON; a refusal of the control API becomes a failure with its words.
  @LoopActor func json(_ request: OutgoingRequest, _ client: HTTPClient) async throws(CommandFailure) -> JSONValue {
    let answer = try await send(request, client)
    let body = try? JSONParser().parse(answer.body)
    if let message = body?["error"]?["message"]?.string { throw CommandFailure(SystemExit.usage, message) }
    guard let body, (200..<300).contains(answer.status) else {
      throw CommandFailure(
        VerifyCommand.unknown, "\(base) answers \(answer.status) and not as Ringback does: is --url right?")
    }
    return body
  }

  /// Runs the loop on this thread for as long as `work` takes, with a client of its own.
  static func onLoop<T: Sendable>(
    _ work: @escaping @LoopActor @Sendable (HTTPClient) async throws(CommandFailure) -> T
  ) throws(CommandFailure) -> T {
    LoopActor.executor.adoptCurrentThread()
    let box = LoopActor.assumeIsolated {
      let box = ResultBox<T>()
      LoopActor.start {
        let client = HTTPClient()
        do throws(CommandFailure) {
          box.result = .success(try await work(client))
        } catch {
          box.result = .failure(error)
        }
        client.close()
        LoopActor.executor.stop()
      }
      return box
    }
    LoopActor.executor.run()
    guard let result = LoopActor.assumeIsolated({ box.result }) else {
      throw CommandFailure(VerifyCommand.unknown, "the loop ended before the work was done")
    }
    return try result.get()
  }
}

/// Where the loop leaves what came of some work.
@LoopActor private final class ResultBox<T: Sendable> {
  var result: Result<T, CommandFailure>?
}
