import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct SandboxTests {
  static let noon = Instant(unixSeconds: 1_784_635_200)

  static func plan(_ name: String, seed: UInt64? = nil, keys: [Credential] = []) -> Sandbox.Plan {
    var base = World()
    base[Note.self].put(Note(id: "given", key: 1))
    return Sandbox.Plan(
      name: name, seed: seed, clock: .manual(at: noon), base: base, credentials: keys, scenarios: ["default"])
  }

  @Test func resetRestoresWorldAndIDs() async throws {
    try await onLoop {
      let sandbox = Sandbox(Self.plan("a", seed: 9))
      let first = [sandbox.newID("conv"), sandbox.newID("conv")]
      sandbox.world[Note.self].put(Note(id: "added", key: 2))
      sandbox.world[Note.self].remove("given")
      let left = sandbox.reset()
      #expect(left[Note.self].all.map(\.id) == ["added"])
      #expect(sandbox.world[Note.self].all.map(\.id) == ["given"])
      #expect([sandbox.newID("conv"), sandbox.newID("conv")] == first)
    }
  }

  @Test func theNameIsTheSeedUnlessOneIsGiven() async throws {
    try await onLoop {
      #expect(Sandbox(Self.plan("a")).newID("conv") == Sandbox(Self.plan("a")).newID("conv"))
      #expect(Sandbox(Self.plan("a")).newID("conv") != Sandbox(Self.plan("b")).newID("conv"))
      #expect(Sandbox(Self.plan("a", seed: 1)).newID("conv") == Sandbox(Self.plan("b", seed: 1)).newID("conv"))
    }
  }

  @Test func credentialsOpenTheirOwnSandboxOnly() async throws {
    try await onLoop {
      let key = Credential(name: "main", value: "sk_1", permissions: .only(["user_read"]))
      let sandbox = Sandbox(Self.plan("a", keys: [key]))
      #expect(sandbox.credential("sk_1") == key)
      #expect(sandbox.credential("sk_2") == nil)
      _ = sandbox.reset()
      #expect(sandbox.credential("sk_1") == key)
    }
  }

  @Test func aFrozenClockStandsStill() async throws {
    try await onLoop {
      let clock = SimulationClock(.manual(at: Self.noon))
      #expect(clock.now == Self.noon)
      #expect(clock.httpDate == "Tue, 21 Jul 2026 12:00:00 GMT")
      #expect(clock.httpDate == clock.now.httpDate)
      #expect(SimulationClock().now > Self.noon || SimulationClock().mode == .real(speed: 1))
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct CredentialTests {
  @Test func aDerivedKeyDependsOnSandboxAndKeyNameOnly() throws {
    let key = Credential.derivedKey("main", sandbox: "default")
    #expect(key == Credential.derivedKey("main", sandbox: "default"))
    #expect(key.wholeMatch(of: try Regex("sk_[0-9a-f]{48}")) != nil)
    let others = [
      ("main", "other"), ("reader", "default"), ("default", "main"), ("", "default/main"), ("t/main", "defaul"),
    ]
    for (name, sandbox) in others { #expect(Credential.derivedKey(name, sandbox: sandbox) != key) }
  }

  @Test func aTwilioAccountHasTheShapeOfOne() throws {
    let account = TwilioAccount(sandbox: "default")
    #expect(account.accountSID.wholeMatch(of: try Regex("AC[0-9a-f]{32}")) != nil)
    #expect(account.authToken.wholeMatch(of: try Regex("[0-9a-f]{32}")) != nil)
    #expect(account == TwilioAccount(sandbox: "default"))
    #expect(account != TwilioAccount(sandbox: "other"))
  }

  @Test func permissionsAllowTheirScopes() {
    #expect(Permissions.all.allow("convai_read"))
    #expect(Permissions.only(["convai_read"]).allow("convai_read"))
    #expect(!Permissions.only(["convai_read"]).allow("convai_write"))
    #expect(Permissions.only(["b", "a"]).description == "a, b")
    #expect(Permissions.only([]).description == "nothing")
    #expect(Permissions.all.description == "everything")
  }
}
