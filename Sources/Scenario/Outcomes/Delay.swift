internal import Bytes
internal import Glibc
internal import JSON
internal import Simulation

/// How long an answer waits before its first byte, in milliseconds.
enum Delay: Sendable, Equatable {
  case fixed(Double)
  case uniform(lower: Double, upper: Double)
  /// As latencies are: half of the answers come before `median`, and a few come late.
  case lognormal(median: Double, sigma: Double)

  /// No answer waits longer: one hour.
  static let longest = 3_600_000.0

  private static let members = [
    "fixed": ["milliseconds"], "uniform": ["lower", "upper"], "lognormal": ["median", "sigma"],
  ]

  init(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) {
    guard let object = value.object else {
      self = .fixed(try Self.bounded(value, at: pointer))
      return
    }
    let place = pointer.appending("type")
    let type = try Expected.text(try Expected.member("type", of: object, at: pointer), at: place)
    guard let names = Self.members[type] else {
      throw .choice(type, among: Self.members.keys.sorted(), at: place)
    }
    for name in object.keys where name != "type" && name != "virtual" && !names.contains(name) {
      throw .meaningless(name, among: ["type"] + names + ["virtual"], at: pointer.appending(name))
    }
    func figure(_ name: String) throws(ScenarioMistake) -> Double {
      try Self.bounded(try Expected.member(name, of: object, at: pointer), at: pointer.appending(name))
    }
    switch type {
    case "fixed": self = .fixed(try figure("milliseconds"))
    case "lognormal": self = .lognormal(median: try figure("median"), sigma: try figure("sigma"))
    default:
      let (lower, upper) = (try figure("lower"), try figure("upper"))
      guard lower <= upper else {
        throw ScenarioMistake(
          pointer.appending("upper"),
          "expected at least \"lower\", which is \(object["lower"] ?? .null); found \(object["upper"] ?? .null).")
      }
      self = .uniform(lower: lower, upper: upper)
    }
  }

  /// Whether a delay is one of the sandbox's clock, and not of real time.
  static func isVirtual(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> Bool {
    guard let virtual = value["virtual"] else { return false }
    guard case .bool(let isVirtual) = virtual else {
      throw .expected("true or false", virtual, at: pointer.appending("virtual"))
    }
    return isVirtual
  }

  private static func bounded(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> Double {
    let figure = try Expected.amount(value, at: pointer)
    guard figure <= longest else {
      throw .expected("at most \(Int64(clamping: longest)) ms, which is an hour", value, at: pointer)
    }
    return figure
  }

  /// One draw.
  func duration(using generator: inout SeededGenerator) -> Duration {
    let milliseconds =
      switch self {
      case .fixed(let milliseconds): milliseconds
      case .uniform(let lower, let upper): Double.random(in: lower...upper, using: &generator)
      // Of a median of 0 there is no multiple, not even an infinite one.
      case .lognormal(let median, _) where median == 0: 0.0
      case .lognormal(let median, let sigma): median * exp(sigma * Self.normal(using: &generator))
      }
    return Duration(clampingMilliseconds: min(milliseconds, Self.longest))
  }

  /// A draw from the standard normal distribution, by Box and Muller.
  private static func normal(using generator: inout SeededGenerator) -> Double {
    let radius = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &generator)
    let angle = Double.random(in: 0..<1, using: &generator)
    return sqrt(-2 * log(radius)) * cos(2 * .pi * angle)
  }
}
