import Admin
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct AccessTests {
  static let health = "/_ringback/health"

  @Test(arguments: [
    "127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:8080", "ringback.localhost:1", "[::1]", "[::1]:8080",
    "192.168.1.20:80",
    "ok.example.com", "OK.example.com:8080",
  ])
  func answersAddressesLocalhostAndAllowedNames(host: String) async throws {
    try await onLoop {
      let control = try Control(AdminAccess(allowedHostnames: ["ok.example.com"]))
      #expect(control.peer([("host", host)]).get(Self.health).status == 200)
    }
  }

  @Test(arguments: [
    "evil.example.com", "evil.example.com:8080", "127.0.0.1.evil.com", "localhost.evil.com", "1.2.3", "1.2.3.4.5",
    "1.2.3.256", "", "a:b:c",
    "notlocalhost", "xok.example.com", "[127.0.0.1]evil.example", "127.0.0.+1", "0127.0.0.1", "[::1]x",
    "localhost:99999",
  ])
  func refusesOtherHosts(host: String) async throws {
    try await onLoop {
      let control = try Control(AdminAccess(allowedHostnames: ["ok.example.com"]))
      let answer = control.peer([("host", host)]).get(Self.health)
      #expect(answer.status == 403)
      #expect(answer.code == "foreign_host")
    }
  }

  @Test(arguments: [
    ("http://127.0.0.1:8080", 200), ("https://127.0.0.1:8080", 200), ("http://127.0.0.1", 403),
    ("http://localhost:8080", 403),
    ("https://evil.example.com", 403), ("null", 403), ("", 403),
  ])
  func refusesForeignOrigins(origin: String, status: Int) async throws {
    try await onLoop {
      let answer = try Control().peer([("host", "127.0.0.1:8080"), ("origin", origin)]).get(Self.health)
      #expect(answer.status == status)
      if status == 403 { #expect(answer.code == "foreign_origin") }
      #expect(answer.field("access-control-allow-origin") == nil)
    }
  }

  @Test(arguments: [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)])
  func refusesPagesThatNameNoOrigin(site: String, status: Int) async throws {
    try await onLoop {
      let answer = try Control().peer([("host", "127.0.0.1:8080"), ("sec-fetch-site", site)]).get(Self.health)
      #expect(answer.status == status)
    }
  }

  @Test(arguments: [
    ("https://evil.example", 401), ("null", 401), ("http://localhost.evil.example", 401),
    ("http://localhost:3000", 200),
    ("http://127.0.0.1", 200), ("http://[::1]:5173", 200), ("https://app.localhost", 200), ("", 401),
  ])
  func pagesOfOtherSitesCannotUseKeysThatAnybodyKnows(origin: String, status: Int) async throws {
    try await onLoop {
      let control = try Control()
      let sandbox = try #require(control.simulator.registry["default"])
      let key = try #require(sandbox.plan.credentials.first?.value)
      let answer = control.client(key: key, fields: [("origin", origin)]).get("/v1/user")
      #expect(answer.status == status)
      #expect((status == 200) == !answer.hint.contains("--allow-origin"))
      let basic = Base64Text.encode(Array("\(sandbox.twilio.accountSID):\(sandbox.twilio.authToken)".utf8))
      let twilio = control.client(fields: [("origin", origin), ("authorization", "Basic \(basic)")])
      #expect(twilio.get("/2010-04-01/Accounts/\(sandbox.twilio.accountSID)/Calls.json").status == status)
    }
  }

  @Test func aPageWithoutAnOriginIsToldByItsSite() async throws {
    try await onLoop {
      let control = try Control()
      let key = try #require(control.simulator.registry["default"]?.plan.credentials.first?.value)
      #expect(control.client(key: key, fields: [("sec-fetch-site", "cross-site")]).get("/v1/user").status == 401)
      #expect(control.client(key: key, fields: [("sec-fetch-site", "same-origin")]).get("/v1/user").status == 200)
    }
  }

  @Test(arguments: [
    ("Bearer secret", 200), ("Bearer secre", 401), ("Bearer secret2", 401), ("bearer secret", 401), ("secret", 401),
    ("", 401),
    ("Basic secret", 401),
  ])
  func asksForItsToken(authorization: String, status: Int) async throws {
    try await onLoop {
      let control = try Control(AdminAccess(token: "secret"))
      let answer = control.peer([("host", "127.0.0.1"), ("authorization", authorization)]).get(Self.health)
      #expect(answer.status == status)
      if status == 401 { #expect(answer.code == "token_required") }
      #expect(control.peer().get(Self.health).status == 401)
    }
  }

  @Test func isClosedBeyondLoopbackWithoutToken() async throws {
    try await onLoop {
      let answer = try Control(AdminAccess(isClosed: true)).peer().get(Self.health)
      #expect(answer.status == 403)
      #expect(answer.code == "admin_closed")
      #expect(answer["error", "message"].string?.contains("--admin-token") == true)
    }
  }
}
