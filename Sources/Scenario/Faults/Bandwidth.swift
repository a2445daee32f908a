internal import Bytes
internal import HTTP1
internal import JSON
internal import Simulation

/// Bytes come no faster than `rate` kilobytes (1,000 bytes) a second.
///
/// Source: Toxiproxy, toxic `bandwidth`: what takes longer than 100 ms comes in pieces of 100 ms.
struct Bandwidth: Fault {
  /// `bandwidth`.
  static let name = "bandwidth"

  private static let interval = 100

  /// Kilobytes a second, which is also bytes a millisecond.
  private let rate: Int

  /// Shape: `{"rate": KB/s}`, at least 1.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    let options = try FaultOptions(options, of: Self.name, at: pointer, known: ["rate"])
    rate = try options.integer("rate", of: "kilobytes a second", in: 1...FaultOptions.most)
  }

  /// Pieces, each after the time that it takes.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    steps.flatMap { step -> [Delivery.Step] in
      guard let bytes = step.bytes else { return [step] }
      let most = rate.multipliedSaturating(by: Self.interval)
      return stride(from: 0, to: bytes.count, by: most).flatMap { start -> [Delivery.Step] in
        let piece = bytes[start..<min(bytes.count, start.addingSaturating(most))]
        return [.pause(.milliseconds(1) * piece.count / rate), step.replacing(piece)]  // Bounded: bytes of a body.
      }
    }
  }
}
