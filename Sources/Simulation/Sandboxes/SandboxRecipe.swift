public import JSON

/// What somebody asked for when a sandbox was made, so that another run of the program can make it again.
public struct SandboxRecipe: Sendable, Equatable, Codable {
  /// The scenarios as they were named: names of shipped ones, or paths.
  public var scenarios: [String] = []
  /// The seed that was asked for; nil left it to the scenario or the name.
  public var seed: UInt64? {
    get { seedText.flatMap { UInt64($0) } }
    set { seedText = newValue.map { String($0) } }
  }
  /// As text, since JSON numbers of ours have 63 bits and a sign.
  private var seedText: String?
  /// The instant that was asked for; nil left it to the scenario.
  public var time: Instant?
  /// What was asked for beyond the scenarios.
  public var world: JSONObject = [:]
  /// Of a fork: its keys by name with their permissions, but without their values, which follow from its name.
  ///
  /// Its base is a world that no scenario tells, and is kept as a snapshot.
  public var forkedKeys: JSONObject?

  private enum CodingKeys: String, CodingKey {
    case scenarios
    case seedText = "seed"
    case time, world, forkedKeys
  }

  /// Nothing but the default.
  public init() {}

  /// Whether the base is another sandbox's world at one moment.
  public var isFork: Bool { forkedKeys != nil }
}
