public import EventLoop
internal import HTTP1
public import Simulation
internal import Transport

/// Carries what sandboxes send to the app under test, by HTTP.
///
/// Only loopback and private networks are reached, and hosts that were allowed: nothing goes out to the internet unless the
/// user asked for it.
@LoopActor public final class AppClient: Postman {
  private let client: HTTPClient
  private let policy: OutgoingPolicy

  /// A client that reaches what the policy allows; `hostMap` says where hosts really are.
  public init(_ policy: OutgoingPolicy, hostMap: [String: String] = [:], caFile: String? = nil) {
    self.policy = policy
    var configuration = HTTPClientConfiguration()
    configuration.hostMap = hostMap
    configuration.caFile = caFile
    client = HTTPClient(configuration)
  }

  /// Ends whatever is under way.
  public func close() { client.close() }

  /// Sends a letter; redirects are not followed, and any status is an answer.
  public func deliver(_ letter: Letter, from sandbox: Sandbox) async -> Delivered {
    if let refusal = policy.refusal(of: letter.url, hostMap: client.configuration.hostMap) {
      return .failed(kind: "target_not_allowed", message: refusal)
    }
    var request = OutgoingRequest(
      letter.method, letter.url, fields: letter.fields, body: letter.body, timeout: letter.timeout)
    request.isChunked = letter.isChunked
    do throws(TransportFailure) {
      let response = try await client.send(request)
      return .answered(Response(status: response.status, fields: response.fields, body: response.body))
    } catch {
      return .failed(kind: error.kind.rawValue, message: error.message)
    }
  }
}
