internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// Conversations: list, get, audio, delete, feedback.
@LoopActor enum ConversationRoutes {
  static let handlers: [String: Handler] = [
    "get_conversation_histories_route": list,
    "get_conversation_history_route": get,
    "get_conversation_audio_route": audio,
    "delete_conversation_route": delete,
    "post_conversation_feedback_route": feedback,
  ]

  /// The conversation that the path names, or the refusal that the service gives.
  static func find(_ exchange: Exchange) throws(APIError) -> Conversation {
    let id = exchange.path("conversation_id")
    guard let conversation = exchange.sandbox.world[Conversation.self][id] else { throw .conversationNotFound(id) }
    return conversation
  }

  private static func get(_ exchange: inout Exchange) throws(APIError) -> Answer {
    .json(try find(exchange).json(tier: exchange.sandbox.world[User.self].tier))
  }

  private static func audio(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let conversation = try find(exchange)
    guard conversation.hasAudio else { throw .conversationHasNoAudio(conversation.id) }
    return .later {
      do throws(DialogueAudio.Failure) {
        return .bytes(try await conversation.audio(), contentType: "audio/mpeg")
      } catch {
        return .unable("Ringback cannot make this recording: \(error.words)")
      }
    }
  }

  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    exchange.sandbox.world[Conversation.self].remove(try find(exchange).id)
    return .json([:])
  }

  private static func feedback(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let conversation = try find(exchange)
    let feedback = exchange.body("feedback")?.string.flatMap(Conversation.Feedback.init(rawValue:))
    exchange.sandbox.world[Conversation.self].update(conversation.id) { $0.feedback = feedback }
    return .json([:])
  }

  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let filter = ConversationFilter(exchange)
    if !filter.ignored.isEmpty {
      exchange.hint =
        "Ringback keeps nothing that these filters could look at, so they were not applied: "
        + filter.ignored.joined(separator: ", ") + "."
    }
    let table = exchange.sandbox.world[Conversation.self]
    let (size, cursor) = (try exchange.pageSize(), try exchange.cursor())
    let isAscending = exchange.query("sort_direction")?.string == "asc"
    let withSummary = exchange.query("summary_mode")?.string == "include"
    let answer: @Sendable () -> Answer = {
      let page = table.page(
        of: size, after: cursor, in: filter.group, ascending: isAscending, where: filter.callAsFunction)
      return .json(page.json("conversations") { $0.summary(withTranscriptSummary: withSummary) })
    }
    // A filter may look at all that there are; what stands in the table now stays there for it.
    guard filter.isSelective, table.count > searchedAtOnce else { return answer() }
    return .later { await LoopActor.offLoop(answer) }
  }

  /// So many records are filtered while others wait.
  private static let searchedAtOnce = 1_000
}
