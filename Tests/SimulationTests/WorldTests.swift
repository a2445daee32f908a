import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(1))) struct WorldTests {
  static func world(_ count: Int) -> World {
    var world = World()
    for number in 0..<count {
      world[Note.self].put(Note(id: "n\(number)", key: Int64(number), topics: ["red"]))
      world[Mark.self].put(Mark(id: "m\(number)"))
    }
    world[Mood.self].word = "busy"
    return world
  }

  @Test func holdsEachKindApart() {
    let world = Self.world(3)
    #expect(world.count == 6)
    #expect(world[Note.self]["n1"] != nil)
    #expect(world[Note.self]["m1"] == nil)
    #expect(world[Mark.self].count == 3)
    #expect(world[Mood.self].word == "busy")
    #expect(World()[Mood.self].word == "calm")
    #expect(World()[Note.self].count == 0)
  }

  @Test func aCopyIsAFork() {
    let base = Self.world(1_000)
    var fork = base
    var other = base
    for number in 0..<1_000 {
      if number % 2 == 0 { fork[Note.self].remove("n\(number)") }
      other[Note.self].update("n\(number)") { $0.title = "changed" }
    }
    fork[Mood.self].word = "gone"
    #expect(base[Note.self].all == Self.world(1_000)[Note.self].all)
    #expect(base[Mood.self].word == "busy")
    #expect(fork[Note.self].count == 500)
    #expect(fork[Note.self].all.allSatisfy { $0.title.isEmpty })
    #expect(other[Note.self].count == 1_000)
  }

  @Test(arguments: [1, 64, 500, 10_000])
  func discardingInSlicesEmptiesIt(slice: Int) {
    var world = Self.world(700)
    var slices = 0
    while world.discard(slice), slices < 10_000 { slices += 1 }
    #expect(world.count == 0)
    #expect(slices < 10_000)
    #expect(slices >= 1_400 / slice)
  }

  @Test func discardingLeavesAForkAlone() {
    let base = Self.world(300)
    var fork = base
    while fork.discard(50) {}
    #expect(base.count == 600)
    #expect(base[Note.self].count(in: Note.topic("red")) == 300)
  }
}
