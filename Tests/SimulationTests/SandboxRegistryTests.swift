import EventLoop
import HTTP1
import LoopTestSupport
import Simulation
import Testing

@Suite(.timeLimit(.minutes(2))) struct SandboxRegistryTests {
  static let request = Request(target: "/", fields: [("xi-api-key", "sk_1")])

  static func plan(_ name: String, key: String? = nil) -> Sandbox.Plan {
    Sandbox.Plan(name: name, credentials: key.map { [Credential(name: "main", value: $0)] } ?? [])
  }

  /// What the body throws; nil where it throws nothing.
  @LoopActor static func failure(_ body: () throws(SandboxFailure) -> Void) -> SandboxFailure? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["a", "A1", "build-42", "x_y.z", "0", String(repeating: "a", count: 64)])
  func takesNamesThatFitInAPath(name: String) async throws {
    try await onLoop {
      let registry = SandboxRegistry()
      let made = try registry.create(Self.plan(name))
      #expect(made === registry[name])
    }
  }

  @Test(arguments: [
    "", "-a", ".a", "_a", "..", "a b", "a/b", "a%2f", "ü", "a~", "a\n", String(repeating: "a", count: 65),
  ])
  func refusesOtherNames(name: String) async throws {
    try await onLoop {
      let registry = SandboxRegistry()
      #expect(Self.failure { () throws(SandboxFailure) in try registry.create(Self.plan(name)) } == .badName(name))
      #expect(registry.all.isEmpty)
    }
  }

  @Test func refusesATakenNameUntilItIsFree() async throws {
    try await onLoop {
      let registry = SandboxRegistry()
      try registry.create(Self.plan("a"))
      #expect(Self.failure { () throws(SandboxFailure) in try registry.create(Self.plan("a")) } == .nameTaken("a"))
      try registry.delete("a")
      try registry.create(Self.plan("a"))
      #expect(registry.all.map(\.name) == ["a"])
    }
  }

  @Test func aKeyBelongsToOneLiveSandbox() async throws {
    try await onLoop {
      let registry = SandboxRegistry()
      let first = try registry.create(Self.plan("a", key: "sk_1"))
      #expect(
        Self.failure { () throws(SandboxFailure) in try registry.create(Self.plan("b", key: "sk_1")) }
          == .credentialTaken(key: "main", owner: "a"))
      #expect(registry["b"] == nil)
      #expect(registry.sandbox(openedBy: Self.request)?.sandbox === first)
      try registry.delete("a")
      #expect(registry.sandbox(openedBy: Self.request) == nil)
      let second = try registry.create(Self.plan("b", key: "sk_1"))
      #expect(registry.sandbox(openedBy: Self.request)?.sandbox === second)
    }
  }

  @Test func resetKeepsSandboxAndCredentials() async throws {
    try await onLoop {
      let registry = SandboxRegistry()
      let sandbox = try registry.create(Self.plan("a", key: "sk_1"))
      sandbox.world[Note.self].put(Note(id: "n", key: 1))
      let again = try registry.reset("a")
      #expect(again === sandbox)
      #expect(sandbox.world.count == 0)
      #expect(registry.sandbox(openedBy: Self.request)?.sandbox === sandbox)
    }
  }

  @Test func defaultCanBeResetButStays() async throws {
    try await onLoop {
      let registry = SandboxRegistry()
      try registry.create(Self.plan("default"))
      #expect(Self.failure { () throws(SandboxFailure) in try registry.delete("default") } == .defaultStays)
      #expect(registry["default"] != nil)
      try registry.reset("default")
    }
  }

  @Test func anUnknownNameIsNamed() async throws {
    try await onLoop {
      let registry = SandboxRegistry()
      #expect(Self.failure { () throws(SandboxFailure) in try registry.delete("nobody") } == .unknown("nobody"))
      #expect(Self.failure { () throws(SandboxFailure) in try registry.reset("nobody") } == .unknown("nobody"))
      #expect(registry["nobody"] == nil)
    }
  }

  @Test func listsInOrderOfMaking() async throws {
    try await onLoop {
      let registry = SandboxRegistry()
      for name in ["c", "a", "b"] { try registry.create(Self.plan(name)) }
      try registry.delete("a")
      try registry.create(Self.plan("a"))
      #expect(registry.all.map(\.name) == ["c", "b", "a"])
    }
  }

  @Test(arguments: [
    SandboxFailure.nameTaken("a"), .badName("a b"), .credentialTaken(key: "main", owner: "a"), .unknown("a"),
    .defaultStays,
  ])
  func everyFailureSaysWhatToDo(failure: SandboxFailure) {
    #expect(failure.message.hasSuffix("."))
    #expect(failure.message.count > 20)
  }
}
