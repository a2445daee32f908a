internal import EventLoop
internal import JSON
internal import Simulation
internal import Simulator
internal import Transport

/// One run of `ringback serve` from start-up text to drain.
@LoopActor final class ServeSession {
  private static var current: ServeSession?
  private let simulator: Simulator
  private let grace: Duration
  private var signals: [LoopSignal] = []
  private var scenarios: ScenarioWatch?
  private var isStopping = false

  private init(_ simulator: Simulator, grace: Duration) {
    self.simulator = simulator
    self.grace = grace
  }

  /// Listens, says so, and stays until a signal.
  static func begin(
    _ configuration: SimulatorConfiguration, _ portFile: String?, watches: Bool, quiet: Bool, grace: Duration
  ) throws {
    let simulator = try Simulator(configuration)
    let session = ServeSession(simulator, grace: grace)
    let port = try simulator.start()
    for number in [LoopSignal.Number.interrupt, .terminate] {
      session.signals.append(LoopSignal(number) { session.stop() })
    }
    session.scenarios = ScenarioWatch(simulator, follows: watches)
    current = session
    let host = configuration.server.host
    let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    if let portFile {
      do {
        try FileSystem.replace(portFile, with: Array("\(port)\n".utf8))
      } catch {
        throw CommandFailure(SystemExit.cannotCreate, "cannot write --port-file \(portFile): \(error.message).")
      }
    }
    if !quiet, configuration.log == .pretty {
      StandardStream.output.write(Array(StartupText.text(url: url, simulator: simulator).utf8))
    }
    let ready: JSONValue = [
      "url": .string(url), "port": .integer(port), "pid": .integer(ProcessEnvironment.processID),
    ]
    StandardStream.output.write(Array("RINGBACK_READY \(ready)\n".utf8))
  }

  private func stop() {
    guard !isStopping else { ProcessEnvironment.exitNow(130) }
    isStopping = true
    LoopActor.start {
      do {
        try await self.simulator.stop(grace: self.grace)
        ProcessEnvironment.exitNow(0)
      } catch {
        StandardStream.complain("ringback: \(Redaction.all.complaint("\(error)"))")
        ProcessEnvironment.exitNow(SystemExit.ioError)
      }
    }
  }
}
