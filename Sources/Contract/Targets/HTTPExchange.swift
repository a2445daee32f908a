public import EventLoop
internal import HTTP1
public import Transport

/// A server behind a base URL.
@LoopActor public struct HTTPExchange: Exchange {
  private let baseURL: String
  private let client: HTTPClient

  /// A server; the base URL ends without a slash.
  public init(_ baseURL: String, client: HTTPClient) {
    self.baseURL = baseURL
    self.client = client
  }

  /// Sends a request and waits for the answer; no redirect is followed, since it is an answer too.
  public func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeAnswer {
    let outgoing = OutgoingRequest(
      request.method, baseURL + request.target, fields: request.fields, body: request.body)
    do throws(TransportFailure) {
      let response = try await client.send(outgoing)
      return ExchangeAnswer(status: response.status, fields: response.fields, body: response.body)
    } catch {
      throw ExchangeFailure("\(error)")
    }
  }
}
