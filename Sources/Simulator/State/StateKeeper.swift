internal import EventLoop
internal import JSON
internal import Simulation

/// Keeps the live sandboxes in a file: at most once a second after a change, and at the end.
@LoopActor final class StateKeeper {
  /// What a sandbox was when it was last written.
  @LoopActor private struct Mark {
    let sandbox: Sandbox
    let changes: Int
    let clock: ClockSetting

    init(_ sandbox: Sandbox) {
      self.sandbox = sandbox
      changes = sandbox.changes
      clock = Self.clock(of: sandbox)
    }

    func fits(_ other: Sandbox) -> Bool {
      sandbox === other && changes == other.changes && clock == Self.clock(of: other)
    }

    /// How the clock goes, and where it stands where it does stand.
    private static func clock(of sandbox: Sandbox) -> ClockSetting {
      if case .real = sandbox.clock.mode { ClockSetting(sandbox.clock.mode) } else { sandbox.clock.setting }
    }
  }

  private static let pause = Duration.seconds(1)
  private let path: String
  private let registry: SandboxRegistry
  private let file: OwnedFile
  private let limit: Int
  private var timer: LoopTimer?
  private var saving: Task<Void, Never>?
  private var written: [Mark] = []
  /// Why the last attempt failed; told once, and tried again.
  private var failure: StateFailure?

  /// Takes the file for this process and makes the sandboxes that it tells of; writes nothing.
  init(_ path: String, of simulator: Simulator) throws {
    let path = FileSystem.resolved(path)
    self.path = path
    registry = simulator.registry
    limit = simulator.configuration.limits.stateBytes
    do throws(OwnedFile.Refusal) {
      file = try OwnedFile(path)
    } catch {
      switch error {
      case .held: throw StateFailure.inUse(path)
      case .failed(let failure): throw StateFailure.unwritable(path, failure.message)
      }
    }
    let text: [UInt8]?
    do throws(FileSystem.Failure) {
      text = try file.load(limit: limit)
    } catch {
      throw StateFailure.unwritable(path, error.message)
    }
    guard let text else { return }
    try simulator.restore(text, path: path)
    written = registry.all.map(Mark.init)
  }

  /// Writes a file that was absent, and looks once a second from now on whether something has changed.
  ///
  /// Only once the server listens: one whose port is taken leaves nothing behind.
  func begin() throws(StateFailure) {
    guard timer == nil else { return }
    FileSystem.removeTemporaries(of: path)
    if written.isEmpty {
      try writer(StateFile(entries: registry.all.map(StateFile.Entry.init)))().get()
      written = registry.all.map(Mark.init)
    }
    timer = LoopTimer { [unowned self] in saveIfChanged() }
    timer?.start(after: Self.pause, repeating: Self.pause)
  }

  /// Writes for the last time: also where ids alone have been handed out since.
  func finish() async throws(StateFailure) {
    timer?.close()
    timer = nil
    await saving?.value
    await save()
    if let failure { throw failure }
  }

  private func saveIfChanged() {
    let all = registry.all
    guard saving == nil, all.count != written.count || !zip(written, all).allSatisfy({ $0.fits($1) }) else { return }
    saving = LoopActor.start { [self] in
      await save()
      saving = nil
    }
  }

  /// A world is a value: the copies that are written elsewhere stand still while the loop goes on.
  private func save() async {
    let all = registry.all
    let marks = all.map(Mark.init)
    let file = StateFile(entries: all.map(StateFile.Entry.init))
    switch await LoopActor.offLoop(writer(file)) {
    case .success:
      written = marks
      failure = nil
    case .failure(let failure):
      if self.failure != failure { StandardStream.complain("ringback: \(failure)") }
      self.failure = failure
    }
  }

  /// The work of writing, which any thread may do.
  private func writer(_ state: StateFile) -> @Sendable () -> Result<Void, StateFailure> {
    { [file, path, limit] in
      do {
        let text = try state.bytes(.all, program: Simulator.version)
        guard text.count <= limit else {
          return .failure(
            .unwritable(path, "it would have \(text.count) bytes, more than --limit state-bytes=\(limit)"))
        }
        // It holds the keys that recipes name: nobody else reads it.
        return .success(try file.replace(with: text, mode: 0o600))
      } catch let failure as FileSystem.Failure {
        return .failure(.unwritable(path, failure.message))
      } catch {
        return .failure(.unwritable(path, "\(error)"))
      }
    }
  }
}
