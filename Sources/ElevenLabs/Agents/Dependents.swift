internal import EventLoop
internal import JSON
internal import Simulation

/// The lists of agents that use something.
@LoopActor enum Dependents {
  /// One page of agents, with the branches that use the thing.
  ///
  /// That the main branch, the only one that an agent has, is named for each agent is assumed.
  static func json(_ page: Page<Agent>, uses: (Agent) -> [String]) -> JSONValue {
    var answer = page.json("agents") { agent in
      var found = agent.dependent
      found["referenced_resource_ids"] = .array(uses(agent).map { .string($0) })
      return found
    }
    answer["branches"] = .array(
      page.elements.map { agent in
        [
          "agent_id": .string(agent.id), "agent_name": .string(agent.name), "branch_id": .string(agent.branchID),
          "branch_name": "Main", "is_main": true,
        ]
      })
    return answer
  }

  /// Words for a message: the first three names and how many more there are.
  static func listed(_ users: [Agent]) -> String { listed(users.map { "\($0.id) (\($0.name))" }) }

  static func listed(_ users: [String]) -> String {
    users.prefix(3).joined(separator: ", ") + (users.count > 3 ? " and \(users.count - 3) more" : "")
  }
}

extension Agent {
  /// The agent as what depends on something.
  var dependent: JSONValue {
    [
      "referenced_resource_ids": [], "id": .string(id), "name": .string(name), "type": "available",
      "created_at_unix_secs": .integer(createdAt.unixSeconds), "access_level": "admin",
    ]
  }
}

extension Tool {
  /// The tool as what depends on something.
  var dependent: JSONValue {
    [
      "id": .string(id), "name": .string(name), "type": "available",
      "created_at_unix_secs": .integer(createdAt.unixSeconds), "access_level": "admin",
    ]
  }
}

extension Table {
  /// The records of a group, oldest first.
  func records(in group: GroupKey) -> [R] {
    var found: [R] = []
    scan(in: group, ascending: true) { row in
      found.append(row.record)
      return true
    }
    return found
  }
}
