/// Why there is no MP3 stream.
public struct MP3Failure: Error, Equatable, Sendable {
  /// What kind of reason it is.
  public enum Kind: Sendable {
    /// LAME is not installed, or lacks what is used of it; the words name the package.
    case libraryMissing
    /// LAME does not do what was asked of it.
    case refused
  }

  /// What kind of reason it is.
  public let kind: Kind
  /// The reason in words for people.
  public let words: String

  init(_ kind: Kind, _ words: String) {
    self.kind = kind
    self.words = words
  }
}
