internal import JSON
internal import Simulation

extension SignatureDiagnosis {
  /// How long ago `t` was.
  static func age(of timestamp: String, at now: Instant) -> String {
    guard let seconds = WebhookSignatureHeader("t=\(timestamp)").seconds else { return "not a number" }
    let age = WebhookSignature.age(of: seconds, at: now)
    return age < .zero ? "\(WebhookRefusal.words(.zero - age)) ahead" : "\(WebhookRefusal.words(age)) ago"
  }

  /// Why the SDK cannot use the body, though the signature is right.
  static func bodyRefusal(_ body: [UInt8]) -> [WebhookRefusal] {
    guard String(validating: body, as: UTF8.self) != nil else { return [.bodyNotJSON("it is not UTF-8")] }
    guard let failure = PythonJSONDecoder.failure(in: body) else { return [] }
    return [.bodyNotJSON("\(failure.words), at character \(failure.offset)")]
  }

  /// What is remarkable about what was given, whether it is the reason or not.
  static func notes(_ evidence: Evidence, _ parts: WebhookSignatureHeader?) -> [String] {
    var notes: [String] = []
    let secret = evidence.secret
    if secret != secret.trimmingWhitespace() {
      notes.append("The secret has white space at an end, which is part of the key.")
    } else if secret.hasPrefix("sk_") {
      notes.append("The secret begins with sk_, as API keys do: a webhook has a secret of its own, wsec_….")
    } else if !secret.hasPrefix("wsec_") {
      notes.append("The secret does not begin with wsec_: is it the whole one?")
    }
    if evidence.body.last == UInt8(ascii: "\n") {
      notes.append("The body ends with a line break, which ElevenLabs does not send: did an editor or echo add it?")
    }
    if parts?.hasSeveralHashes == true {
      notes.append("The header has several v0: the Python SDK looks at the last, the JavaScript SDK at the first.")
    }
    return notes
  }
}
