import EventLoop
import FuzzTargets
import LoopTestSupport
import TestSupport
import Testing

/// Every input of the corpus goes through its target, as under the fuzzer; what was found there never comes back.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CorpusTests {
  @Test(arguments: FuzzTarget.allCases)
  func readsEveryInputOfTheCorpus(target: FuzzTarget) async throws {
    let names = Repository.names(in: "Fuzz/corpus/\(target.rawValue)", suffix: "").filter { !$0.hasPrefix(".") }
    #expect(!names.isEmpty, "\(target.rawValue) has no corpus")
    let inputs = try names.map { try Repository.bytes("Fuzz/corpus/\(target.rawValue)/\($0)") }
    try await onLoop {
      for (name, input) in zip(names, inputs) {
        let began = WallClock.monotonic
        await target.run(input)
        let milliseconds = (WallClock.monotonic - began) / 1_000_000
        #expect(milliseconds < 5_000, "\(target.rawValue)/\(name) took \(milliseconds) ms")
      }
    }
  }

  @Test func everyFolderOfTheCorpusHasATarget() {
    let folders = Repository.names(in: "Fuzz/corpus", suffix: "").filter { !$0.hasPrefix(".") }
    #expect(Set(folders) == Set(FuzzTarget.allCases.map(\.rawValue)))
  }
}
