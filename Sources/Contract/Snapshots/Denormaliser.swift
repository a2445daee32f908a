internal import JSON
internal import Simulation

/// Puts values in the place of a recording's placeholders: well formed, and the same for the same number.
enum Denormaliser {
  /// The value with its placeholders filled in.
  static func value(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text):
      guard let (type, number) = parts(text[...]) else { return .string(self.text(text)) }
      return made(type, number)
    case .array(let elements): return .array(elements.map(Self.value))
    case .object(let members): return .object(JSONObject(members.map { (text($0.key), self.value($0.value)) }))
    default: return value
    }
  }

  /// The text with its placeholders filled in.
  static func text(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "<")) else { return text }
    return pieces(text).map { piece in
      guard let (type, number) = parts(piece) else { return String(piece) }
      let value = made(type, number)
      return value.string ?? value.description
    }.joined()
  }

  /// The text cut at its placeholders.
  static func pieces(_ text: String) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var place = start
    while let open = text[place...].firstIndex(of: "<") {
      guard let close = text[open...].firstIndex(of: ">") else { break }
      if parts(text[open...close]) == nil {
        place = text.index(after: open)
        continue
      }
      pieces += [text[start..<open], text[open...close]]
      start = text.index(after: close)
      place = start
    }
    return pieces + [text[start...]]
  }

  /// `<conv:1>` in its parts; nil for any other text.
  static func parts(_ text: Substring) -> (type: String, number: Int)? {
    guard text.first == "<", text.last == ">" else { return nil }
    let parts = text.dropFirst().dropLast().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[1]), parts[0].allSatisfy({ $0.isLetter || $0 == "_" }) else {
      return nil
    }
    return (String(parts[0]), number)
  }

  private static func made(_ type: String, _ number: Int) -> JSONValue {
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "\(type):\(number)"))
    let noon = Instant(unixSeconds: 1_767_265_200 + Int64(number))
    switch type {
    case "batch": return .string(ids.resource("btcal", at: noon))
    case "CA": return .string(ids.hexadecimal("CA"))
    case "trace", "request_id": return .string(ids.hexadecimal())
    case "voice": return .string(ids.hexadecimal(digits: 20))
    case "unix": return .integer(noon.unixSeconds)
    case "iso": return .string(noon.pythonISO8601)
    case "secret": return .string(ids.hexadecimal("sk_", digits: 48))
    case "email": return .string("person\(number)@example.com")
    case "phone": return .string("+1555555\(String(String(10_000 + number).dropFirst()))")
    case "run": return .string(ids.hexadecimal("rb-", digits: 8))
    case "person": return .string("Person \(number)")
    case "cursor": return .string(ids.hexadecimal(digits: 20))
    case "time": return "Thursday, 12:00 01 January 2026"
    case "moment": return "Thu, 01 Jan 2026 12:00:00 +0000"
    case "date": return "Thu, 01 Jan 2026 12:00:00 GMT"
    case "elapsed": return "0.012"
    case "PA", "PB": return .string(ids.hexadecimal("\(type)CA"))
    case "AC", "SK", "PN", "RQ": return .string(ids.hexadecimal(type))
    case "call": return .string(ids.hexadecimal("call_", digits: 24))
    case "SCL": return .string(ids.hexadecimal("SCL_", digits: 12))
    case "jwt": return .string("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + ids.hexadecimal(digits: 43))
    case "wsec": return .string("wsec_" + ids.hexadecimal(digits: 64))
    case "signature": return .string("t=\(noon.unixSeconds),v0=" + ids.hexadecimal(digits: 64))
    case "audio": return "SUQzBAAAAAAAAAA="
    case "app": return "https://app.example.com"
    case "base": return "https://api.elevenlabs.io"
    case "wsbase": return "wss://api.elevenlabs.io"
    default: return .string(ids.resource(String(type.prefix(30)), at: noon))
    }
  }
}
