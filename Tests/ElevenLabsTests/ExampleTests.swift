import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ExampleTests {
  /// All but those that use the control API, which the Python tests play through the whole server.
  static let scenarios = Repository.names(in: "scenarios", suffix: ".json").filter { $0 != "scenario.schema.json" }
    .filter { (try? Repository.text("scenarios/\($0)").contains("\"/_ringback/")) == false }
    .map { String($0.dropLast(5)) }

  /// The examples of a scenario are played in order; each must get the answer that the file promises.
  ///
  /// Values that an example keeps stand in the paths of those behind it; time passes where it says so.
  @Test(arguments: scenarios)
  func theExamplesOfAScenarioHold(name: String) async throws {
    try await onLoop {
      let workspace = try Workspace(from: [name])
      let file = try Repository.json("scenarios/\(name).json")
      var kept: [String: String] = [:]
      for example in file["examples"]?.array ?? [] {
        let request = example["request"] ?? [:]
        let key = request["key"] == nil ? "main" : request["key"]?.string
        let fields = (request["headers"]?.object ?? [:]).map { (name: $0.key, value: $0.value.string ?? "") }
        let peer = workspace.peer(key: key, fields)
        let method = request["method"]?.string ?? "GET"
        let path = kept.reduce(request["path"]?.string ?? "") { $0.replacing("{{\($1.key)}}", with: $1.value) }
        let answer =
          request["json"].map { peer.send(.named(method), path, json: $0) } ?? peer.send(.named(method), path)
        let title = example["title"]?.string ?? ""
        if example["answer"]?["fails"]?.bool == true {
          #expect(answer.answered.response.delivery != nil, "\(title): \(answer.text)")
          continue
        }
        #expect(answer.status == example["answer"]?["status"]?.integer.map(Int.init), "\(title): \(answer.text)")
        if let promised = example["answer"]?["json"] {
          #expect(answer.json.holds(promised), "\(title): \(answer.text)")
        }
        if let hint = example["answer"]?["hint"]?.string {
          #expect(answer.hint.contains(hint), "\(title): \(answer.hint)")
        }
        for (name, pointer) in example["keep"]?.object ?? [:] {
          kept[name] = try answer.json.value(at: JSONPointer(pointer.string ?? ""))?.string
        }
        switch example["advance"] {
        case .string?: await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(86_400))
        case let seconds?:
          await workspace.sandbox.clock.advance(to: workspace.sandbox.clock.now + .seconds(seconds.real ?? 0))
        case nil: break
        }
      }
    }
  }
}

extension JSONValue {
  /// Whether this has the members that are promised; arrays element by element.
  func holds(_ promised: JSONValue) -> Bool {
    switch (self, promised) {
    case (.object(let mine), .object(let theirs)): theirs.allSatisfy { mine[$0.key]?.holds($0.value) == true }
    case (.array(let mine), .array(let theirs)):
      mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.holds($1) }
    default: self == promised
    }
  }
}
