internal import ArgumentParser
internal import EventLoop
internal import Simulation
internal import Simulator

/// The command line's entry point.
@main struct Ringback: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ringback",
    abstract: "A stand-in for ElevenLabs Agents and Twilio Voice that runs on your machine.",
    version: "ringback \(Simulator.version)",
    subcommands: [
      ServeCommand.self, ScenariosCommand.self, VerifyCommand.self, DialCommand.self, ReplayCommand.self,
      ContractCommand.self, FidelityCommand.self, SignatureCommand.self,
    ],
    defaultSubcommand: ServeCommand.self)

  static func main() {
    ProcessEnvironment.begin()
    do {
      let given = Array(CommandLine.arguments.dropFirst())
      let arguments = try EnvironmentArguments.merged(given, environment: ProcessEnvironment.all)
      var command = try serving(arguments) ?? parseAsRoot(arguments)
      try command.run()
    } catch let failure as CommandFailure {
      StandardStream.complain("ringback: \(Redaction.all.complaint(failure.message))")
      exit(withCode: failure.code)
    } catch {
      finish(error)
    }
  }

  /// What nearly every start wants, read without describing every other command first, which takes longer than reading.
  ///
  /// Whatever this does not take, a mistake or a wish for help among it, goes the long way, which has the words for it.
  private static func serving(_ arguments: [String]) -> ServeCommand? {
    let options = arguments.first == "serve" ? arguments.dropFirst() : arguments[...]
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard options.first?.hasPrefix("-") != false, !options.contains(where: names.contains) else { return nil }
    return try? ServeCommand.parse(Array(options))
  }

  /// Prints help as it is, and a mistake as one line that says how to mend it.
  private static func finish(_ error: any Error) -> Never {
    guard exitCode(for: error) != .success else { exit(withError: error) }
    var first = message(for: error).split(separator: "\n").first.map(String.init) ?? "the arguments are wrong"
    if first.last != "." { first += "." }
    StandardStream.complain("ringback: \(first) See \"ringback --help\".")
    exit(withCode: SystemExit.usage)
  }

  private static func exit(withCode code: Int32) -> Never { exit(withError: ExitCode(code)) }
}

/// What a command stops with: one line, and a code of sysexits.h.
struct CommandFailure: Error {
  let code: Int32
  let message: String

  init(_ code: Int32, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// The codes of sysexits.h that the program ends with.
enum SystemExit {
  static let usage: Int32 = 64
  static let dataError: Int32 = 65
  static let noInput: Int32 = 66
  static let unavailable: Int32 = 69
  static let cannotCreate: Int32 = 73
  static let ioError: Int32 = 74
}
