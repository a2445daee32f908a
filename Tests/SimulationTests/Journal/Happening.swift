import EventLoop
import HTTP1

@testable import Simulation

/// Entries of a journal as tests make them.
@LoopActor struct Happening {
  nonisolated static let noon = Instant(unixSeconds: 1_795_255_200)

  var kind = JournalEntry.Kind.request
  var time = Happening.noon
  var method = Method.post
  var target = "/v1/things?b=2&a=1"
  var prefix = ""
  var fields = [(name: "host", value: "127.0.0.1:8080"), (name: "content-type", value: "application/json")]
  var body = #"{"b":1,"a":[2,3]}"#
  var bytes: [UInt8]?
  var operation: String? = "make_thing"
  var status = 201
  var error: String?
  var rule: String?
  var hint: String?
  var answerFields: Fields = ["content-type": "application/json", "x-trace-id": "0123"]
  var answer = #"{"y":1,"x":2}"#
  var nanoseconds: Int64 = 12_345

  init(_ change: (inout Happening) -> Void = { _ in }) { change(&self) }

  var request: Request {
    Request(method: method, target: prefix + target, fields: fields, body: bytes ?? Array(body.utf8))
  }

  var answered: Answered {
    let response = Response(status: status, fields: answerFields, body: Array(answer.utf8))
    var answered = Answered(response, operation: operation, error: error, hint: hint)
    answered.rules = rule.map { [$0] } ?? []
    return answered
  }

  var entry: JournalEntry {
    let journal = Journal()
    append(to: journal)
    return journal.entries()[0]
  }

  func append(to journal: Journal) {
    journal.append(
      kind, time: time, request: request, pathLength: request.path.utf8.count - prefix.utf8.count, answered: answered,
      nanoseconds: nanoseconds)
  }

  /// A sandbox with two keys.
  static func sandbox(
    _ name: String = "a", limits: JournalLimits = JournalLimits(), vocabulary: CredentialVocabulary = .general
  ) -> Sandbox {
    let keys = ["main", "reader"].map { Credential(name: $0, value: Credential.derivedKey($0, sandbox: name)) }
    return Sandbox(
      Sandbox.Plan(name: name, seed: 1, clock: .manual(at: noon), credentials: keys), journal: limits,
      vocabulary: vocabulary)
  }
}

extension Sandbox {
  /// The value of a key.
  func value(_ key: String) -> String { plan.credentials.first { $0.name == key }?.value ?? "" }
}
