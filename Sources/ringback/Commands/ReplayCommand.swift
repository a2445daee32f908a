internal import ArgumentParser
internal import Bytes
internal import EventLoop
internal import Simulator

/// `ringback replay`: repeats what a capsule tells and says what is answered otherwise now.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Repeat the requests of a capsule and compare the answers.",
    discussion: """
      A capsule is what GET /_ringback/capsule of a running Ringback answers with. Nothing listens and nothing is sent. \
      Ends with 0 where all answers agree, with 1 where one differs, with 65 where the file is no capsule.
      """)
  @Argument(help: "A capsule.") var file: String

  func run() throws {
    let text: [UInt8]
    do throws(FileSystem.Failure) {
      text = try FileSystem.read(file, limit: FileSystem.mostRecordedBytes)
    } catch {
      throw CommandFailure(SystemExit.noInput, "\(file): the file cannot be read: \(error.message).")
    }
    let file = file
    LoopActor.executor.adoptCurrentThread()
    var failure: CommandFailure?
    LoopActor.assumeIsolated {
      do {
        let replay = try Replay(text, path: file)
        for warning in replay.warnings { StandardStream.complain("ringback: \(warning)") }
        LoopActor.start {
          let differences = await replay.run()
          for line in differences { StandardStream.say(Printable.text(line)) }
          let outcome =
            differences.isEmpty
            ? "all answers agree" : "\(differences.count) \(differences.count == 1 ? "difference" : "differences")"
          StandardStream.say("\(replay.count) \(replay.count == 1 ? "entry" : "entries"): \(outcome).")
          ProcessEnvironment.exitNow(differences.isEmpty ? 0 : 1)
        }
      } catch {
        failure = CommandFailure(SystemExit.dataError, (error as? Replay.Failure)?.description ?? "\(file): \(error)")
      }
    }
    if let failure { throw failure }
    LoopActor.executor.run()
  }
}
