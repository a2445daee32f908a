internal import JSON
internal import Patterns

/// What people and agents say who have no script: as little as makes sense, always the same.
enum SmallTalk {
  static let hello = "Hello?"
  static let stillThere = "Are you still there?"
  static let isThisAMachine = "Hello? Can you hear me?"
  static let anythingElse = "Thank you. Is there anything else I can do for you?"
  static let goodbye = "Thank you for your time. Goodbye."
  static let toolFailed = "I am sorry, that did not work just now."
  /// What an agent says to what it has no question about.
  static let nods = ["Thank you, I have noted that.", "I see.", "All right."]

  /// What somebody polite says to the agent's last words.
  ///
  /// `schema` is of what the agent wants to know; nil where it only talks.
  static func reply(to words: String, _ schema: JSONValue?) -> String {
    if let schema { return answer(schema, to: words) }
    // What agents without a script say is known by heart: nothing has to be looked for.
    if words == goodbye { return "Goodbye." }
    if words == anythingElse { return "No, thank you." }
    let bytes = Array(words.utf8)
    if hears("bye", in: bytes) { return "Goodbye." }
    if hears("anything else", in: bytes) { return "No, thank you." }
    if hears("help you", in: bytes) || hears("do for you", in: bytes) {
      return "Hello, I have a question about your opening hours."
    }
    if bytes.contains(UInt8(ascii: "?")) { return "Yes, that is right." }
    return "Yes, thank you."
  }

  /// Whether words hold a phrase in small letters, in whatever case.
  private static func hears(_ phrase: String, in words: [UInt8]) -> Bool {
    let phrase = phrase.utf8
    guard words.count >= phrase.count else { return false }
    return (0...words.count - phrase.count).contains { start in
      zip(words[start...], phrase).allSatisfy { word, byte in
        word == byte || word | 0x20 == byte && byte &- UInt8(ascii: "a") < 26
      }
    }
  }

  private static func answer(_ schema: JSONValue, to words: String) -> String {
    if let first = schema["enum"]?.array?.first?.string { return "\(first)." }
    switch schema["type"]?.string {
    case "boolean": return "Yes, please."
    case "integer": return "That would be 3."
    case "number": return "About 2.5."
    default: return text(for: "\(schema["description"]?.string ?? "") \(words)".lowercased())
    }
  }

  private static func text(for wish: String) -> String {
    if wish.contains(text: "mail") { return "ada@example.com" }
    if wish.contains(text: "name") { return "Ada Lovelace." }
    if wish.contains(text: "phone") || wish.contains(text: "number") { return "+1 555 555 0123." }
    if wish.contains(text: "when") || wish.contains(text: "date") || wish.contains(text: "time")
      || wish.contains(text: "day")
    {
      return "On Monday at ten."
    }
    if wish.contains(text: "why") || wish.contains(text: "reason") { return "It is about an appointment." }
    return "Yes, that is fine."
  }

  /// How an agent asks for something that its configuration wants collected.
  static func question(for id: String, _ schema: JSONValue) -> String {
    let wish = schema["description"]?.string ?? ""
    if wish.hasSuffix("?") { return wish }
    return "May I ask for this: \(wish.isEmpty ? id.replacing(text: "_", with: " ") : wish)?"
  }
}
