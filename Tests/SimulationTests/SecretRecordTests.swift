import EventLoop
import LoopTestSupport
import Simulation
import Testing

@Suite(.timeLimit(.minutes(2))) struct SecretRecordTests {
  /// A record whose secret depends on the sandbox.
  struct Vault: SecretRecord {
    let id: String
    var orderKey: Int64 { 0 }
    var placeholder: String { "<vault:\(id)>" }

    func secret(in sandbox: Sandbox) -> String { "opens-\(id)-of-\(sandbox.name)" }
  }

  @LoopActor static func world(_ ids: String...) -> World {
    var world = World()
    for id in ids { world[Vault.self].put(Vault(id: id)) }
    world[Note.self].put(Note(id: "n", key: 1))
    return world
  }

  @Test func theSecretsOfTheStartAreHidden() async throws {
    try await onLoop {
      let sandbox = Sandbox(Sandbox.Plan(name: "one", base: Self.world("a", "b")))
      #expect(Redaction(sandbox).text("x opens-b-of-one y opens-a-of-one") == "x <vault:b> y <vault:a>")
      #expect(Redaction(sandbox).text("opens-a-of-two") == "opens-a-of-two")
    }
  }

  @Test func aSecretStaysHiddenWhenItsRecordIsGone() async throws {
    try await onLoop {
      let sandbox = Sandbox(Sandbox.Plan(name: "one", base: Self.world("a")))
      sandbox.world = Self.world("b")
      sandbox.beginRecord()
      #expect(Redaction(sandbox).text("opens-a-of-one opens-b-of-one") == "<vault:a> <vault:b>")
    }
  }

  @Test func aSecretThatIsMadeIsHiddenAtOnce() async throws {
    try await onLoop {
      let sandbox = Sandbox(Sandbox.Plan(name: "one"))
      #expect(Redaction(sandbox).text("opens-a-of-one") == "opens-a-of-one")
      sandbox.hide(Vault(id: "a"))
      #expect(Redaction(sandbox).text("opens-a-of-one") == "<vault:a>")
    }
  }
}
