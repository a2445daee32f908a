internal import HTTP1
internal import JSON
internal import Simulation

/// The head comes and announces chunks, then garbage where the first chunk's size has to be, then the connection is closed.
///
/// Source: WireMock, "Simulating Faults"; status and fields are the answer's own.
struct MalformedResponseChunk: Fault {
  /// `malformed_response_chunk`.
  static let name = "malformed_response_chunk"

  /// No hexadecimal digit among them, so that no client can read a size.
  private static let letters = Array("ghijklmnopqrstuvwxyz".utf8)
  private static let lineEnd = Array("\r\n".utf8)

  /// Has no options.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    _ = try FaultOptions(options, of: Self.name, at: pointer)
  }

  /// The head with chunks announced, and letters in place of the body.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    let head = steps.flatMap { $0.isBody ? [] : $0.bytes ?? [] }
    let count = Int.random(in: 16...64, using: &generator)
    let garbage = (0..<count).map { _ in Self.letters[Int.random(in: 0..<Self.letters.count, using: &generator)] }
    let shaped: [Delivery.Step] = head.isEmpty ? [] : [.head(Self.announcingChunks(head))]
    return steps.openingPauses + shaped + [.body(garbage + Self.lineEnd), .close]
  }

  private static func announcingChunks(_ head: [UInt8]) -> [UInt8] {
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    let kept = lines.filter { !$0.hasPrefix("content-length:") && !$0.hasPrefix("transfer-encoding:") }
    return Array((kept + ["transfer-encoding: chunked", "", ""]).joined(separator: "\r\n").utf8)
  }
}
