internal import ElevenLabs
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Scenario
internal import Simulation
internal import Telephony

/// What scenarios change for a single request: rules in front of the sandbox's own; settings, people and keys on top of its.
struct ScenarioOverlay {
  var rules = RuleSet()
  var settings: JSONObject = [:]
  var people = Carrier()
  /// What the scenarios let agents say.
  var agents = AgentScripts()
  /// What the scenarios say of keys that the sandbox has, too.
  var keys: JSONObject = [:]

  /// The request as it is where its key may do what the scenarios say.
  @LoopActor func rekeyed(_ arrival: Arrival) -> Arrival {
    let sent = arrival.credential ?? arrival.request.field("xi-api-key").flatMap(arrival.sandbox.credential)
    guard let sent, let said = keys[sent.name], said.object != nil else { return arrival }
    let other = Credential(sent.name, said, sandbox: arrival.sandbox.name, salt: arrival.sandbox.plan.keySalt)
    return Arrival(
      arrival,
      credential: Credential(
        name: sent.name, value: sent.value, permissions: other.permissions, refusedWith: other.refusedWith,
        isGuessable: sent.isGuessable))
  }

  /// Lets the sandbox be so while `body` runs.
  ///
  /// Counters and states are the sandbox's own, so that a rule with `times` counts across requests.
  @LoopActor func during<T>(_ sandbox: Sandbox, _ body: () -> T) -> T {
    let own = sandbox.world
    sandbox.world[RuleSet.self] = rules.inFront(of: own[RuleSet.self])
    ElevenLabsWorld.applySettings(settings, to: &sandbox.world)
    sandbox.world[AgentScripts.self].merge(agents)
    if !people.isEmpty { sandbox.world[Carrier.self] = people.inFront(of: own[Carrier.self]) }
    defer {
      sandbox.world[AgentScripts.self] = own[AgentScripts.self]
      sandbox.world[RuleSet.self] = own[RuleSet.self]
      sandbox.world[Carrier.self] = own[Carrier.self]
      ElevenLabsWorld.adoptSettings(from: own, into: &sandbox.world)
    }
    return body()
  }
}
