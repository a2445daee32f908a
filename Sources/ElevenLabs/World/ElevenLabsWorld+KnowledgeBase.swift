internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

extension ElevenLabsWorld {
  /// Adds or replaces what a scenario's knowledge base holds, folders first; null removes.
  func applyKnowledgeBase(
    _ content: JSONObject, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    let isFolder: (JSONValue) -> Bool = { $0["type"] == "folder" }
    for (name, value) in content.filter({ isFolder($0.value) }) + content.filter({ !isFolder($0.value) }) {
      try applyDocument(name, value, at: pointer.appending(name), to: &world, now: now)
    }
  }

  private func applyDocument(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    let known = world[WorldNames.self].documents[name]?.string
    let id = value["document_id"]?.string ?? known ?? Self.opaqueID("document/\(name)")
    guard value.object != nil else {
      // What is in a folder goes with it, as when the API deletes one by force.
      for gone in world[KnowledgeDocument.self].contents(of: id).map(\.id) + [id] {
        for agent in world[Agent.self].records(in: Agent.documentGroup(gone)) {
          world[Agent.self].update(agent.id) { $0.forget(document: gone) }
        }
        world[KnowledgeDocument.self].remove(gone)
      }
      world[WorldNames.self].documents[name] = nil
      return
    }
    try own(id, name, among: world[WorldNames.self].documents, at: pointer.appending("document_id"))
    let folder = try value["parent_folder_id"]?.string.map { folder throws(ScenarioMistake) in
      try document(folder, at: pointer.appending("parent_folder_id"), in: world).id
    }
    let source = try source(of: value, at: pointer)
    let text = value["text"]?.string ?? ""
    let html: String =
      switch (value["html"]?.string, source) {
      case (let html?, _): html
      case (nil, .url(let url)): KnowledgeText.html(ofPage: url)
      case (nil, .file(let file)): KnowledgeText.html(ofFile: file, contentType: nil, Array(text.utf8))
      case (nil, _): KnowledgeText.html(text)
      }
    let made = KnowledgeDocument(
      id: id, name: value["name"]?.string ?? name, source: source, html: html,
      size: value["text"] == nil ? html.utf8.count : text.utf8.count, folderID: folder,
      at: value["created_at_unix_secs"]?.integer.map { Instant(unixSeconds: $0) } ?? now)
    world[KnowledgeDocument.self].put(made)
    let documents = world[KnowledgeDocument.self]
    // A folder that moves takes along what is in it.
    let mistake =
      documents.mistake(around: made)
      ?? documents.contents(of: id).lazy.compactMap { documents.mistake(around: $0) }.first
    if let mistake { throw ScenarioMistake(pointer.appending("parent_folder_id"), mistake) }
    world[WorldNames.self].documents[name] = .string(id)
  }

  private func source(of value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> KnowledgeDocument.Source
  {
    if value["type"] == "folder" { return .folder }
    if let url = value["url"]?.string { return .url(url) }
    if let file = value["filename"]?.string { return .file(name: file) }
    guard value["text"] != nil || value["html"] != nil else {
      throw ScenarioMistake(pointer, "expected text, url, filename, or type \"folder\"; found none of them.")
    }
    return .text
  }

  /// The document or folder that a scenario names by its name in the scenario or by its id.
  func document(
    _ name: String, at pointer: JSONPointer, in world: World
  ) throws(ScenarioMistake) -> KnowledgeDocument {
    let names = world[WorldNames.self].documents
    if let document = world[KnowledgeDocument.self][names[name]?.string ?? name] { return document }
    throw .unknown("knowledge base document", name, among: names.keys, at: pointer)
  }

  /// An agent's configuration with ids where it names tools, documents and secrets of the scenario.
  ///
  /// An entry of `knowledge_base` may be the name alone.
  func linked(_ config: JSONValue, at pointer: JSONPointer, in world: World) throws(ScenarioMistake) -> JSONValue {
    var config = secretsNamed(in: config, world)
    let place = pointer.appending("agent").appending("prompt")
    if let list = config["agent"]?["prompt"]?["tool_ids"]?.array {
      let names = world[WorldNames.self].tools
      var ids: [JSONValue] = []
      for (index, name) in list.enumerated() {
        let id = name.string.flatMap { names[$0]?.string } ?? name.string ?? ""
        guard world[Tool.self][id] != nil else {
          throw .unknown(
            "tool", name.string ?? name.description, among: names.keys,
            at: place.appending("tool_ids").appending(String(index)))
        }
        ids.append(.string(id))
      }
      config["agent"]?["prompt"]?["tool_ids"] = .array(ids)
    }
    if let list = config["agent"]?["prompt"]?["knowledge_base"]?.array {
      var locators: [JSONValue] = []
      for (index, entry) in list.enumerated() {
        let name = entry.string ?? entry["id"]?.string ?? ""
        let found = try document(
          name, at: place.appending("knowledge_base").appending(String(index)), in: world)
        var locator: JSONValue = ["type": .string(found.source.name), "name": .string(found.name)]
        for (key, value) in entry.object ?? [:] { locator[key] = value }
        locator["id"] = .string(found.id)
        locators.append(locator)
      }
      config["agent"]?["prompt"]?["knowledge_base"] = .array(locators)
    }
    return config
  }
}
