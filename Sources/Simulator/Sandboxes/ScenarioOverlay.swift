internal import ElevenLabs
internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation
internal import Telephony

/// What scenarios change for a single request: rules in front of the sandbox's own, settings and people on top of its.
struct ScenarioOverlay {
  var rules = RuleSet()
  var settings: JSONObject = [:]
  var people = Carrier()

  /// Lets the sandbox be so while `body` runs.
  ///
  /// Counters and states are the sandbox's own, so that a rule with `times` counts across requests.
  @LoopActor func during<T>(_ sandbox: Sandbox, _ body: () -> T) -> T {
    let own = sandbox.world
    sandbox.world[RuleSet.self] = rules.inFront(of: own[RuleSet.self])
    ElevenLabsWorld.applySettings(settings, to: &sandbox.world)
    sandbox.world[Carrier.self].refusals.merge(people.refusals) { _, overlaid in overlaid }
    defer {
      sandbox.world[RuleSet.self] = own[RuleSet.self]
      sandbox.world[Carrier.self] = own[Carrier.self]
      ElevenLabsWorld.adoptSettings(from: own, into: &sandbox.world)
    }
    return body()
  }
}
