import Admin
import JSON
import LoopTestSupport
import TestSupport
import Testing

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
    "notlocalhost", "xok.example.com",
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
