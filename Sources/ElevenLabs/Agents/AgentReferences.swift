internal import EventLoop
internal import JSON
internal import Simulation

/// The tools and documents that an agent names, in its prompt and in the nodes of its workflow.
struct AgentReferences {
  /// Ids without repeats, in order.
  private(set) var tools = NameList()
  /// Ids of documents and folders without repeats, in order.
  private(set) var documents = NameList()

  init(_ agent: Agent) {
    add(agent.conversationConfig["agent"]?["prompt"])
    for (_, node) in agent.workflow["nodes"]?.object ?? [:] {
      add(node["conversation_config"]?["agent"]?["prompt"])
      add(tools: node["additional_tool_ids"])
      add(documents: node["additional_knowledge_base"])
      for tool in node["tools"]?.array ?? [] {
        if let id = tool["tool_id"]?.string { tools.append(id) }
      }
    }
  }

  private mutating func add(_ prompt: JSONValue?) {
    add(tools: prompt?["tool_ids"])
    add(documents: prompt?["knowledge_base"])
  }

  private mutating func add(tools list: JSONValue?) {
    for id in list?.array ?? [] {
      if let id = id.string { tools.append(id) }
    }
  }

  private mutating func add(documents list: JSONValue?) {
    for locator in list?.array ?? [] {
      if let id = locator["id"]?.string { documents.append(id) }
    }
  }

  /// Throws at the first id that nothing has; what `before` named already is not looked at.
  @LoopActor func check(in sandbox: Sandbox, before: AgentReferences? = nil) throws(APIError) {
    for id in tools.names where before?.tools.contains(id) != true { _ = try ToolRoutes.find(id, in: sandbox) }
    for id in documents.names where before?.documents.contains(id) != true {
      _ = try KnowledgeBaseRoutes.find(id, in: sandbox)
    }
  }
}

extension Agent {
  /// What it names.
  var references: AgentReferences { AgentReferences(self) }

  var groups: [GroupKey] {
    let references = references
    return references.tools.names.map(Self.toolGroup) + references.documents.names.map(Self.documentGroup)
  }

  static func toolGroup(_ id: String) -> GroupKey { GroupKey(1, id) }
  static func documentGroup(_ id: String) -> GroupKey { GroupKey(2, id) }

  /// Drops inline tools that `tool_ids` names as well: answers show them there, and clients send answers back.
  mutating func dropRepeatedTools(_ tools: Table<Tool>) {
    guard let prompt = conversationConfig["agent"]?["prompt"], let inline = prompt["tools"]?.array, !inline.isEmpty
    else { return }
    let names = Set((prompt["tool_ids"]?.array ?? []).compactMap { $0.string.flatMap { tools[$0]?.name } })
    let left = inline.filter { tool in tool["name"]?.string.map { !names.contains($0) } ?? true }
    conversationConfig["agent"]?["prompt"]?["tools"] = .array(left)
  }

  /// Takes a tool out of the agent.
  mutating func forget(tool id: String) {
    prune { name, element in
      switch name {
      case "tool_ids", "additional_tool_ids": element.string == id
      case "tools": element["tool_id"]?.string == id
      default: false
      }
    }
  }

  /// Takes a document or folder out of the agent.
  mutating func forget(document id: String) { forget(documents: [id]) }

  /// Takes documents and folders out of the agent.
  mutating func forget(documents ids: Set<String>) {
    prune { name, element in
      ["knowledge_base", "additional_knowledge_base"].contains(name)
        && element["id"]?.string.map(ids.contains) ?? false
    }
  }

  /// Removes those elements of the lists with references that `isGone` names by the list's name.
  private mutating func prune(_ isGone: (String, JSONValue) -> Bool) {
    func pruned(_ value: JSONValue, _ names: [String]) -> JSONValue {
      var value = value
      for name in names {
        if let list = value[name]?.array { value[name] = .array(list.filter { !isGone(name, $0) }) }
      }
      return value
    }
    let inPrompt = ["tool_ids", "knowledge_base"]
    if let prompt = conversationConfig["agent"]?["prompt"] {
      conversationConfig["agent"]?["prompt"] = pruned(prompt, inPrompt)
    }
    for (name, node) in workflow["nodes"]?.object ?? [:] {
      var node = pruned(node, ["additional_tool_ids", "additional_knowledge_base", "tools"])
      if let prompt = node["conversation_config"]?["agent"]?["prompt"] {
        node["conversation_config"]?["agent"]?["prompt"] = pruned(prompt, inPrompt)
      }
      workflow["nodes"]?[name] = node
    }
  }
}
