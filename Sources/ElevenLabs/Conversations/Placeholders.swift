internal import Bytes
internal import JSON
internal import Patterns
internal import Simulation

/// `{{ name }}` in texts of an agent.
enum Placeholders {
  /// Goes through a text: `literal` gets what stands between placeholders, `placeholder` their names and how they were written.
  ///
  /// Braces without a name between them are text. Bytes are looked at, since every call goes through its agent's prompt.
  private static func walk(
    _ text: String, literal: (Substring) -> Void, placeholder: (String, Substring) -> Void
  ) {
    let bytes = text.utf8
    var literalStart = bytes.startIndex
    var place = bytes.startIndex
    while let open = pair(UInt8(ascii: "{"), in: bytes, from: place) {
      let nameStart = bytes.index(open, offsetBy: 2)
      guard let close = pair(UInt8(ascii: "}"), in: bytes, from: nameStart) else { break }
      let name = trimmed(text[nameStart..<close])
      guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "{")) else {
        place = bytes.index(after: open)
        continue
      }
      literal(text[literalStart..<open])
      place = bytes.index(close, offsetBy: 2)
      literalStart = place
      placeholder(String(name), text[open..<place])
    }
    literal(text[literalStart...])
  }

  /// Where a byte stands twice in a row.
  private static func pair(
    _ byte: UInt8, in bytes: String.UTF8View, from start: String.Index
  ) -> String.Index? {
    var place = start
    while let first = bytes[place...].firstIndex(of: byte) {
      let next = bytes.index(after: first)
      guard next < bytes.endIndex else { return nil }
      if bytes[next] == byte { return first }
      place = next
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let byte = text.utf8.first, byte <= 0x20 { text.removeFirst() }
    while let byte = text.utf8.last, byte <= 0x20 { text.removeLast() }
    return text
  }

  /// Whether there can be any: two opening braces in a row.
  static func mayHave(_ text: String) -> Bool { text.containsExactly("{{") }

  /// The names in a text, in order, each once; they are put behind those that `names` has.
  static func collect(_ text: String, into names: inout NameList) {
    guard mayHave(text) else { return }
    walk(text, literal: { _ in }) { name, _ in names.append(name) }
  }

  /// The names in all texts of a value, keys included.
  static func collect(in value: JSONValue, into names: inout NameList) {
    switch value {
    case .string(let text): collect(text, into: &names)
    case .array(let elements): for element in elements { collect(in: element, into: &names) }
    case .object(let members):
      for (key, member) in members {
        collect(key, into: &names)
        collect(in: member, into: &names)
      }
    default: break
    }
  }

  /// Placeholders that ask for more than a limit when they are filled.
  struct TooLong: Error {
    /// What went wrong, and which option raises the limit.
    let message: String

    /// One text grows too long.
    static func text(_ most: Int) -> TooLong {
      TooLong(
        message: "A text has more than \(most) bytes after its placeholders are filled (--limit filled-text-bytes).")
    }

    /// One text has too many placeholders.
    static func placeholders(_ most: Int) -> TooLong {
      TooLong(message: "A text has more than \(most) placeholders (--limit placeholders).")
    }

    /// All texts of a conversation together grow too long.
    static func conversation(_ most: Int) -> TooLong {
      TooLong(
        message: "The texts of the conversation have more than \(most) bytes after their placeholders are filled "
          + "(--limit filled-conversation-bytes).")
    }
  }

  /// The text with what `value` has in the place of its placeholders; those that it has nothing for stay.
  ///
  /// Throws before it builds more than the limits allow.
  static func fill(_ text: String, _ limits: Limits, _ value: (String) -> JSONValue?) throws(TooLong) -> String {
    guard mayHave(text) else { return text }
    var filled = ""
    var count = 0
    var excess: TooLong?
    func append(_ part: some StringProtocol) {
      if excess == nil, filled.utf8.count + part.utf8.count > limits.filledTextBytes {
        excess = .text(limits.filledTextBytes)
      }
      if excess == nil { filled += part }
    }
    walk(
      text, literal: { append($0) },
      placeholder: { name, written in
        count += 1
        if excess == nil, count > limits.placeholders { excess = .placeholders(limits.placeholders) }
        if excess != nil { return }
        if let value = value(name) { append(words(value)) } else { append(written) }
      })
    if let excess { throw excess }
    return filled
  }

  /// How a value is spoken: a text as it is, null as nothing, everything else as JSON (assumed).
  static func words(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .null: ""
    default: value.description
    }
  }

  /// Names as Python prints a set of them, in the order given.
  static func pythonSet(_ names: [String]) -> String {
    let quoted = names.map { name in
      // Most names have nothing to escape.
      let isPlain = !name.utf8.contains { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\\") }
      if isPlain { return "'\(name)'" }
      return name.contains("'") && !name.contains("\"")
        ? "\"\(name)\"" : "'\(name.replacing(text: "\\", with: "\\\\").replacing(text: "'", with: "\\'"))'"
    }
    return "{\(quoted.joined(separator: ", "))}"
  }
}
