internal import ArgumentParser
internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulator

/// `ringback scenarios`: what can be chosen with `--scenario`.
struct ScenariosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenarios", abstract: "List, show and check scenarios.",
    subcommands: [List.self, Show.self, Validate.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The scenarios that come with Ringback, a line each.")

    func run() throws {
      let library = Simulator.shippedScenarios()
      let width = library.names.map(\.utf8.count).max() ?? 0
      for name in library.names {
        let file = try library.file(name)
        print("\(name)\(String(repeating: " ", count: width - name.utf8.count))  \(file.title)")
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What a scenario is about: the report, the fix, and requests that show it.")
    @Argument(help: "A shipped name or a file.") var scenario: String

    func run() throws {
      do throws(ScenarioFailure) {
        print(Screenplay.text(try Simulator.shippedScenarios().file(scenario)))
      } catch {
        throw CommandFailure(SystemExit.dataError, error.description)
      }
    }
  }

  struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check scenario files: shape, references, and the world that they make.")
    @Argument(help: "Shipped names or files.") var scenarios: [String]

    func run() throws {
      LoopActor.executor.adoptCurrentThread()
      let scenarios = scenarios
      var mistakes: [String] = []
      LoopActor.assumeIsolated {
        for scenario in scenarios {
          do {
            try Simulator.check(scenario: scenario)
            print("\(scenario): ok")
          } catch {
            mistakes.append("\(error)")
          }
        }
      }
      guard mistakes.isEmpty else {
        throw CommandFailure(SystemExit.dataError, mistakes.joined(separator: "\nringback: "))
      }
    }
  }
}
