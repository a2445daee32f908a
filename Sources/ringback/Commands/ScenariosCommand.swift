internal import ArgumentParser
internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation
internal import Simulator

/// `ringback scenarios`: what can be chosen with `--scenario`.
struct ScenariosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenarios", abstract: "List, show, begin and check scenarios.",
    subcommands: [List.self, Show.self, Init.self, Validate.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The scenarios that come with Ringback, a line each.")

    func run() throws {
      let library = Simulator.shippedScenarios()
      let width = library.names.map(\.utf8.count).max() ?? 0
      for name in library.names {
        let file = try library.file(name)
        StandardStream.say("\(name)\(String(repeating: " ", count: width - name.utf8.count))  \(file.title)")
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "What a scenario is about: the report, the fix, and requests that show it.")
    @Argument(help: "A shipped name or a file.") var scenario: String

    func run() throws {
      do throws(ScenarioFailure) {
        StandardStream.say(Redaction.all.text(Screenplay.text(try Simulator.shippedScenarios().file(scenario))))
      } catch {
        throw CommandFailure(SystemExit.dataError, error.description)
      }
    }
  }

  struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init",
      abstract: "Write a scenario to begin with, and the schema beside it by which editors complete it.")
    @Argument(help: "The file to write; one that exists is left alone.") var file = "scenario.json"

    func run() throws {
      guard !FileSystem.exists(file) else {
        throw CommandFailure(SystemExit.cannotCreate, "\(file) exists already: give another name.")
      }
      let starter = Simulator.starter()
      let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
      let schema = "\(folder)scenario.schema.json"
      for (path, text) in [(file, starter.scenario), (schema, starter.schema)] {
        do {
          try FileSystem.replace(path, with: text)
        } catch {
          throw CommandFailure(SystemExit.cannotCreate, "cannot write \(path): \(error.message).")
        }
      }
      let shown = file.contains("/") || file.hasSuffix(".json") ? file : "./\(file)"
      StandardStream.say("Wrote \(file) and \(schema).\nCheck it: ringback scenarios validate \(shown)")
      StandardStream.say("Run it:   ringback serve --watch --scenario \(shown)")
    }
  }

  struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "validate", abstract: "Check scenario files: shape, references, and the world that they make.")
    @Argument(help: "Shipped names or files.") var scenarios: [String]

    func run() throws {
      LoopActor.executor.adoptCurrentThread()
      let scenarios = scenarios
      var mistakes: [String] = []
      LoopActor.assumeIsolated {
        for scenario in scenarios {
          do {
            try Simulator.check(scenario: scenario)
            StandardStream.say("\(scenario): ok")
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
