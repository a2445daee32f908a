internal import JSON
internal import Simulation

/// The mistakes that people make with ElevenLabs' signatures, the commonest of a kind first.
enum WebhookMistakes {
  /// Every mistake that this webhook gives an occasion for.
  static func all(_ right: SignatureRecipe, secret: String, url: String?) -> [SignatureMistake] {
    RewrittenBodies.all(right.body) + BentSecrets.all(secret) + timestamps(right) + messages(right, url: url)
      + algorithms
  }

  /// `v0=` stands before a hash that has it already.
  static let doubledScheme = SignatureMistake(
    "doubled-scheme", "wrote v0= twice", remedy: "compare v0=HASH with v0=HASH, or both without it", .spelling)

  private static func timestamps(_ right: SignatureRecipe) -> [SignatureMistake] {
    let remedy = "sign t as it stands in the header, in seconds"
    var mistakes = [
      SignatureMistake(
        "milliseconds", "signed t in milliseconds", remedy: remedy, .timestamp(right.timestamp + "000")),
      SignatureMistake(
        "t-with-its-name", "signed \"t=\" along with the number", remedy: "sign only what stands behind t=",
        .timestamp("t=" + right.timestamp)),
    ]
    let event = (try? JSONParser(limits: .init(maxBytes: .max)).parse(right.body))?["event_timestamp"]?.integer
    if let event {
      mistakes.append(
        SignatureMistake(
          "event-timestamp", "signed the body's event_timestamp for t", remedy: remedy, .timestamp(String(event))))
    }
    return mistakes
  }

  private static func messages(_ right: SignatureRecipe, url: String?) -> [SignatureMistake] {
    let remedy = "sign t, a dot and the body, in this order and nothing else"
    func message(_ name: String, _ deed: String, _ pieces: SignatureRecipe.Piece...) -> SignatureMistake {
      SignatureMistake(name, deed, remedy: remedy, .pieces(pieces))
    }
    var mistakes = [
      message("no-timestamp", "signed the body alone, without t and dot", .body),
      message("no-dot", "signed t and body without the dot between", .timestamp, .body),
      message("timestamp-behind", "signed the body before t", .body, .text("."), .timestamp),
      message("no-timestamp-behind-dot", "signed a dot and the body, without t", .text("."), .body),
      message(
        "slack", "signed v0:t:body, as Slack does", .text("v0:"), .timestamp, .text(":"), .body),
      message("colon", "signed t and body with a colon between", .timestamp, .text(":"), .body),
    ]
    guard let url, !url.isEmpty else { return mistakes }
    let words = "signed the URL as well, as Twilio does"
    mistakes += [
      message("url-and-body", words, .text(url), .body),
      message("url-before", words, .text(url), .timestamp, .text("."), .body),
      message("url-between", words, .timestamp, .text("."), .text(url), .body),
      message("url-dotted", words, .timestamp, .text("."), .text(url), .text("."), .body),
      message("url-behind", words, .timestamp, .text("."), .body, .text(url)),
    ]
    return mistakes
  }

  private static let algorithms = [
    SignatureMistake("sha1", "used HMAC-SHA1, as Twilio does", remedy: "use HMAC-SHA256", .algorithm(.hmacSHA1)),
    SignatureMistake(
      "no-key", "used SHA-256 without the secret", remedy: "use HMAC-SHA256 with the secret as its key",
      .algorithm(.plainSHA256)),
  ]
}
