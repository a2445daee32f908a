public import Simulation

extension ElevenLabsWorld {
  /// Registers what a snapshot holds of this vendor.
  public nonisolated static func register(in kinds: inout SnapshotKinds) {
    kinds.add(Agent.self)
    kinds.add(PhoneNumber.self)
    kinds.add(Conversation.self) { conversation, _ in
      .first(of: [("durationSeconds", conversation.durationSeconds)])
    }
    kinds.add(ConversationTag.self)
    kinds.add(SignedURL.self)
    kinds.add(Batch.self) { batch, _ in batch.snapshotMistake }
    kinds.add(BatchRecipient.self)
    kinds.add(WorkspaceWebhook.self) { webhook, _ in
      .first(of: [("consecutiveFailures", Int64(webhook.consecutiveFailures))])
    }
    kinds.add(WorkspaceSettings.self)
    kinds.add(Tool.self) { tool, _ in .first(of: [("totalCalls", tool.totalCalls)]) }
    kinds.add(KnowledgeDocument.self) { document, documents in
      if let words = documents.mistake(around: document) { return SnapshotMistake("folderID", words: words) }
      return .first(of: [("size", Int64(document.size))])
    }
    kinds.add(Secret.self)
    kinds.add(User.self)
    kinds.add(Settings.self) { settings in settings.snapshotMistake }
    kinds.add(Catalogue.self)
    kinds.add(WorldNames.self)
    kinds.keep(AgentScripts.self)
  }
}
