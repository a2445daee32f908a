public import Admin
internal import EventLoop
internal import HTTP1
public import JSON
internal import Scenario
public import Simulation

extension Simulator {
  /// All that it takes to repeat elsewhere what happened in a sandbox; it holds no secret.
  ///
  /// It begins where the journal alone tells the rest: at the sandbox's plan, or at a snapshot after the last change that came
  /// from elsewhere.
  public func capsule(of sandbox: Sandbox) async throws(AdminError) -> JSONValue {
    // All of one moment, however long it takes to write it down.
    let plan = sandbox.plan
    let record = sandbox.record
    let first = record?.sequence ?? 0
    let entries = sandbox.journal.entries(after: first)
    let last = sandbox.journal.last
    let start = record?.start ?? (plan.isFork ? sandbox.start : nil)
    await sandbox.noteCredentials()
    let redaction = sandbox.redaction
    var capsule: JSONObject = [
      "ringback": "capsule", "version": .integer(Capsule.version), "program": .string(Self.version),
      "sandbox": .string(sandbox.name), "seed": .string(String(plan.seed)),
      "clock": .object(plan.clock.mode.json), "accepts_any_key": .bool(configuration.acceptsAnyKey),
      "scenario": redaction.value(.array(try files(of: plan))),
    ]
    if let world = plan.recipe["world"] {
      capsule.append("world", redaction.value(CapsuleSecrets.removed(from: world)))
    }
    if let fork = plan.recipe["fork"] { capsule.append("fork", fork) }
    if let start {
      capsule.append("snapshot", try await Self.written(start, snapshotKinds, redaction))
    }
    capsule.append("earlier", .integer(first))
    // Numbers have no gaps: what is missing in front was dropped, or the journal was emptied.
    capsule.append("dropped", .integer((entries.first?.sequence ?? last + 1) - first - 1))
    var written: [JSONValue] = []
    await LoopSlices.finish {
      guard written.count < entries.count else { return nil }
      written.append(Self.written(entries[written.count], in: sandbox, redaction))
      return 0
    }
    capsule.append("entries", .array(written))
    return .object(capsule)
  }

  /// A large world takes long to write, which happens beside the loop.
  private static func written(
    _ start: Snapshot, _ kinds: SnapshotKinds, _ redaction: Redaction
  ) async throws(AdminError) -> JSONValue {
    let written = await LoopActor.offLoop { () -> Result<JSONValue, JSONCodingFailure> in
      do throws(JSONCodingFailure) {
        return .success(redaction.value(try start.json(kinds)))
      } catch {
        return .failure(error)
      }
    }
    do throws(JSONCodingFailure) { return try written.get() } catch {
      throw AdminError(500, "no_snapshot", error.description)
    }
  }

  private func files(of plan: Sandbox.Plan) throws(AdminError) -> [JSONValue] {
    let references = try SandboxRequest(.object(plan.recipe)).scenarios
    let files: [ScenarioFile]
    do throws(ScenarioFailure) { files = try blueprints.files(of: references) } catch { throw AdminError(error) }
    return files.map { file in
      var content = file.content
      // All files stand here, in order: what they extend has been joined already, and may have been named by a path.
      content["extends"] = JSONValue?.none
      content["$schema"] = JSONValue?.none
      content["world"] = content["world"].map(CapsuleSecrets.removed) ?? .none
      return ["name": .string(file.name), "content": .object(content)]
    }
  }

  /// An entry as the control API shows it, and whether the sandbox was named by the path.
  static func written(_ entry: JournalEntry, in sandbox: Sandbox, _ redaction: Redaction) -> JSONValue {
    var value = entry.json(in: sandbox, redaction)
    value["prefixed"] = .bool(entry.request.path.hasPrefix("/~"))
    return value
  }
}
