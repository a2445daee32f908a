internal import Bytes
public import EventLoop
internal import HTTP1
public import Simulation
internal import Transport

/// Carries what sandboxes send to the app under test, by HTTP.
///
/// Only loopback and private networks are reached, and hosts that were allowed: nothing goes out to the internet unless the
/// user asked for it. Ringback itself is never reached.
@LoopActor public final class AppClient: Postman {
  private let client: HTTPClient
  private let policy: OutgoingPolicy
  private let queue: OutgoingQueue
  /// The port on which this program itself serves, on some addresses of this machine; nil until it does.
  public var ownPort: Int?

  /// A client that reaches what the policy allows; `hostMap` says where hosts really are.
  public init(
    _ policy: OutgoingPolicy, hostMap: [String: String] = [:], caFile: String? = nil, maxTransfers: Int = 256
  ) {
    self.policy = policy
    var configuration = HTTPClientConfiguration()
    configuration.hostMap = hostMap
    configuration.caFile = caFile
    configuration.maxTransfers = maxTransfers
    configuration.maxIdleConnections = min(configuration.maxIdleConnections, maxTransfers)
    client = HTTPClient(configuration)
    queue = OutgoingQueue(most: maxTransfers)
  }

  /// Ends whatever is under way.
  public func close() { client.close() }

  /// Sends a letter; redirects are not followed, and any status is an answer.
  ///
  /// If many are under way it waits for its turn, and its time begins then.
  public func deliver(_ letter: Letter, from sandbox: Sandbox) async -> Delivered {
    await queue.perform(for: sandbox.name) { await send(letter) }
      ?? .failed(kind: "cancelled", message: "the request was cancelled")
  }

  private func send(_ letter: Letter) async -> Delivered {
    var request = OutgoingRequest(
      letter.method, letter.url, fields: letter.fields, body: letter.body, timeout: letter.timeout)
    request.isChunked = letter.isChunked
    do throws(TransportFailure) {
      if let mistake = request.mistake { throw TransportFailure(.invalidRequest, mistake) }
      let target = try ClientURL(letter.url)
      if let words = policy.refusal(of: target, hostMap: client.configuration.hostMap) {
        throw TransportFailure(.targetNotAllowed, words)
      }
      request.target = target
      // A proxy looks names up by itself, so it is asked only for what somebody allowed on the internet.
      request.usesProxy = policy.allows(target.host) && !OutgoingPolicy.isNear(target.host)
      request.refusal = { [policy, ownPort, host = target.host] address, port in
        if port == ownPort, NetworkInterfaces.own(address) {
          return "\(address):\(port) is Ringback itself, which sends itself no requests."
        }
        return policy.refusal(of: address, named: host)
      }
      let response = try await client.send(request)
      return .answered(Response(status: response.status, fields: response.fields, body: response.body))
    } catch {
      return .failed(kind: error.kind.rawValue, message: error.message)
    }
  }
}
