import EventLoop
import OpenAPI
import LoopTestSupport
import Scenario
import Simulation
import TestSupport
import Testing

@testable import Contract
@testable import Simulator

/// The cases that come with the program.
@Suite(.timeLimit(.minutes(2))) struct ShippedCasesTests {
  @Test func everyFileIsEmbeddedAndFitsTheSchema() throws {
    var library = CaseLibrary(
      schema: try Repository.bytes("contract/case.schema.json"),
      vocabulary: try ContractFiles.vocabulary(try ContractFiles.documents()))
    for provider in Provider.allCases {
      let folder = "contract/\(provider.rawValue)"
      let files = Repository.names(in: folder, suffix: ".json").map { "\(folder)/\($0)" }
      #expect(EmbeddedFiles.files(in: "\(folder)/").map(\.path).sorted() == files)
      for path in files { try library.add(path: path, text: try Repository.bytes(path)) }
    }
    #expect(library.cases.count >= 120)
  }

  @Test func theFakeMeetsEveryCase() async throws {
    try await onLoop {
      let documents = try ContractFiles.documents()
      // One at a time: the loop belongs to other tests too, some of which wait for real time.
      var options = ContractRunner.Options()
      options.jobs = 1
      let receiver = WebhookReceiver()
      try receiver.listen()
      defer { receiver.close() }
      options.receiver = receiver
      let runner = ContractRunner(try SimulatorExchange.target(), documents: documents, options: options)
      let cases = try ContractFiles.library(documents).cases
      let result = try await runner.run(cases)
      #expect(result.exitCode == 0, "\(ReportFormat.terminal.text(result))")
    }
  }
}
