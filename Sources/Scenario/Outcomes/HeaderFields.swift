internal import JSON

/// Header fields that a rule sets, or takes away.
struct HeaderFields: Sendable {
  /// Lower-case names; nil takes the field away.
  let fields: [(name: String, value: Template?)]

  /// Written by the encoder, which knows the body and the connection.
  private static let framing: Set<String> = ["content-length", "transfer-encoding", "connection"]

  init() { fields = [] }

  init(
    _ value: JSONValue, at pointer: JSONPointer, removes: Bool, _ reader: TemplateReader
  ) throws(ScenarioMistake) {
    var fields: [(name: String, value: Template?)] = []
    for (name, value) in try Expected.object(value, at: pointer) {
      let place = pointer.appending(name)
      let lowercase = name.lowercased()
      guard !name.isEmpty, name.utf8.allSatisfy(Self.isToken) else {
        throw ScenarioMistake(place, "expected the name of a header field; found \"\(name)\".")
      }
      guard !Self.framing.contains(lowercase) else {
        throw ScenarioMistake(place, "\"\(lowercase)\" is written by the server; faults are what damages an answer.")
      }
      if value.isNull, removes {
        fields.append((lowercase, nil))
      } else {
        fields.append((lowercase, try reader.template(try Expected.text(value, at: place), at: place)))
      }
    }
    self.fields = fields
  }

  /// RFC 9110 §5.6.2.
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
