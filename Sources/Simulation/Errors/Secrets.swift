/// Masks secrets in texts that no sandbox is asked about.
public enum Secrets {
  /// `text` without what is known by its shape or its place: `sk_1a2b****`, `?token=<credential:token>`.
  public static func masked(_ text: String) -> String { Redaction.general.text(text) }

  /// `text` with what looks like a token cut to its beginning and four characters.
  public static func shaped(_ text: String) -> String {
    TokenShapes.masked(Array(text.utf8), CredentialVocabulary.general.shapes).map {
      String(decoding: $0, as: UTF8.self)
    }
      ?? text
  }

  /// A value that is a secret whatever it looks like: its first characters and `****`.
  public static func cut(_ secret: String) -> String {
    let masked = shaped(secret)
    if masked != secret { return masked }
    return secret.unicodeScalars.count < 12
      ? "****" : String(String.UnicodeScalarView(secret.unicodeScalars.prefix(4))) + "****"
  }
}
