import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import OpenAPI
import Testing

@testable import Contract
@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct RecordingTests {
  @LoopActor private func play(
    _ cases: [ContractCase], on target: any ContractTarget
  ) async throws -> (RunResult, ParitySnapshot) {
    var options = ContractRunner.Options()
    options.jobs = 1
    options.goesOn = true
    let receiver = WebhookReceiver()
    try receiver.listen()
    defer { receiver.close() }
    options.receiver = receiver
    let result = try await ContractRunner(target, documents: try Fixture.documents(), options: options).run(cases)
    return (result, ParitySnapshot(result, on: ParitySnapshot.Origin(result, kind: target.kind)))
  }

  /// Cases of one group that comes with the program.
  @LoopActor private func group(_ pattern: String) throws -> [ContractCase] {
    try ContractFiles.library(try Fixture.documents()).cases.filter { Glob.matches($0.id, pattern) }
  }

  @Test func twoRunsOnTheFakeAreOne() async throws {
    try await onLoop {
      let cases = try self.group("phone-numbers.*")
      let (_, first) = try await self.play(cases, on: try SimulatorExchange.target())
      let (_, second) = try await self.play(cases, on: try SimulatorExchange.target())
      #expect(first.cases.count == cases.count)
      #expect(Comparison.differences(first, second) == [])
    }
  }

  @Test func aRecordingMeetsTheCasesItWasMadeOf() async throws {
    try await onLoop {
      let cases = try self.group("outbound-call.*")
      let (_, snapshot) = try await self.play(cases, on: try SimulatorExchange.target())
      let (replayed, _) = try await self.play(cases, on: RecordingTarget(snapshot))
      let failed = replayed.cases.filter { $0.outcome != .passed }.map(\.contractCase.id)
      // Its length is that of other ids.
      #expect(Set(failed).subtracting(["outbound-call.no-credentials"]) == [])
    }
  }

  @Test func deliveriesAreRecordedComparedAndReplayed() async throws {
    try await onLoop {
      let wanted = ["audio", "audio.chunked", "headers", "retry", "transcription.bytes"].map { "webhooks.\($0)" }
      let cases = try self.group("webhooks.*").filter { wanted.contains($0.id) }
      let (_, first) = try await self.play(cases, on: try SimulatorExchange.target())
      let (_, second) = try await self.play(cases, on: try SimulatorExchange.target())
      let audio = try #require(first.content("webhooks.audio")?.answer("steps/3"))
      #expect(audio.request == "RECEIVE post_call_audio")
      #expect(audio.body["data"]?["full_audio"] == "<audio:1>")
      #expect(audio.headers.keys.sorted() == ["content-type", "elevenlabs-signature"])
      #expect(Comparison.differences(first, second) == [])
      let (replayed, _) = try await self.play(cases, on: RecordingTarget(first))
      #expect(replayed.passed == wanted.count, "\(ReportFormat.terminal.text(replayed))")
    }
  }

  @Test(arguments: ["{\"a\": [1, 2]}", "{\"created_at\": 1795277020, \"first_name\": \"Grace\"}"])
  func howABodyWasWrittenIsKeptWhereNothingInItIsReplaced(_ body: String) async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in
        let fields: Fields = ["content-type": "application/json", "date": "Sat, 21 Nov 2026 16:03:54 GMT"]
        return ExchangeAnswer(status: 200, fields: fields, body: Array(body.utf8))
      }
      let one = try Fixture.one(Fixture.step("GET", "/v1/a"))
      let (_, snapshot) = try await self.play([one], on: ScriptedTarget(exchange))
      let answer = try #require(snapshot.content("t")?.answer("steps/0"))
      let isPersonal = body.contains("Grace")
      #expect(answer.json.description.contains("Grace") == false)
      #expect(answer.headers["date"] == "<date:1>")
      let replayed = ParitySnapshot.Answer(answer.json).replayed
      #expect((replayed.text == body) == !isPersonal)
      #expect(replayed.fields["date"] == "Thu, 01 Jan 2026 12:00:00 GMT")
    }
  }

  @Test func aFolderGivesBackWhatWasWrittenWithoutKeys() async throws {
    try await onLoop {
      let cases = try self.group("user.*")
      let (_, snapshot) = try await self.play(cases, on: try SimulatorExchange.target())
      let path = "/tmp/ringback-snapshot-\(ProcessEnvironment.processID)/a"
      let folder = SnapshotFolder(path)
      try folder.write(snapshot, SecretMask([]))
      let read = try folder.read()
      #expect(read.origin == snapshot.origin)
      #expect(!read.origin.isParity)
      #expect(Set(read.cases.map(\.id)) == Set(snapshot.cases.map(\.id)))
      #expect(Comparison.differences(snapshot, read) == [])
      for name in FileSystem.names(in: path) ?? [] {
        let text = String(decoding: try FileSystem.read("\(path)/\(name)"), as: UTF8.self)
        #expect(!text.contains("sk_"))
      }
      #expect(throws: TargetFailure.self) {
        let other = ParitySnapshot.Origin(target: "live", kind: .service, date: "", version: "")
        try folder.write(ParitySnapshot(origin: other, cases: []), SecretMask([]))
      }
    }
  }

  @Test func differencesThatARuleMakesAreFoundAndNoOthers() async throws {
    try await onLoop {
      let cases = try self.group("user.*")
      let (_, healthy) = try await self.play(cases, on: try SimulatorExchange.target())
      let (_, planted) = try await self.play(cases, on: try SimulatorExchange.target(["default", "quota-exceeded"]))
      let found = Comparison.differences(healthy, planted)
      #expect(!found.isEmpty)
      #expect(Set(found.map { $0.path.split(separator: "/").last.map(String.init) ?? "" }).contains("character_count"))
    }
  }
}
