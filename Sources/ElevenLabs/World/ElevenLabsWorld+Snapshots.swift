public import Simulation

extension ElevenLabsWorld {
  /// Registers what a snapshot holds of this vendor.
  public nonisolated static func register(in kinds: inout SnapshotKinds) {
    kinds.add(Agent.self)
    kinds.add(PhoneNumber.self)
    kinds.add(Conversation.self)
    kinds.add(ConversationTag.self)
    kinds.add(SignedURL.self)
    kinds.add(Batch.self)
    kinds.add(BatchRecipient.self)
    kinds.add(WorkspaceWebhook.self)
    kinds.add(WorkspaceSettings.self)
    kinds.add(Tool.self)
    kinds.add(KnowledgeDocument.self)
    kinds.require(of: KnowledgeDocument.self) { document, documents in documents.mistake(around: document) }
    kinds.add(Secret.self)
    kinds.add(User.self)
    kinds.add(Settings.self)
    kinds.add(Catalogue.self)
    kinds.add(WorldNames.self)
    kinds.keep(AgentScripts.self)
  }
}
