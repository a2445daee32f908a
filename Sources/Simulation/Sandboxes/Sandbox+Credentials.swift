internal import EventLoop
public import JSON

extension Sandbox {
  /// Every secret that it has or had, with what stands in its place.
  var secrets: [(value: String, placeholder: String)] {
    everyCredential.values.map { ($0.value, "<key:\($0.name)>") }
      + recordSecrets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      + notedSecrets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      + [(twilio.authToken, "<twilio:auth_token>"), (twilio.accountSID, "<twilio:account_sid>")]
  }

  /// What hides secrets from the sandbox's own user, who may see the account that is his.
  public var publicRedaction: Redaction { redaction.sparing("<twilio:account_sid>") }

  /// Notes the credentials that the journal's entries hold in places that are known for it, so that they are hidden wherever else
  /// they stand.
  ///
  /// Whoever shows something of the journal calls this first; each entry is looked at once.
  public func noteCredentials() async { await LoopSlices.finish { noteNextCredentials() } }

  /// Notes those of the next entry; answers about how many bytes it has, nil where all were looked at.
  public func noteNextCredentials() -> Int? {
    notePlan()
    guard let entry = journal.nextToNote() else { return nil }
    var notes = CredentialNotes(vocabulary)
    notes.note(entry)
    hide(notes)
    return entry.byteCount
  }

  /// A scenario says of tools and numbers what requests say of them.
  private func notePlan() {
    guard !hasNotedPlan else { return }
    hasNotedPlan = true
    noteCredentials(in: .object(plan.content))
    noteCredentials(in: .object(plan.recipe))
  }

  /// Notes the credentials that a value holds in places that are known for it.
  public func noteCredentials(in value: JSONValue) {
    var notes = CredentialNotes(vocabulary)
    notes.note(value)
    hide(notes)
  }

  private func hide(_ notes: CredentialNotes) {
    let own = everyCredential
    for (value, name) in notes.found where own[value] == nil && value != twilio.authToken && value != twilio.accountSID
    {
      guard recordSecrets[value] == nil, notedSecrets[value] == nil else { continue }
      guard notedSecrets.count < limits.notedCredentials else { return }
      notedSecrets[value] = CredentialVocabulary.placeholder(name.utf8)
    }
  }
}
