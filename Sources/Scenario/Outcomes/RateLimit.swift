internal import Bytes
internal import JSON
internal import Simulation

/// How many requests of one key may come in a window of time.
struct RateLimit: Sendable {
  let requests: Int
  let window: Duration
  /// Limits of single plans, by the name of the tier.
  let byTier: [String: Int]

  static let members = ["requests", "seconds", "by_tier", "error"]

  init(_ object: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    let limit = try Expected.member("requests", of: object, at: pointer)
    requests = try Expected.count(limit, from: 0, at: pointer.appending("requests"))
    let place = pointer.appending("seconds")
    let seconds = try Expected.amount(try Expected.member("seconds", of: object, at: pointer), at: place)
    guard seconds > 0, seconds <= 1e9 else {
      throw .expected("a number above 0", object["seconds"] ?? .null, at: place)
    }
    window = Duration(clampingSeconds: seconds)
    var byTier: [String: Int] = [:]
    let tiers = pointer.appending("by_tier")
    for (name, value) in try Expected.object(object["by_tier"] ?? [:], at: tiers) {
      byTier[name] = try Expected.count(value, from: 0, at: tiers.appending(name))
    }
    self.byTier = byTier
  }

  /// The limit of a plan; the common one where the plan has none of its own.
  func limit(for tier: String?) -> Int { tier.flatMap { byTier[$0] } ?? requests }
}
