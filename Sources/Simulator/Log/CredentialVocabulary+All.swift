internal import ElevenLabs
public import Simulation
internal import Twilio

extension CredentialVocabulary {
  /// The general words and those of all vendors.
  public static let all = CredentialVocabulary.general(with: [.elevenLabs, .twilio])
}

extension Redaction {
  /// Hides what is known by its place or shape, whichever vendor it is of.
  public static let all = Redaction(.all)
}
