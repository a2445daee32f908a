public import EventLoop
public import JSON

/// Keeps what opens a sandbox out of its snapshots: a key that an app put into an agent's name is a placeholder there, in whose
/// place the sandbox that takes the snapshot back puts its own.
///
/// What the world needs to work stays as it is: values of the workspace's secrets, tokens of imported numbers, header fields of
/// tools.
public struct SnapshotSecrets: Sendable {
  /// The member of a snapshot that says which placeholders stand in it: `{"<key:main>": "key:main"}`.
  private static let member = "placeholders"

  /// One form in which a secret stands somewhere.
  private struct Form: Sendable {
    let name: String
    let bytes: [UInt8]
  }

  private let forms: [Form]

  /// The secrets that open this sandbox.
  @LoopActor public init(_ sandbox: Sandbox) {
    let keys = sandbox.everyCredential.values.sorted { $0.name < $1.name }.map { ($0.value, "key:\($0.name)") }
    forms = (keys + [(sandbox.twilio.authToken, "twilio:auth_token")])
      .filter { $0.0.utf8.count >= Redaction.shortest }
      .flatMap { value, name in
        Needle.all(of: value, "").enumerated().map { place, needle in
          Form(name: place == 0 ? name : "\(name)/\(place)", bytes: needle.bytes)
        }
      }
  }

  /// The snapshot with placeholders.
  public func hidden(in snapshot: JSONValue) -> JSONValue {
    let text = JSONWriter.bytes(snapshot)
    let plain = NeedleIndex(forms.map { Needle(bytes: $0.bytes, placeholder: [], lead: nil) })
    guard plain.first(in: text, from: 0) != nil else { return snapshot }
    var placeholders: JSONObject = [:]
    let needles = forms.map { form in
      var placeholder = "<\(form.name)>"
      // A text may say so by itself.
      while NeedleIndex([Needle(bytes: Array(placeholder.utf8), placeholder: [], lead: nil)]).first(in: text, from: 0)
        != nil
      {
        placeholder = "<\(placeholder)>"
      }
      placeholders.append(placeholder, .string(form.name))
      return Needle(bytes: form.bytes, placeholder: Array(placeholder.utf8), lead: nil)
    }
    var hidden = NeedleIndex(needles).replacing(in: snapshot)
    hidden[Self.member] = .object(placeholders)
    return hidden
  }

  /// The snapshot with this sandbox's secrets in the place of placeholders.
  public func filled(_ snapshot: JSONValue) -> JSONValue {
    guard let placeholders = snapshot[Self.member]?.object else { return snapshot }
    let bytes = Dictionary(forms.map { ($0.name, $0.bytes) }) { first, _ in first }
    let needles = placeholders.compactMap { placeholder, name in
      bytes[name.string ?? ""].map { Needle(bytes: Array(placeholder.utf8), placeholder: $0, lead: nil) }
    }
    var filled = snapshot
    filled[Self.member] = JSONValue?.none
    return NeedleIndex(needles).replacing(in: filled)
  }
}

extension NeedleIndex {
  /// The value with what the needles say in their places, in keys as well as in texts.
  fileprivate func replacing(in value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool, .integer, .real: value
    case .string(let text): .string(replacing(in: text))
    case .array(let elements): .array(elements.map(replacing))
    case .object(let members): .object(JSONObject(members.map { (replacing(in: $0.key), replacing(in: $0.value)) }))
    }
  }

  private func replacing(in text: String) -> String {
    let bytes = Array(text.utf8)
    var replaced: [UInt8] = []
    var copied = 0
    while let (place, count, needle) = first(in: bytes, from: copied) {
      replaced += bytes[copied..<place]
      replaced += needle.placeholder
      copied = place + count
    }
    return copied == 0 ? text : String(decoding: replaced + bytes[copied...], as: UTF8.self)
  }
}
