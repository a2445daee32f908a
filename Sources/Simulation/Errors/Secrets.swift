/// Masks secrets in texts that no sandbox is asked about.
public enum Secrets {
  /// `text` without what is known by its shape or its place: `sk_1a2b****`, `?token=<credential:token>`.
  public static func masked(_ text: String) -> String { Redaction.general.text(text) }

  /// A value that is a secret whatever it looks like: its first characters and `****`.
  public static func cut(_ secret: String) -> String {
    let masked = Redaction.general.shaped(secret)
    if masked != secret { return masked }
    return secret.unicodeScalars.count < 12
      ? "****" : String(String.UnicodeScalarView(secret.unicodeScalars.prefix(4))) + "****"
  }
}
