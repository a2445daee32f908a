import HTTP1
import JSON
import Scenario
import Simulation

/// The head of an answer with a body of ten bytes.
let answerHead = "HTTP/1.1 201 Created\r\nx-a: 1\r\ncontent-length: 10\r\nconnection: close\r\n\r\n"

/// What the faults, given as JSON text, make of that answer.
func shaped(_ faults: String, seed: UInt64 = 1, body: String = "0123456789") throws -> [Delivery.Step] {
  let value = try JSONParser().parse(Array(faults.utf8))
  let read = try FaultTable.faults(value, at: JSONPointer(tokens: ["fault"]))
  return Delivery(read, generator: SeededGenerator(seed: seed)).steps(
    head: Array(answerHead.utf8), body: Array(body.utf8))
}

/// The steps in short: `head 60`, `body "0123"`, `pause 100 ms`, `close`.
func words(_ steps: [Delivery.Step]) -> [String] {
  steps.map { step in
    switch step {
    case .head(let bytes): bytes == Array(answerHead.utf8) ? "head" : "head \(bytes.count)"
    case .body(let bytes): "body \"\(String(decoding: bytes, as: UTF8.self))\""
    case .pause(let duration): "pause \(duration / .milliseconds(1)) ms"
    case .hold: "hold"
    case .close: "close"
    case .reset: "reset"
    }
  }
}

/// The bytes that the steps send.
func sent(_ steps: [Delivery.Step]) -> [UInt8] {
  steps.flatMap { step -> [UInt8] in
    switch step {
    case .head(let bytes), .body(let bytes): bytes
    case .pause, .hold, .close, .reset: []
    }
  }
}

/// All pauses of the steps together.
func pausing(_ steps: [Delivery.Step]) -> Duration {
  steps.reduce(.zero) { sum, step in
    if case .pause(let duration) = step { sum + duration } else { sum }
  }
}
