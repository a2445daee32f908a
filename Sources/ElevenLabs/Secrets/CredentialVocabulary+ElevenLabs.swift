public import Simulation

extension CredentialVocabulary {
  /// How ElevenLabs names its credentials: keys, webhook secrets, signed URLs, and variables that agents must not say.
  public static let elevenLabs = CredentialVocabulary(
    endings: ["signs-with"], beginnings: ["secret__"], fields: ["xi-api-key", "elevenlabs-signature"],
    shapes: [Shape("wsec_"), Shape("cvtkn_")])
}
