import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(1))) struct ProvenanceTests {
  @Test(arguments: [
    "live-verified 2026-08-30", "live-verified 2026", "spec 2026-08", "docs", "field-report", "assumed",
  ])
  func reads(_ text: String) { #expect(Provenance(text)?.description == text) }

  @Test(arguments: ["", "live-verified", "docs 2026", "spec yesterday", "spec 26-08", "sure", "live-verified  2026"])
  func refuses(_ text: String) { #expect(Provenance(text) == nil) }
}
