public import EventLoop
internal import HashTreeCollections
public import JSON
public import Simulation

/// A call under way: who is on the other end, and how whoever speaks learns that somebody hung up.
@LoopActor public final class Line {
  /// Who ended a call.
  public enum Party: String, Sendable {
    /// Our side: the agent, or the app's TwiML.
    case application
    /// Who was called, or who called.
    case person
    /// Somebody who changed the call through a REST API.
    case api
    /// The phone network itself: the call took as long as it may.
    case network
  }

  /// How long a call lasts at most unless somebody says otherwise: an account's default at Twilio.
  public nonisolated static let longest = Duration.seconds(14_400)

  /// The SID of the call.
  public let callSID: String
  /// Who is on the other end.
  public let person: Person
  /// How long it may last from the answer on; then the network hangs up.
  public var timeLimit = Line.longest
  /// Rings when the call is ended from outside of the flow that it belongs to.
  public let hangUpBell = Bell()
  /// Who ended it, once it was ended.
  public private(set) var endedBy: Party?
  let sandbox: Sandbox

  init(_ call: Call, _ person: Person, in sandbox: Sandbox) {
    callSID = call.id
    self.person = person
    self.sandbox = sandbox
    OpenLines.of(sandbox)[callSID] = self
  }

  /// The call as it is now.
  public var call: Call? { sandbox.world[Call.self][callSID] }

  /// Sleeps until an instant; answers false where the call was over before, which the time limit sees to as well.
  ///
  /// Whoever speaks on an answered line sleeps by this, so that the limit needs no flow of its own.
  public func wait(until instant: Instant, for purpose: Purpose, in flow: Flow) async throws(CancellationError) -> Bool
  {
    guard endedBy == nil else { return false }
    let limit = end(before: instant)
    let isDue = try await flow.sleep(
      until: limit ?? instant, or: hangUpBell, for: limit == nil ? purpose : Purpose("time limit", of: callSID))
    guard isDue, limit != nil else { return isDue }
    end(.completed, by: .network)
    return false
  }

  /// When the time limit ends the call, where that is before `instant`.
  private func end(before instant: Instant) -> Instant? {
    guard let limit = call?.answeredAt.map({ $0 + timeLimit }), limit < instant else { return nil }
    return limit
  }

  /// Writes something about the call into the journal that changes nothing in its record.
  public func note(_ event: String, _ more: JSONObject = [:]) {
    guard let call else { return }
    sandbox.journal.append(call: call.event(event, more), time: sandbox.clock.now)
  }

  /// Changes the record and writes what happened into the journal.
  @inline(never) func change(_ event: String, _ more: JSONObject = [:], _ change: (inout Call) -> Void) {
    guard let call = sandbox.world[Call.self].update(callSID, change) else { return }
    sandbox.journal.append(call: call.event(event, more), time: sandbox.clock.now)
  }

  /// Ends the call; a second end does nothing.
  ///
  /// The flow that the call belongs to says so when it has come to its end, and others by `hangUp`.
  public func end(_ status: Call.Status, by party: Party, sipStatus: Int = 200) {
    guard endedBy == nil else { return }
    endedBy = party
    OpenLines.of(sandbox)[callSID] = nil
    let now = sandbox.clock.now
    change(status.rawValue, ["ended_by": .string(party.rawValue)]) { call in
      call.status = status
      call.endedAt = now
      call.sipStatus = sipStatus
    }
    hangUpBell.ring()
  }
}

/// The lines that are open in one life of a sandbox.
@LoopActor final class OpenLines: Remains {
  /// A tree, since a dictionary that doubles among 50,000 lines makes one request wait for 20 ms.
  private var bySID: TreeDictionary<String, Line> = [:]

  private init() {}

  /// The line of a call; setting nil forgets it.
  subscript(callSID: String) -> Line? {
    get { bySID[callSID] }
    set { bySID[callSID] = newValue }
  }

  var count: Int { bySID.count }
  /// The calls' SIDs, in no order.
  var callSIDs: some Sequence<String> { bySID.keys }

  static func of(_ sandbox: Sandbox) -> OpenLines { sandbox.life.belonging(OpenLines.self) { OpenLines() } }

  /// Forgets some lines of a life that is over.
  func letGo() -> LettingGo {
    for _ in 0..<32 {
      if bySID.isEmpty { return .isDone }
      _ = bySID.remove(at: bySID.startIndex)
    }
    return .goesOn
  }
}
