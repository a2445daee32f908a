internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// Copies of what a sandbox is: snapshots that go out and come back, and forks.
@LoopActor enum StateRoutes {
  static let handlers: [String: AdminHandler] = [
    "get_snapshot": take, "put_snapshot": restore, "fork_sandbox": fork,
    "get_capsule": capsule,
  ]

  /// A large world takes long to write and to read, which happens beside the loop.
  private static func take(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.sandbox()
    let snapshot = sandbox.snapshot
    let kinds = exchange.keeper.snapshotKinds
    let secrets = SnapshotSecrets(sandbox)
    return .later { await LoopActor.offLoop { written(snapshot, kinds, secrets) } }
  }

  private nonisolated static func written(
    _ snapshot: Snapshot, _ kinds: SnapshotKinds, _ secrets: SnapshotSecrets
  ) -> Response {
    do throws(JSONCodingFailure) {
      return .json(secrets.hidden(in: try snapshot.json(kinds)))
    } catch {
      return AdminError(500, "no_snapshot", error.description).response
    }
  }

  private static func restore(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.sandbox()
    let body = exchange.request.body
    let kinds = exchange.keeper.snapshotKinds
    return .later {
      let secrets = SnapshotSecrets(sandbox)
      switch await LoopActor.offLoop({ read(body, kinds, secrets) }) {
      case .failure(let refusal): return refusal.response
      case .success(let snapshot):
        // It may have been removed meanwhile.
        guard exchange.keeper.registry[sandbox.name] === sandbox else {
          return AdminError(.unknown(sandbox.name)).response
        }
        exchange.keeper.restore(sandbox, snapshot)
        return exchange.journaled(.json(exchange.describe(sandbox)), in: sandbox)
      }
    }
  }

  private nonisolated static func read(
    _ body: [UInt8], _ kinds: SnapshotKinds, _ secrets: SnapshotSecrets
  ) -> Result<Snapshot, AdminError> {
    let value: JSONValue
    do throws(JSONFailure) {
      // A snapshot holds what requests held, some levels further down.
      value = try JSONParser(limits: .init(maxDepth: 400, maxBytes: .max), duplicates: .refuse).parse(body)
    } catch {
      if error.kind == .outOfMemory { return .failure(.outOfMemory) }
      return .failure(AdminError(422, "invalid_snapshot", "This is no snapshot: \(error).", pointer: ""))
    }
    do throws(JSONCodingFailure) {
      return .success(try Snapshot(secrets.filled(value), kinds))
    } catch {
      return .failure(AdminError(422, "invalid_snapshot", error.message, pointer: error.pointer.description))
    }
  }

  private static func capsule(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.sandbox()
    return .later {
      do throws(AdminError) {
        let capsule = try await exchange.keeper.capsule(of: sandbox)
        return await LoopActor.offLoop { .json(capsule) }
      } catch {
        return error.response
      }
    }
  }

  private static func fork(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let fork = try exchange.keeper.fork(try exchange.namedSandbox(), name: exchange.body["name"]?.string)
    return .json(exchange.describe(fork), status: 201)
  }
}
