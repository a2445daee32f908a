internal import Patterns

extension Redaction {
  /// A message about something wrong, without secrets.
  ///
  /// It becomes `/keys/main/value: expected a string; found ****.`: what was found is told by its place: the pointer that the message or `pointer` has.
  public func complaint(_ message: String, pointer: String? = nil) -> String {
    let clean = text(message)
    guard let found = clean.firstRange(ofText: "found ") else { return clean }
    let front = clean[..<found.lowerBound]
    guard leadsToCredential(pointer ?? String(front)) else { return clean }
    return front + "found ****."
  }

  /// Whether the last pointer in a text leads to a credential.
  private func leadsToCredential(_ text: String) -> Bool {
    let path = text.pieces(betweenText: ": ").last { $0.utf8.contains(UInt8(ascii: "/")) } ?? Substring(text)
    let tokens = path.split(separator: "/").map(String.init)
    guard let last = tokens.last else { return false }
    if vocabulary.isCredentialField(last) { return true }
    return last == "value"
      && tokens.dropLast().contains { vocabulary.holders.contains($0) || vocabulary.isCredential($0) }
  }
}
