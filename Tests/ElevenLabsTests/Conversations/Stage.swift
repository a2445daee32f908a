import EventLoop
import JSON
import Simulation
import Telephony

@testable import ElevenLabs

/// An agent and what a scenario lets it say, ready to talk with whomever a test makes up.
@LoopActor struct Stage {
  let workspace: Workspace

  /// `agent` is its `conversation_config`, `lines` and `script` stand in `agents.receptionist`.
  init(
    agent: JSONObject = [:], platform: JSONObject = [:], lines: JSONValue? = nil, script: JSONObject = [:],
    settings: JSONObject = [:]
  ) throws {
    var config: JSONValue = ["agent": ["first_message": "Hello."]]
    config.mergeMembers(of: .object(agent))
    var receptionist: JSONObject = ["conversation_config": config]
    if !platform.isEmpty { receptionist["platform_settings"] = .object(platform) }
    var changes: JSONObject = [
      "world": ["elevenlabs": ["agents": ["receptionist": .object(receptionist), "second": Self.second]]],
      "settings": ["elevenlabs": .object(settings)],
    ]
    var own = script
    if let lines { own["lines"] = lines }
    if !own.isEmpty {
      changes["agents"] = [
        "receptionist": .object(own), "second": ["lines": [["say": "The second speaks."], ["end_call": true]]],
      ]
    }
    workspace = try Workspace(changes)
  }

  private static let second: JSONValue = [
    "name": "Second", "conversation_config": ["agent": ["first_message": "Second here."]],
  ]

  var agent: Agent? { workspace.sandbox.world[Agent.self][Workspace.agentID] }

  func session(_ data: JSONValue = .null, initiation: JSONObject = [:]) throws -> Session {
    let agent = try required(agent)
    let conversation = Conversation(
      id: "conv_1", agentID: agent.id, agentName: agent.name, branchID: agent.branchID, status: .initiated,
      startedAt: Workspace.noon, clientData: data)
    return Session(agent, conversation, in: workspace.sandbox.world, initiation: initiation)
  }

  /// What was said, and how it ended.
  struct Play {
    var spoken: [Dialogue.Spoken] = []
    var ending: Dialogue.Ending
    var length: Duration
    var dialogue: Dialogue

    /// `agent: Hello.`; tools as `agent calls end_call` and `agent hears end_call`.
    var lines: [String] {
      spoken.map { spoken in
        let turn = spoken.turn
        if let name = turn.toolCalls.first?["tool_name"]?.string { return "\(turn.role) calls \(name)" }
        if let name = turn.toolResults.first?["tool_name"]?.string { return "\(turn.role) hears \(name)" }
        return "\(turn.role): \(turn.message ?? "")"
      }
    }
  }

  /// Lets the agent talk with somebody; `answers` is what the app's server says, one outcome a call.
  func play(
    _ person: Person = Person(), _ data: JSONValue = .null, isMachine: Bool = false, answers: [ToolOutcome] = []
  ) throws -> Play {
    let sandbox = workspace.sandbox
    var dialogue = Dialogue(try session(data), person, isMachine: isMachine, PatternShelf()) { name, session in
      sandbox.colleague(name, of: session)
    }
    var answers = answers
    var spoken: [Dialogue.Spoken] = []
    while true {
      switch dialogue.nextBeat() {
      case .turn(let turn): spoken.append(turn)
      case .call(_, let time):
        dialogue.answer(answers.isEmpty ? ToolOutcome("{}") : answers.removeFirst(), at: time + .seconds(2))
      case .end(let ending, let time):
        return Play(spoken: spoken, ending: ending, length: time, dialogue: dialogue)
      }
    }
  }
}

/// A value that a test cannot go on without.
func required<T>(_ value: T?) throws -> T {
  guard let value else { throw Missing() }
  return value
}

struct Missing: Error {}

extension Person {
  /// Somebody who says these lines.
  static func saying(_ lines: [Person.Line]) -> Person {
    var person = Person()
    person.lines = lines
    return person
  }

  static func saying(_ words: String...) -> Person { saying(words.map { Person.Line($0) }) }
}
