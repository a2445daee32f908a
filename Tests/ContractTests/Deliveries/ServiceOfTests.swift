import Cryptography
import EventLoop
import HTTP1
import JSON
import Transport

@testable import Contract

/// A service that sends what it is told to, over the wire, as its time passes.
@LoopActor final class ServiceOfTests: ContractTarget, Exchange, CaseTime {
  /// Something that it sends.
  struct Delivery: Sendable {
    let body: String
    let place: String
    let method: Method
    let fields: Fields
    let secret: String?
    let seconds: Double

    init(
      _ body: String, to place: String = "webhook", method: Method = .post, fields: Fields = [:],
      signedWith secret: String? = nil, after seconds: Double = 1
    ) {
      self.body = body
      self.place = place
      self.method = method
      self.fields = fields
      self.secret = secret
      self.seconds = seconds
    }
  }

  let name = "service"
  let isGuarded = false
  let kind: TargetKind
  let secrets: [String] = []
  let course = TimeCourse.onDemand
  private(set) var passed = 0.0
  private(set) var targets: [String] = []
  private(set) var answers: [(status: Int, body: String)] = []
  private var deliveries: [Delivery]
  private var url = ""
  private let client = HTTPClient()

  init(_ deliveries: [Delivery], kind: TargetKind = .fake) {
    self.deliveries = deliveries
    self.kind = kind
  }

  func close() { client.close() }
  func prepare() async throws(TargetFailure) {}
  func reasonToSkip(_ one: ContractCase) async -> String? { nil }
  func close(_ session: CaseSession) async {}

  func open(_ one: ContractCase, run: String) async throws(TargetFailure) -> CaseSession {
    CaseSession(
      exchange: self, keys: [.elevenlabs: ["main": ProviderKey(secret: "k")]],
      variables: Variables(["run": .string(run)]), time: self)
  }

  func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeAnswer {
    targets.append(request.target)
    if let given = try? JSONParser().parse(request.body)["url"]?.string {
      url = String(given.prefix(upTo: given.lastIndex(of: "/") ?? given.endIndex))
    }
    return .json(["secret": "wsec_1"])
  }

  /// What is due within this time is sent, one after the other.
  func pass(_ seconds: Double) async throws(ExchangeFailure) {
    passed += seconds
    while let delivery = deliveries.first, delivery.seconds <= passed {
      deliveries.removeFirst()
      var fields = delivery.fields
      let body = Array(delivery.body.utf8)
      if let secret = delivery.secret {
        let hash = HMAC.hex(.sha256, key: Array(secret.utf8), message: Array("1787000084.".utf8) + body)
        fields.append("elevenlabs-signature", "t=1787000084,v0=\(hash)")
      }
      do throws(TransportFailure) {
        let response = try await client.send(
          OutgoingRequest(delivery.method, "\(url)/\(delivery.place)", fields: fields, body: body))
        answers.append((response.status, String(decoding: response.body, as: UTF8.self)))
      } catch {
        throw ExchangeFailure("\(error)")
      }
    }
  }
}
