import EventLoop
import HTTP1
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct JournalTests {
  @Test func numbersEntriesFromOne() async throws {
    try await onLoop {
      let journal = Journal()
      for _ in 0..<3 { Happening().append(to: journal) }
      #expect(journal.entries().map(\.sequence) == [1, 2, 3])
      #expect(journal.entries(after: 1).map(\.sequence) == [2, 3])
      #expect(journal.entries(after: 3).isEmpty)
      #expect(journal.last == 3)
    }
  }

  @Test func dropsTheOldestBeyondSoManyEntries() async throws {
    try await onLoop {
      let journal = Journal(JournalLimits(entries: 3))
      for _ in 0..<10 { Happening().append(to: journal) }
      #expect(journal.entries().map(\.sequence) == [8, 9, 10])
      #expect(journal.entries(after: 2).map(\.sequence) == [8, 9, 10])
      #expect(journal.entries(after: 9).map(\.sequence) == [10])
      #expect(journal.dropped == 7)
      #expect(journal.lastDropped == 7)
    }
  }

  @Test func dropsTheOldestBeyondSoManyBytes() async throws {
    try await onLoop {
      let size = Happening().entry.byteCount
      let journal = Journal(JournalLimits(bytes: size * 5 / 2))
      for _ in 0..<5 { Happening().append(to: journal) }
      #expect(journal.entries().map(\.sequence) == [4, 5])
      #expect(journal.bytes == 2 * size)
      // What is larger than the whole journal is not kept, and nothing else then either.
      Happening { $0.body = String(repeating: "x", count: size * 3) }.append(to: journal)
      #expect(journal.count == 0)
      #expect(journal.bytes == 0)
      #expect(journal.dropped == 6)
    }
  }

  @Test func countsAllThatItKeeps() async throws {
    try await onLoop {
      let plain = Happening().entry.byteCount
      #expect(Happening { $0.body += String(repeating: " ", count: 100) }.entry.byteCount == plain + 100)
      #expect(Happening { $0.answer += String(repeating: " ", count: 100) }.entry.byteCount == plain + 100)
      #expect(Happening { $0.target += String(repeating: "x", count: 100) }.entry.byteCount == plain + 100)
      #expect(Happening { $0.hint = String(repeating: "x", count: 100) }.entry.byteCount == plain + 100)
      #expect(Happening { $0.answerFields["x-trace-id"] = "0123456789" }.entry.byteCount == plain + 6)
    }
  }

  @Test func givenUpEntriesAreGoneAndWhoReadsThemReadsOn() async throws {
    try await onLoop {
      let journal = Journal()
      for _ in 0..<200 { Happening().append(to: journal) }
      let entries = journal.entries()
      var remains = journal.surrender()
      #expect(journal.count == 0)
      #expect(journal.bytes == 0)
      #expect(journal.entries().isEmpty)
      #expect(!remains.tapes.isEmpty)
      while remains.letGo() != .isDone {}
      #expect(entries.map(\.sequence) == Array(1...200))
      Happening().append(to: journal)
      #expect(journal.entries().map(\.sequence) == [201])
    }
  }

  @Test func keepsNothingWhereItIsOff() async throws {
    try await onLoop {
      let journal = Journal(JournalLimits(entries: 0))
      #expect(!journal.isOn)
      Happening().append(to: journal)
      #expect(journal.count == 0)
      #expect(journal.last == 0)
      #expect(journal.dropped == 0)
    }
  }

  @Test func emptyingLetsTheCountGoOnAndAResetBeginsAnew() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox(limits: JournalLimits(entries: 2))
      for _ in 0..<3 { Happening().append(to: sandbox.journal) }
      sandbox.journal.removeAll()
      #expect(sandbox.journal.count == 0)
      #expect(sandbox.journal.bytes == 0)
      #expect(sandbox.journal.dropped == 0)
      #expect(sandbox.journal.lastDropped == 0)
      Happening().append(to: sandbox.journal)
      #expect(sandbox.journal.entries().map(\.sequence) == [4])
      #expect(sandbox.journal.entries(after: 2).map(\.sequence) == [4])
      _ = sandbox.reset()
      #expect(sandbox.journal.count == 0)
      Happening().append(to: sandbox.journal)
      #expect(sandbox.journal.entries().map(\.sequence) == [1])
    }
  }

  /// The parser goes on with its buffer, so an entry must have taken its own copy, and no more than it needs.
  @Test func keepsARequestWhenTheParserGoesOn() async throws {
    try await onLoop {
      let parser = RequestParser()
      let text = Array("GET /a?b=c HTTP/1.1\r\nhost: x\r\n\r\n".utf8)
      _ = parser.parse(text.span.bytes)
      let request = parser.takeRequest()
      let journal = Journal()
      journal.append(
        time: Happening.noon, request: request, pathLength: 2, answered: Happening().answered, nanoseconds: 0)
      let next = Array("POST /other HTTP/1.1\r\nhost: y\r\n\r\n".utf8)
      _ = parser.parse(next.span.bytes)
      let entry = try #require(journal.entries().first)
      #expect(entry.request.target == "/a?b=c")
      #expect(entry.request.method == .get)
      #expect(entry.request.fields.map(\.name) == ["host"])
      #expect(entry.request.field("host") == "x")
      #expect(entry.path == "/a")
    }
  }

  @Test func headsOfAnyLengthAreKept() async throws {
    try await onLoop {
      let journal = Journal()
      let lengths = [10, 900, 200, 5_000, 40_000, 1, 16_384, 1_000]
      for length in lengths {
        Happening { $0.target = "/" + String(repeating: "x", count: length) }.append(to: journal)
      }
      #expect(journal.entries().map { $0.path.utf8.count - 1 } == lengths)
      #expect(journal.entries().allSatisfy { $0.request.field("host") == "127.0.0.1:8080" })
    }
  }

  /// Tapes are written again when their entries are dropped, but not while somebody still reads them.
  @Test func whatIsReadStaysWhenItIsDropped() async throws {
    try await onLoop {
      let journal = Journal(JournalLimits(entries: 500))
      @LoopActor func append(_ numbers: Range<Int>) {
        for number in numbers {
          Happening {
            $0.target = "/\(number)"
            $0.body = String(repeating: "b", count: number % 700)
            $0.answer = String(repeating: "a", count: number % 600)
            $0.answerFields = ["x-number": "\(number)"]
            $0.error = number % 7 == 0 ? "error_\(number)" : nil
            $0.operation = number % 3 == 0 ? nil : "operation_\(number)"
          }.append(to: journal)
        }
      }
      @LoopActor func expect(_ entries: JournalEntries, _ numbers: Range<Int>) {
        #expect(entries.map(\.path) == numbers.map { "/\($0)" })
        #expect(entries.map(\.request.body.count) == numbers.map { $0 % 700 })
        #expect(entries.map(\.answered.response.body.count) == numbers.map { $0 % 600 })
        #expect(entries.map { $0.responseField("x-number") } == numbers.map { "\($0)" })
        #expect(entries.map(\.answered.error) == numbers.map { $0 % 7 == 0 ? "error_\($0)" : nil })
        #expect(entries.map(\.answered.operation) == numbers.map { $0 % 3 == 0 ? nil : "operation_\($0)" })
      }
      append(0..<2_000)
      let early = journal.entries()
      expect(early, 1_500..<2_000)
      append(2_000..<4_000)
      expect(early, 1_500..<2_000)
      append(4_000..<6_000)
      expect(journal.entries(), 5_500..<6_000)
      expect(early, 1_500..<2_000)
      journal.removeAll()
      expect(early, 1_500..<2_000)
    }
  }

  @Test func thePathIsWithoutTheSandboxPrefix() async throws {
    try await onLoop {
      let entry = Happening {
        $0.prefix = "/~a"
        $0.target = "/v1/th%20ings?x=1"
      }.entry
      #expect(entry.path == "/v1/th%20ings")
    }
  }

  @Test func longBodiesAreCutAndToldByTheirDigest() async throws {
    try await onLoop {
      let long = String(repeating: "a", count: 70_000)
      let entry = Happening {
        $0.body = long
        $0.answer = long
      }.entry
      let digest = "66915c0872933db504e7578828dd85b7e74a4e0a061f9756793b89c4151bd4b5"
      for (body, cut) in [
        (entry.request.body, entry.requestCut), (entry.answered.response.body, entry.responseCut),
      ] {
        #expect(body.count == 65_536)
        #expect(cut?.length == 70_000)
        #expect(cut?.digest == digest)
      }
      let whole = Happening { $0.body = String(repeating: "a", count: 65_536) }.entry
      #expect(whole.requestCut == nil)
      #expect(whole.request.body.count == 65_536)
    }
  }

  @Test func waitersAreWokenByAnEntryByAResetAndByCancelling() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox()
      let journal = sandbox.journal
      for wake in [{ Happening().append(to: journal) }, { _ = sandbox.reset() }] as [@LoopActor () -> Void] {
        let waiter = Task { @LoopActor in await journal.change(within: .seconds(600)) }
        await LoopActor.executor.settle()
        #expect(journal.waiting == 1)
        wake()
        await waiter.value
        #expect(journal.waiting == 0)
      }
      let waiter = Task { @LoopActor in await journal.change(within: .seconds(600)) }
      await LoopActor.executor.settle()
      #expect(journal.waiting == 1)
      waiter.cancel()
      await waiter.value
      #expect(journal.waiting == 0)
      let late = Task { @LoopActor in await journal.change(within: .seconds(600)) }
      late.cancel()
      await late.value
      #expect(journal.waiting == 0)
    }
  }

  @Test func waitersGoOnWhenTheTimeIsOver() async throws {
    try await onLoop {
      let journal = Journal()
      await journal.change(within: .milliseconds(2))
      #expect(journal.waiting == 0)
    }
  }
}
