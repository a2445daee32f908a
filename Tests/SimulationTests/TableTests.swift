import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(1))) struct TableTests {
  /// What a table should be: an array that is sorted anew whenever it is asked.
  struct Model {
    struct Row {
      var note: Note
      let arrival: Int64
    }

    var rows: [String: Row] = [:]
    var arrivals: Int64 = 0

    mutating func put(_ note: Note) {
      if let old = rows[note.id] {
        rows[note.id] = Row(note: note, arrival: old.arrival)
      } else {
        arrivals += 1
        rows[note.id] = Row(note: note, arrival: arrivals)
      }
    }

    func sorted(topic: String? = nil) -> [Row] {
      rows.values.filter { row in topic.map { row.note.topics.contains($0) } ?? true }
        .sorted { ($0.note.key, $0.arrival) < ($1.note.key, $1.arrival) }
    }
  }

  static let topics = ["red", "green", "blue"]

  /// One random change to table and model alike.
  private func change(_ table: inout Table<Note>, _ model: inout Model, _ random: inout SeededGenerator, ids: Int) {
    let id = "n\(Int.random(in: 0..<ids, using: &random))"
    let topics = Self.topics.filter { _ in Bool.random(using: &random) }
    // Few keys, so that ties are many.
    let key = Int64.random(in: 0..<40, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<6:
      table.put(Note(id: id, key: key, topics: topics))
      model.put(Note(id: id, key: key, topics: topics))
    case 6:
      table.update(id) { $0.key = key }
      model.rows[id]?.note.key = key
    case 7:
      table.update(id) { $0.topics = topics }
      model.rows[id]?.note.topics = topics
    default:
      #expect(table.remove(id)?.id == model.rows.removeValue(forKey: id)?.note.id)
    }
  }

  private func expectSame(_ table: Table<Note>, _ model: Model, _ random: inout SeededGenerator) {
    let sorted = model.sorted()
    #expect(table.count == sorted.count)
    #expect(table.all == sorted.map(\.note))
    for topic in Self.topics {
      let group = model.sorted(topic: topic).map(\.note.id)
      #expect(table.ids(in: Note.topic(topic)) == group)
      #expect(table.ids(in: Note.topic(topic), ascending: false) == group.reversed())
      #expect(table.count(in: Note.topic(topic)) == group.count)
    }
    // From a place that may or may not be taken, both ways.
    let place = Position(
      key: Int64.random(in: -1..<42, using: &random), arrival: Int64.random(in: 0...model.arrivals + 1, using: &random))
    let mark = (place.key, place.arrival)
    #expect(
      table.ids(from: place) == sorted.filter { ($0.note.key, $0.arrival) > mark }.map(\.note.id))
    #expect(
      table.ids(from: place, ascending: false)
        == sorted.filter { ($0.note.key, $0.arrival) < mark }.reversed().map(\.note.id))
  }

  @Test(arguments: [(1, 5), (2, 60), (3, 900), (4, 3_000)])
  func behavesLikeASortedArray(seed: UInt64, ids: Int) {
    var random = SeededGenerator(seed: seed)
    var table = Table<Note>()
    var model = Model()
    for step in 0..<6_000 {
      change(&table, &model, &random, ids: ids)
      if step % 250 == 0 { expectSame(table, model, &random) }
    }
    expectSame(table, model, &random)
    for row in model.sorted() { #expect(table[row.note.id] == row.note) }
    for id in Array(model.rows.keys) { table.remove(id) }
    #expect(table.count == 0)
    #expect(table.all.isEmpty)
  }

  @Test func copiesAreIndependent() {
    var random = SeededGenerator(seed: 17)
    var table = Table<Note>()
    var model = Model()
    for _ in 0..<3_000 { change(&table, &model, &random, ids: 2_000) }
    var fork = table
    var forked = model
    for _ in 0..<3_000 { change(&fork, &forked, &random, ids: 2_500) }
    expectSame(table, model, &random)
    expectSame(fork, forked, &random)
    for _ in 0..<3_000 { change(&table, &model, &random, ids: 2_000) }
    expectSame(table, model, &random)
    expectSame(fork, forked, &random)
  }

  @Test(arguments: [true, false])
  func manyInOneDirectionStayInOrder(ascending: Bool) {
    var table = Table<Note>()
    let keys = ascending ? Array(0..<2_000) : (0..<2_000).reversed()
    for key in keys { table.put(Note(id: "n\(key)", key: Int64(key))) }
    #expect(table.all.map(\.key) == (0..<2_000).map(Int64.init))
  }

  @Test func aReplacedRecordKeepsItsArrival() {
    var table = Table<Note>()
    for id in ["a", "b", "c"] { table.put(Note(id: id, key: 1)) }
    table.put(Note(id: "a", key: 1, title: "new"))
    #expect(table.ids() == ["a", "b", "c"])
    #expect(table["a"]?.title == "new")
    #expect(table.position(of: "a") == Position(key: 1, arrival: 1))
    #expect(table.position(of: "z") == nil)
  }

  @Test func aRecordChangedInItsPlaceIsChangedEverywhere() {
    var table = Table<Note>()
    for key in 0..<600 { table.put(Note(id: "n\(key)", key: Int64(key), topics: ["red"])) }
    let before = table
    table.update("n300") { $0.title = "new" }
    for group in [nil, Note.topic("red")] {
      var titles: [String] = []
      table.scan(in: group, from: Position(key: 299, arrival: 300), ascending: true) { row in
        titles.append(row.record.title)
        return titles.count < 2
      }
      #expect(titles == ["new", ""])
    }
    #expect(table.count(in: Note.topic("red")) == 600)
    #expect(before.all.allSatisfy { $0.title.isEmpty })
  }

  @Test func aScanEndsWhenItIsTold() {
    var table = Table<Note>()
    for key in 0..<600 { table.put(Note(id: "n\(key)", key: Int64(key), topics: ["red"])) }
    for ascending in [true, false] {
      for group in [nil, Note.topic("red")] {
        var seen = 0
        table.scan(in: group, ascending: ascending) { _ in
          seen += 1
          return seen < 300
        }
        #expect(seen == 300)
      }
    }
  }

  @Test func anUnknownGroupIsEmpty() {
    var table = Table<Note>()
    table.put(Note(id: "a", key: 1))
    #expect(table.ids(in: Note.topic("red")).isEmpty)
  }

  @Test(arguments: [1, 7, 500, 100_000])
  func discardingInSlicesEmptiesIt(slice: Int) {
    var table = Table<Note>()
    for key in 0..<1_500 {
      table.put(Note(id: "n\(key)", key: Int64(key), topics: key % 2 == 0 ? ["red"] : ["blue", "green"]))
    }
    var calls = 0
    while table.discard(slice) > 0 {
      calls += 1
      guard calls < 10_000 else { break }
    }
    #expect(table.count == 0)
    #expect(table.all.isEmpty)
    #expect(table.count(in: Note.topic("red")) == 0)
    #expect(calls < 10_000)
  }
}
