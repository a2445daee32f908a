public import EventLoop
public import JSON
public import Scenario
public import Simulation

/// What the control API needs of the assembled program: it knows neither the vendors nor the scenario files.
@LoopActor public protocol SandboxKeeper: AnyObject {
  /// The live sandboxes.
  var registry: SandboxRegistry { get }

  /// Makes a sandbox live; a mistake in `world` or in a scenario becomes an error with its pointer.
  func create(_ request: SandboxRequest) throws(AdminError) -> Sandbox

  /// The same for a large request: others have their turn meanwhile.
  func createInSlices(_ request: SandboxRequest) async throws(AdminError) -> Sandbox

  /// Gives a live sandbox other scenarios.
  ///
  /// With `reset` everything starts anew from them. Without, what exists stays: rules, settings and people change, and
  /// objects that the scenarios say otherwise than those before are put, or removed.
  func change(_ sandbox: Sandbox, to scenarios: [ScenarioReference], reset: Bool) throws(AdminError)

  /// The same for large scenarios: others have their turn meanwhile.
  func changeInSlices(_ sandbox: Sandbox, to scenarios: [ScenarioReference], reset: Bool) async throws(AdminError)

  /// Makes a sandbox live that is what another is now, under a name of its own and with keys of its own.
  func fork(_ sandbox: Sandbox, name: String?) throws(AdminError) -> Sandbox

  /// Puts back what a snapshot holds; calls that were under way end, since nothing moves them any more.
  func restore(_ sandbox: Sandbox, _ snapshot: Snapshot)

  /// All that it takes to repeat elsewhere what happened in a sandbox; it holds no secret.
  func capsule(of sandbox: Sandbox) async throws(AdminError) -> JSONValue

  /// The ids of the operations that the vendors' documents have, and the names of what sandboxes send and of events of calls.
  var operations: [String] { get }

  /// Everything that a snapshot holds.
  var snapshotKinds: SnapshotKinds { get }

  /// Adds, replaces and removes objects; changes nothing where there is a mistake.
  func patch(_ sandbox: Sandbox, world: JSONObject) throws(AdminError)

  /// The same for many objects: others have their turn meanwhile.
  func patchInSlices(_ sandbox: Sandbox, world: JSONObject) async throws(AdminError)

  /// The ids of the sandbox's named objects: `{"agents": {…}, "phone_numbers": {…}, "webhooks": {…}, "tags": {…}}`; a webhook
  /// has its secret beside its id.
  func names(in sandbox: Sandbox) -> JSONObject

  /// Lets somebody call a number of the sandbox's: `{"from", "to", "person"?}` in, `{"call_sid", "conversation_id", "hint"?}` out.
  func receiveCall(_ request: JSONValue, in sandbox: Sandbox) throws(AdminError) -> JSONValue

  /// The newest calls of the sandbox, and how many lines are open: `{"open", "calls": […]}`.
  func calls(in sandbox: Sandbox) -> JSONValue

  /// How each operation and each error is answered, and how we know: `{"operations": […], "errors": […]}`.
  func fidelity() async throws(AdminError) -> JSONValue
}
