import EventLoop
import JSON
import LoopTestSupport
import Simulation
import Testing

@Suite(.timeLimit(.minutes(2))) struct SnapshotTests {
  static let kinds: SnapshotKinds = {
    var kinds = SnapshotKinds()
    kinds.add(Note.self)
    kinds.add(Mood.self)
    return kinds
  }()

  /// A sandbox with records in both groups, a gap in the arrivals, and a stream of ids that has moved.
  @LoopActor static func sandbox(_ name: String = "test") throws -> Sandbox {
    let sandbox = try SandboxRegistry().create(
      Sandbox.Plan(
        name: name, clock: .manual(at: Instant(nanoseconds: 1_795_255_200_000_000_001)), scenarios: ["default"]))
    for number in 0..<600 {
      sandbox.world[Note.self].put(
        Note(id: "note\(number)", key: Int64(number % 7), title: "ü\(number)", topics: ["t\(number % 3)"]))
    }
    for number in [3, 599] { sandbox.world[Note.self].remove("note\(number)") }
    sandbox.world[Mood.self].word = "stormy"
    _ = sandbox.newID("agent")
    return sandbox
  }

  @Test func whatIsReadIsWhatWasWritten() async throws {
    try await onLoop {
      let first = try Self.sandbox()
      let written = try first.snapshot.json(Self.kinds)
      #expect(written["time"] == "2026-11-21T10:00:00.000000001Z")
      let text = JSONWriter.bytes(written)
      let registry = SandboxRegistry()
      let other = try registry.create(Sandbox.Plan(name: "test", scenarios: ["default"]))
      registry.restore(other, try Snapshot(JSONParser().parse(text), Self.kinds), Self.kinds)
      var again = try other.snapshot.json(Self.kinds)
      // The seed belongs to the plan; it is the same, since both have one name.
      #expect(again == written)
      #expect(JSONWriter.bytes(again) == text)
      again = .null
      for group in [nil, Note.topic("t0"), Note.topic("t1"), Note.topic("t2"), Note.topic("t3")] {
        #expect(other.world[Note.self].ids(in: group) == first.world[Note.self].ids(in: group))
      }
      #expect(other.world[Mood.self].word == "stormy")
      #expect(other.newID("agent") == first.newID("agent"))
      #expect(other.clock.mode == first.clock.mode)
    }
  }

  @Test func cursorsAndArrivalsOutliveIt() async throws {
    try await onLoop {
      let sandbox = try Self.sandbox()
      let page = sandbox.world[Note.self].page(of: 250)
      let cursor = try #require(Cursor(page.nextCursor ?? ""))
      let next = sandbox.world[Note.self].page(of: 50, after: cursor).elements
      let snapshot = try Snapshot(sandbox.snapshot.json(Self.kinds), Self.kinds)
      let registry = SandboxRegistry()
      let other = try registry.create(Sandbox.Plan(name: "other"))
      registry.restore(other, snapshot, Self.kinds)
      #expect(other.world[Note.self].page(of: 50, after: cursor).elements == next)
      // The last to arrive is gone; the next still arrives behind it.
      for each in [sandbox, other] { each.world[Note.self].put(Note(id: "new", key: 3)) }
      #expect(other.world[Note.self].position(of: "new") == sandbox.world[Note.self].position(of: "new"))
      #expect(other.world[Note.self].position(of: "new")?.arrival == 601)
    }
  }

  @Test func aKindThatNobodyRegisteredIsNoticed() async throws {
    try await onLoop {
      let sandbox = try Self.sandbox()
      #expect(!Self.kinds.misses(anythingOf: sandbox.world))
      sandbox.world[Mark.self].put(Mark(id: "m"))
      #expect(Self.kinds.misses(anythingOf: sandbox.world))
      #expect(throws: JSONCodingFailure.self) { try sandbox.snapshot.json(Self.kinds) }
    }
  }

  static let mistakes: [(String, JSONValue?, String)] = [
    ("/ringback", "journal", "/ringback: expected \"snapshot\"; found \"journal\"."),
    ("/ringback", .none, "/ringback: this is no snapshot of Ringback: it begins with {\"ringback\": \"snapshot\"}."),
    ("/version", 2, "/version: expected at most 1; found 2: a newer Ringback has written this."),
    ("/version", "1", "/version: expected a whole number."),
    ("/version", 0, "/version: expected 1 to 1; found 0."),
    ("/seed", "x", "/seed: expected a decimal number of 64 bits in quotes; found \"x\"."),
    ("/time", "noon", "/time: expected RFC 3339; found \"noon\"."),
    ("/clock", "fast", "/clock: expected a mode of \"real\", \"manual\" or \"auto\"; found \"fast\"."),
    (
      "/generator", .string(String(repeating: "0", count: 64)),
      "/generator: expected the state of a generator: 64 hexadecimal digits, not all 0."
    ),
    ("/tables/notes", .none, "/tables/notes: this member is required."),
    (
      "/tables/songs", [],
      "/tables/songs: nothing here is called \"songs\": a newer Ringback may have written it."
    ),
    ("/tables/notes/2/record/key", "x", "/tables/notes/2/record/key: expected a whole number; found \"x\"."),
    ("/tables/notes/2/record", .none, "/tables/notes/2/record: this member is required."),
    ("/tables/notes/1/record/id", "note0", "/tables/notes/1/record/id: another row has the id \"note0\"."),
    ("/tables/notes/1/arrival", 1, "/tables/notes/1/arrival: another row has the arrival 1."),
    (
      "/tables/notes/1/arrival", 601,
      "/tables/notes/1/arrival: expected a whole number from 1 to 600, the table's count of arrivals."
    ),
    ("/singles/mood", 1, "/singles/mood: expected an object; found 1."),
    ("", [1], "expected an object with \"ringback\": \"snapshot\"."),
  ]

  @Test(arguments: mistakes)
  func mistakesHaveAPlace(pointer: String, change: JSONValue?, message: String) async throws {
    try await onLoop {
      var value = try Self.sandbox().snapshot.json(Self.kinds)
      #expect(value.set(change, at: try JSONPointer(pointer)))
      do {
        _ = try Snapshot(value, Self.kinds)
        Issue.record("\(pointer) was taken")
      } catch let failure as JSONCodingFailure {
        #expect(failure.description == message)
      }
    }
  }

  @Test func theStreamOfIDsGoesOn() throws {
    var one = SeededGenerator(seed: 7)
    for _ in 0..<3 { _ = one.next() }
    var other = try #require(SeededGenerator(stateText: one.stateText))
    #expect((0..<100).allSatisfy { _ in one.next() == other.next() })
    for text in ["", "0", String(repeating: "g", count: 64), "+" + String(repeating: "1", count: 63)] {
      #expect(SeededGenerator(stateText: text) == nil)
    }
  }

  @Test(arguments: [
    (1_795_255_200_000_000_000, "2026-11-21T10:00:00Z"), (1_795_255_200_250_000_000, "2026-11-21T10:00:00.250000000Z"),
    (1_795_255_200_000_000_001, "2026-11-21T10:00:00.000000001Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
  ])
  func instantsAreWrittenExactly(nanoseconds: Int64, text: String) throws {
    let instant = Instant(nanoseconds: nanoseconds)
    #expect(instant.rfc3339Exact == text)
    #expect(Instant(rfc3339: text) == instant)
    #expect(try JSONValue(encoding: instant) == .integer(nanoseconds))
    #expect(try JSONValue.integer(nanoseconds).decoded(as: Instant.self) == instant)
  }
}
