internal import Bytes
internal import HTTP1
internal import JSON
internal import Simulation

/// The answer comes in slices of about `average_size` bytes, with `delay` microseconds after each.
///
/// Source: Toxiproxy, toxic `slicer`: what is too long is halved, and each cut is moved by up to `size_variation`.
/// The loop's timers count milliseconds: a shorter delay lasts one.
struct Slicer: Fault {
  /// `slicer`.
  static let name = "slicer"

  private let averageSize: Int
  private let sizeVariation: Int
  private let delay: Int

  /// Shape: `{"average_size": bytes, "size_variation"?: bytes, "delay"?: µs}`; the variation is less than the size.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    let options = try FaultOptions(
      options, of: Self.name, at: pointer, known: ["average_size", "size_variation", "delay"])
    averageSize = try options.integer("average_size", of: "bytes", in: 1...FaultOptions.most)
    sizeVariation = try options.integer("size_variation", of: "bytes", standard: 0)
    delay = try options.integer("delay", of: "microseconds", standard: 0)
    // Else a cut could fall outside of what it cuts.
    if sizeVariation >= averageSize { throw options.mistake(at: "size_variation", expected: "less than average_size") }
  }

  /// Slices, each with the delay behind it.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    var shaped: [Delivery.Step] = []
    for step in steps {
      guard let bytes = step.bytes else {
        shaped.append(step)
        continue
      }
      var ends: [Int] = []
      slice(0..<bytes.count, into: &ends, using: &generator)
      var start = 0
      for end in ends {
        shaped.append(step.replacing(bytes[start..<end]))
        if delay > 0 { shaped.append(.pause(Duration(clampingMicroseconds: delay))) }
        start = end
      }
    }
    return shaped
  }

  /// Appends where the slices of the range end.
  private func slice(_ range: Range<Int>, into ends: inout [Int], using generator: inout SeededGenerator) {
    guard range.count - averageSize > sizeVariation else { return ends.append(range.upperBound) }
    var middle = range.lowerBound + range.count / 2
    if sizeVariation > 0 { middle += Int.random(in: -sizeVariation..<sizeVariation, using: &generator) }
    slice(range.lowerBound..<middle, into: &ends, using: &generator)
    slice(middle..<range.upperBound, into: &ends, using: &generator)
  }
}
