import ElevenLabs
import Patterns
import Simulation

/// Readers of texts that need no world.
enum TextTargets {
  static func pattern(_ bytes: [UInt8]) {
    let input = SplitInput(bytes)
    let subject = String(decoding: input.rest, as: UTF8.self)
    let pieces = subject.pieces(betweenText: input.line)
    precondition(input.line.isEmpty || pieces.joined(separator: input.line) == subject)
    guard let pattern = try? Pattern(input.line) else { return }
    _ = try? pattern.matches(subject)
  }

  static func signature(_ bytes: [UInt8]) {
    let input = SplitInput(bytes)
    let now = Instant(unixSeconds: 1_795_255_200)
    for computed in [nil, input.line] {
      let evidence = SignatureDiagnosis.Evidence(
        secret: "wsec_0123456789abcdef", body: input.rest, header: input.line, timestamp: nil,
        url: "https://app.example.com/hook", computed: computed)
      let diagnosis = SignatureDiagnosis(evidence, at: now)
      _ = diagnosis.notes
    }
  }
}
