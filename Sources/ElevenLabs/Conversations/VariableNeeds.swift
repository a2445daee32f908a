/// The parts of an agent that placeholders can stand in, in the order in which the service is assumed to look.
enum VariablePlace: String, CaseIterable {
  case firstMessage = "first message"
  case prompt
  case tools
}

/// The names that each part of an agent needs, in order, each once.
struct VariableNeeds {
  var firstMessage = NameList()
  var prompt = NameList()
  var tools = NameList()

  subscript(place: VariablePlace) -> [String] {
    switch place {
    case .firstMessage: firstMessage.names
    case .prompt: prompt.names
    case .tools: tools.names
    }
  }

  func contains(_ name: String) -> Bool {
    firstMessage.contains(name) || prompt.contains(name) || tools.contains(name)
  }
}
