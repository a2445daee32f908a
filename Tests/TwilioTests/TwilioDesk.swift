import EventLoop
import HTTP1
import JSON
import OpenAPI
import Simulation
import Telephony
import TestSupport

@testable import Twilio

/// A sandbox and Twilio's API on it; every answer is held against the document.
@LoopActor final class TwilioDesk {
  nonisolated static let noon = Instant(unixSeconds: 1_795_262_400)

  let api: TwilioAPI
  let sandbox = Sandbox(Sandbox.Plan(name: "desk", clock: .manual(at: noon)))

  init(acceptsAnyKey: Bool = false) throws {
    var options = TwilioAPI.Options()
    options.acceptsAnyKey = acceptsAnyKey
    options.checksResponses = true
    api = TwilioAPI(
      document: try Document(Repository.bytes("openapi/twilio.json")),
      catalog: CatalogFile(try Repository.bytes("openapi/twilio-errors.json")), options: options)
  }

  /// A client with these credentials; nil sends none.
  func peer(_ user: String?, _ password: String = "") -> TestPeer {
    let field = user.map { "Basic \(Base64Text.encode(Array("\($0):\(password)".utf8)))" }
    return TestPeer(fields: field.map { [(name: "authorization", value: $0)] } ?? []) { [self] request in
      api.answer(Arrival(request, in: sandbox))
    }
  }

  /// A client with the sandbox's own credentials.
  var peer: TestPeer { peer(sandbox.twilio.accountSID, sandbox.twilio.authToken) }

  /// The path of a resource below the sandbox's account.
  func path(_ rest: String) -> String { "/2010-04-01/Accounts/\(sandbox.twilio.accountSID)/\(rest)" }

  /// Places a call that rings and is answered, and is over when somebody ends it.
  func place(to number: String = "+15555550123") throws -> Line {
    let line = try PhoneNetwork.place(
      from: "+15555550100", to: number, account: PhoneNetwork.Account(), in: sandbox)
    sandbox.start { flow throws(CancellationError) in
      guard case .answered(let instant, _) = try await line.ring(timeout: .seconds(60), in: flow) else { return }
      _ = try await line.wait(until: instant + .seconds(600), for: Purpose("end"), in: flow)
      line.end(.completed, by: .person)
    }
    return line
  }
}
