internal import EventLoop
internal import JSON
internal import Simulation

/// What agents want to know of people.
@LoopActor enum Questions {
  /// Those that the client data holds at a place: a list, or a text with one on each line, or a list as a JSON text.
  ///
  /// Elements are texts, or objects with `question` or `text`.
  static func listed(at pointer: JSONPointer, in session: Session) -> [String] {
    var found = session.clientData.value(at: pointer)
    if pointer.tokens.count == 2, pointer.tokens[0] == "dynamic_variables" {
      found = session.value(of: pointer.tokens[1]) ?? found
    }
    // No conversation has time for more.
    return Array((found.map(list) ?? []).prefix(session.limits.conversationTurns))
  }

  private static func list(_ value: JSONValue) -> [String] {
    switch value {
    case .array(let elements):
      return elements.compactMap { $0.string ?? $0["question"]?.string ?? $0["text"]?.string }.filter { !$0.isEmpty }
    case .string(let text):
      if text.first(where: { !$0.isWhitespace }) == "[", let parsed = try? JSONParser().parse(Array(text.utf8)) {
        return list(parsed)
      }
      return text.split(whereSeparator: \.isNewline).map { line in
        var line = line.drop { $0.isWhitespace }
        while line.last?.isWhitespace == true { line.removeLast() }
        return String(line)
      }.filter { !$0.isEmpty }
    default: return []
    }
  }

  /// What is known of an answer that is kept under this name.
  static func schema(_ id: String?, in session: Session) -> JSONValue {
    id.flatMap { session.agent.platformSettings["data_collection"]?[$0] } ?? [:]
  }

  /// What an agent without a script asks: the variable `questions`, and what its configuration wants collected.
  static func of(_ session: Session) -> [Dialogue.Question] {
    let given = session.variables["questions"].map(list) ?? []
    var questions = given.prefix(session.limits.conversationTurns).map { Dialogue.Question(text: $0) }
    for (id, schema) in session.agent.platformSettings["data_collection"]?.object ?? [:] {
      let isGiven = schema["dynamic_variable"]?.string?.isEmpty == false || !Analysis.constant(in: schema).isNull
      guard !isGiven else { continue }
      questions.append(Dialogue.Question(text: SmallTalk.question(for: id, schema), id: id, schema: schema))
    }
    return questions
  }
}
