import Simulation
import Testing

@Suite(.timeLimit(.minutes(1))) struct PageTests {
  static func table(_ count: Int) -> Table<Note> {
    var table = Table<Note>()
    // Three notes a key: the order of arrival decides among them.
    for number in 0..<count {
      table.put(
        Note(
          id: "n\(number)", key: Int64(number / 3), title: "t\(number * 7 % 13)",
          topics: number % 2 == 0 ? ["even"] : []))
    }
    return table
  }

  enum Order: CaseIterable, Sendable { case byDefault, inGroup, byTitle, byKey }

  private func page(_ table: Table<Note>, _ order: Order, _ size: Int, _ cursor: Cursor?, _ ascending: Bool) -> Page<
    Note
  > {
    switch order {
    case .byDefault: table.page(of: size, after: cursor, ascending: ascending)
    case .inGroup: table.page(of: size, after: cursor, in: Note.topic("even"), ascending: ascending)
    case .byTitle: table.page(of: size, after: cursor, ascending: ascending, sortedBy: { .text($0.title) })
    case .byKey: table.page(of: size, after: cursor, ascending: ascending, sortedBy: { .integer($0.key) })
    }
  }

  /// All pages, with a change to the table between each two.
  private func walk(
    _ table: inout Table<Note>, _ order: Order, size: Int, ascending: Bool,
    between: (inout Table<Note>, Int) -> Void = { _, _ in }
  ) throws -> [Note] {
    var seen: [Note] = []
    var cursor: Cursor?
    for turn in 0..<1_000 {
      let page = page(table, order, size, cursor, ascending)
      seen += page.elements
      guard let next = page.nextCursor else { return seen }
      #expect(page.elements.count == size)
      cursor = try #require(Cursor(next)) as Cursor
      between(&table, turn)
    }
    Issue.record("the pages never end")
    return seen
  }

  @Test(arguments: Order.allCases, [true, false])
  func pagesHoldEverythingOnceInOrder(order: Order, ascending: Bool) throws {
    for size in [1, 2, 7, 50, 51, 100] {
      var table = Self.table(50)
      let seen = try walk(&table, order, size: size, ascending: ascending)
      let all = table.all.filter { order != .inGroup || $0.topics == ["even"] }
      #expect(Set(seen.map(\.id)) == Set(all.map(\.id)))
      #expect(seen.count == all.count)
      let sorted = { (left: Note, right: Note) in ascending ? left.key <= right.key : left.key >= right.key }
      let titled = { (left: Note, right: Note) in ascending ? left.title <= right.title : left.title >= right.title }
      for (left, right) in zip(seen, seen.dropFirst()) {
        #expect(order == .byTitle ? titled(left, right) : sorted(left, right))
      }
    }
  }

  @Test(arguments: Order.allCases, [true, false])
  func changesBetweenPagesNeitherRepeatNorHide(order: Order, ascending: Bool) throws {
    var random = SeededGenerator(seed: 23)
    for size in [1, 4, 9] {
      var table = Self.table(60)
      var removed: Set<String> = []
      let existing = table.all.filter { order != .inGroup || $0.topics == ["even"] }.map(\.id)
      let seen = try walk(&table, order, size: size, ascending: ascending) { table, turn in
        table.put(
          Note(
            id: "new\(turn)", key: Int64.random(in: 0..<20, using: &random),
            title: "t\(Int.random(in: 0..<13, using: &random))",
            topics: ["even"]))
        let victim = "n\(Int.random(in: 0..<60, using: &random))"
        if table.remove(victim) != nil { removed.insert(victim) }
      }
      let ids = seen.map(\.id)
      #expect(Set(ids).count == ids.count)
      let throughout = Set(existing).subtracting(removed)
      #expect(throughout.isSubset(of: ids))
    }
  }

  @Test func theRecordThatACursorNamesMayGo() {
    var table = Self.table(10)
    let first = table.page(of: 3)
    for note in first.elements { table.remove(note.id) }
    let second = table.page(of: 3, after: first.nextCursor.flatMap(Cursor.init))
    #expect(second.elements.map(\.id) == ["n6", "n5", "n4"])
  }

  @Test func aFilterCountsOnlyWhatItLetsThrough() {
    let table = Self.table(10)
    let page = table.page(of: 3, where: { $0.record.topics == ["even"] })
    #expect(page.elements.map(\.id) == ["n8", "n6", "n4"])
    let last = table.page(of: 3, after: page.nextCursor.flatMap(Cursor.init), where: { $0.record.topics == ["even"] })
    #expect(last.elements.map(\.id) == ["n2", "n0"])
    #expect(last.nextCursor == nil)
  }

  @Test func tiesStandInOrderOfArrival() {
    var table = Table<Note>()
    for id in ["c", "a", "b"] { table.put(Note(id: id, key: 1, title: "same")) }
    #expect(table.page(of: 5, ascending: true).elements.map(\.id) == ["c", "a", "b"])
    #expect(table.page(of: 5).elements.map(\.id) == ["b", "a", "c"])
    #expect(table.page(of: 5, ascending: true, sortedBy: { .text($0.title) }).elements.map(\.id) == ["c", "a", "b"])
  }

  @Test(arguments: [
    "", "junk!", "bm90IGpzb24", "W10", "WzFd", "WzEsIjIiXQ", "WzEuNSwxXQ", "eyJhIjoxfQ", "WzEsMiwzXQ", "W251bGwsMV0",
  ])
  func refusesACursorOfOnesOwnMaking(text: String) {
    #expect(Cursor(text) == nil)
  }
}
