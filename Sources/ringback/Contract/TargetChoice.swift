/// What `--target` names.
indirect enum TargetChoice: Equatable, Sendable {
  /// A Ringback of the program's own.
  case fake
  /// The real hosts.
  case live
  /// A running Ringback, or anything.
  case url(String)
  /// Answers that were recorded.
  case recording(String)
  /// Two side by side.
  case both(TargetChoice, TargetChoice)

  /// Reads the words behind `--target`; throws what is wrong with them.
  init(_ words: [String]) throws(CommandFailure) {
    switch words.first {
    case "both":
      guard words.count == 3 else {
        throw CommandFailure(SystemExit.usage, "--target both wants two more: each fake, live, a URL or a folder.")
      }
      self = .both(try TargetChoice(one: words[1]), try TargetChoice(one: words[2]))
    case "recording":
      guard words.count == 2 else { throw CommandFailure(SystemExit.usage, "--target recording wants a folder.") }
      self = .recording(words[1])
    default:
      guard words.count <= 1 else {
        throw CommandFailure(SystemExit.usage, "--target is one of fake, live, a URL, recording DIR, both A B.")
      }
      self = try TargetChoice(one: words.first ?? "fake")
    }
  }

  private init(one word: String) throws(CommandFailure) {
    if word == "fake" {
      self = .fake
    } else if word == "live" {
      self = .live
    } else if word.hasPrefix("http://") || word.hasPrefix("https://") {
      var url = word[...]
      while url.hasSuffix("/") { url = url.dropLast() }
      self = .url(String(url))
    } else if word.contains("/") || word.hasPrefix(".") {
      self = .recording(word)
    } else {
      throw CommandFailure(
        SystemExit.usage, "there is no target \"\(word)\": give fake, live, a URL, recording DIR, or both A B.")
    }
  }
}
