internal import Simulation

extension Batch {
  /// What is wrong with its numbers in a snapshot.
  var snapshotMistake: SnapshotMistake? {
    .first(of: [
      ("scheduled", Int64(scheduled)), ("dispatched", Int64(dispatched)), ("finished", Int64(finished)),
      ("retryCount", Int64(retryCount)),
    ])
  }
}

extension Settings {
  /// What is wrong with its numbers in a snapshot; the ranges are those of `scenario.schema.json`.
  var snapshotMistake: SnapshotMistake? {
    let timeout = webhooks.timeoutSeconds
    if timeout <= 0 {
      return SnapshotMistake("webhooks", "timeoutSeconds", words: "expected a number above 0; found \(timeout).")
    }
    return .range("webhooks", "timeoutSeconds", value: timeout, in: 0...3_600)
      ?? .range("initiationWebhookTimeout", value: initiationWebhookTimeout, in: 0.1...120)
  }
}
