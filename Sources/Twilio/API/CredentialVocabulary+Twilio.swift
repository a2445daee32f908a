public import Simulation

extension CredentialVocabulary {
  /// How Twilio names its credentials beside those whose names speak for themselves.
  public static let twilio = CredentialVocabulary(exceptions: ["PageToken"], fields: ["x-twilio-signature"])
}
