public import EventLoop
internal import JSON

/// Answers that were recorded: nothing is sent anywhere.
@LoopActor public final class RecordingTarget: ContractTarget {
  /// What it is called in reports.
  public let name: String
  /// Whether it is somebody's account.
  public let isGuarded = false
  /// What it is, as far as a snapshot made on it counts.
  public let kind = TargetKind.recording
  /// The keys that must not be written down anywhere.
  public let secrets: [String] = []

  /// Where the recording comes from.
  public var origin: ParitySnapshot.Origin { snapshot.origin }
  private let snapshot: ParitySnapshot

  /// The answers of a snapshot.
  public init(_ snapshot: ParitySnapshot) {
    self.snapshot = snapshot
    name = "recording of \(snapshot.origin.target), \(snapshot.origin.date)"
  }

  /// Nothing has to be asked.
  public func prepare() async throws(TargetFailure) {}

  /// Why a case cannot run here; nil where it can.
  public func reasonToSkip(_ one: ContractCase) async -> String? {
    snapshot.content(one.id) == nil ? "it is not in the recording" : nil
  }

  /// The answers to one case.
  public func open(_ one: ContractCase, run: String) async throws(TargetFailure) -> CaseSession {
    guard let content = snapshot.content(one.id) else { throw TargetFailure("\(one.id) is not in the recording") }
    let keys = one.keys.reduce(into: [Provider: [String: ProviderKey]]()) { keys, key in
      keys[key.provider, default: [:]][key.name] = ProviderKey(secret: "recorded")
    }
    var variables = Variables()
    for (name, value) in content.variables { variables[name] = Denormaliser.value(value) }
    return CaseSession(
      exchange: Replay(content: content), keys: keys, variables: variables, time: RecordedTime())
  }

  /// Does nothing: the recording stays.
  public func close(_ session: CaseSession) async {}
}

/// Answers each step with what was answered to it.
private struct Replay: Exchange {
  let content: ParitySnapshot.Case

  func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeAnswer {
    guard let answer = content.answer(request.place.key) else {
      throw ExchangeFailure("the recording has no answer to \(request.place.key)")
    }
    return answer.replayed
  }
}
