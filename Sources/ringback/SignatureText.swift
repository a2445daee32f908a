internal import ElevenLabs
internal import Simulation

/// A diagnosis of a signature as a person reads it; secrets do not appear in it.
enum SignatureText {
  static func text(_ diagnosis: SignatureDiagnosis, _ evidence: SignatureDiagnosis.Evidence) -> String {
    var lines = signed(diagnosis, evidence)
    lines += verdict(diagnosis)
    if let sent = diagnosis.sent { lines += explained("Whoever made this header", sent, isHeader: true) }
    if let computed = diagnosis.computed { lines += explained("The app", computed, isHeader: false) }
    if !diagnosis.notes.isEmpty { lines += [""] + diagnosis.notes.map { "Note: \($0)" } }
    if !diagnosis.isAccepted { lines += ["", "What does it right:"] + remedy }
    return lines.joined(separator: "\n")
  }

  private static func signed(
    _ diagnosis: SignatureDiagnosis, _ evidence: SignatureDiagnosis.Evidence
  ) -> [String] {
    var lines = [
      "Signed are \(diagnosis.signedCount) bytes: t, a dot, and the body as it came.",
      "  t       \(diagnosis.right.timestamp) (\(diagnosis.age))",
      "  body    \(evidence.body.count) bytes: \(ends(evidence.body))",
      "  secret  \(masked(evidence.secret)), the whole text is the key",
    ]
    if let url = evidence.url { lines.append("  url     \(url.prefix { $0 != "?" }), which is not signed") }
    lines += ["", "The right header:", "  \(WebhookSignature.fieldName): \(diagnosis.right.field)"]
    if diagnosis.refusals?.contains(where: { if case .tooOld = $0 { true } else { false } }) == true {
      lines += ["Signed now:", "  \(WebhookSignature.fieldName): \(diagnosis.renewed.field)"]
    }
    return lines
  }

  private static func verdict(_ diagnosis: SignatureDiagnosis) -> [String] {
    guard let refusals = diagnosis.refusals else { return [] }
    guard !refusals.isEmpty else { return ["", "The header is right: the official SDK accepts it now."] }
    return ["", "The official SDK refuses this header:"]
      + refusals.map { "  \($0.raised)\n    \($0.explanation)." }
  }

  private static func explained(_ who: String, _ finding: SignatureSearch.Finding, isHeader: Bool) -> [String] {
    switch finding {
    case .right: return ["", "\(who) computed the right hash: compare it with what stands behind v0=, as text."]
    case .unreadable:
      return [
        "",
        "\(isHeader ? "What stands behind v0=" : "What was given as computed") is not a hash: 64 hexadecimal digits.",
      ]
    case .unexplained:
      return [
        "", "\(who) used another secret or another body: no mistake that is tried here yields this hash.",
        "Each webhook has a secret of its own, shown once when it is made.",
      ]
    case .mistakes(let mistakes):
      var lines = [""]
      for (position, mistake) in mistakes.enumerated() {
        lines.append("\(position == 0 ? who : "And") \(mistake.deed): \(mistake.remedy). [\(mistake.name)]")
      }
      if isHeader {
        lines.append(
          "If the header is the service's own, then the secret or the body given here was changed in this way.")
      }
      return lines
    }
  }

  private static let remedy = [
    "  Python  client.webhooks.construct_event(request.get_data(as_text=True), request.headers[\"ElevenLabs-Signature\"], secret)",
    "  Node    app.post(\"/hook\", express.raw({ type: \"*/*\" }), (req, res) =>",
    "            client.webhooks.constructEvent(req.body.toString(\"utf8\"), req.get(\"ElevenLabs-Signature\"), secret))",
  ]

  /// How it begins and how long it is, which is enough to tell two secrets of one app apart from a missing one.
  private static func masked(_ secret: String) -> String {
    "\(secret.hasPrefix("wsec_") ? "wsec_" : "")... (\(secret.utf8.count) characters)"
  }

  /// The first and the last bytes, with what cannot be seen escaped.
  private static func ends(_ body: [UInt8]) -> String {
    let edge = 32
    guard body.count > 3 * edge else { return visible(body[...]) }
    return "\(visible(body.prefix(edge))) ... \(visible(body.suffix(edge)))"
  }

  private static func visible(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.map { character in
      switch character {
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      case _ where character.value < 0x20 || character.value == 0x7F: "?"
      default: String(character)
      }
    }.joined()
  }
}
