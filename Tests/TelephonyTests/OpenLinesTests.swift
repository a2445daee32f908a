import EventLoop
import LoopTestSupport
import Simulation
import Testing

@testable import Telephony

@Suite(.timeLimit(.minutes(2))) struct OpenLinesTests {
  @Test(arguments: [0, 1, 31, 32, 33, 100])
  func linesOfAnOldLifeAreForgottenInSteps(count: Int) async throws {
    try await onLoop {
      let sandbox = PhoneNetworkTests.sandbox()
      for _ in 0..<count {
        _ = try PhoneNetwork.place(
          from: "+15555550100", to: "+15555550123", account: PhoneNetwork.Account(), in: sandbox)
      }
      let lines = OpenLines.of(sandbox)
      #expect(lines.count == count)
      var steps = 0
      while lines.letGo() != .isDone { steps += 1 }
      #expect(lines.count == 0)
      #expect(steps == count / 32)
    }
  }
}
