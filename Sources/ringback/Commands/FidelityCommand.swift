internal import ArgumentParser
internal import Contract
internal import EventLoop
internal import JSON
internal import Simulator

/// `ringback fidelity`: how true the fake is.
struct FidelityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fidelity",
    abstract: "For each operation and error: how it is answered, which contract cases cover it, and how we know.")

  /// How the table is told.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case terminal, json, markdown
  }

  @Option(help: "terminal, json or markdown.") var report: Format = .terminal

  func run() throws {
    let report = report
    LoopActor.executor.adoptCurrentThread()
    let text = try LoopActor.assumeIsolated {
      let table = try ContractFiles.fidelity()
      switch report {
      case .terminal: return table.text
      case .json: return String(decoding: JSONWriter.bytes(table.json, pretty: true), as: UTF8.self) + "\n"
      case .markdown: return table.markdown
      }
    }
    StandardStream.say(text, terminator: "")
  }
}
