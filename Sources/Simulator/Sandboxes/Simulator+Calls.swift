public import Admin
internal import EventLoop
public import JSON
internal import Scenario
public import Simulation
internal import Telephony

extension Simulator {
  /// How many calls a list shows.
  private static let mostCalls = 100

  /// Lets somebody call a number of the sandbox's.
  public func receiveCall(_ request: JSONValue, in sandbox: Sandbox) throws(AdminError) -> JSONValue {
    let from = try Self.number("from", of: request)
    let to = try Self.number("to", of: request)
    let person = try request["person"].flatMap { $0.isNull ? nil : $0 }.map { value throws(AdminError) in
      try Self.caller(value, in: sandbox)
    }
    let (line, taking) = PhoneNetwork.receive(from: from, to: to, person: person, takers: takers, in: sandbox)
    var answer: JSONObject = ["call_sid": .string(line.callSID)]
    switch taking {
    case .taken(let conversationID): answer.append("conversation_id", JSONValue(conversationID))
    case .declined(let why):
      answer.append("conversation_id", .null)
      answer.append("hint", .string(why))
    }
    return .object(answer)
  }

  /// The newest calls of the sandbox, and how many lines are open.
  public func calls(in sandbox: Sandbox) -> JSONValue {
    var calls: [JSONValue] = []
    sandbox.world[Call.self].scan { row in
      calls.append(row.record.json)
      return calls.count < Self.mostCalls
    }
    return ["open": .integer(PhoneNetwork.openLineCount(in: sandbox)), "calls": .array(calls)]
  }

  private static func number(_ name: String, of request: JSONValue) throws(AdminError) -> String {
    let number = request[name]?.string ?? ""
    guard PhoneNetwork.isPhoneNumber(PhoneNetwork.digits(of: number)) else {
      throw AdminError(
        422, "bad_number", "\"\(name)\" is a phone number such as +15555550123; found \(HintLine.quoted(number)).",
        pointer: "/\(name)")
    }
    return PhoneNetwork.e164(number)
  }

  /// Who calls: somebody in a scenario's words, or somebody whom the sandbox's scenario knows.
  private static func caller(_ value: JSONValue, in sandbox: Sandbox) throws(AdminError) -> Person {
    let carrier = sandbox.world[Carrier.self]
    if let name = value.string {
      if let person = carrier.person(named: name) { return person }
      let known = ScenarioMistake.unknown("person", name, among: carrier.names, at: JSONPointer(tokens: ["person"]))
      throw AdminError(422, "unknown_person", known.message, pointer: "/person")
    }
    do throws(ScenarioMistake) {
      let pointer = JSONPointer(tokens: ["person"])
      let person = try Person(value, at: pointer)
      for name in ["reaction", "refused", "answers_after"] where value[name] != nil && value[name] != "answers" {
        throw ScenarioMistake(pointer.appending(name), "\"\(name)\" is for who is called; who calls is there already.")
      }
      return person
    } catch {
      throw AdminError(422, "invalid_person", error.message, pointer: error.pointer.description)
    }
  }
}

extension Call {
  /// The call as the control API shows it.
  fileprivate var json: JSONValue {
    var call: JSONObject = [
      "call_sid": .string(id), "status": .string(status.rawValue), "direction": .string(direction.rawValue),
      "from": .string(from), "to": .string(to), "created_at": .string(createdAt.rfc3339Exact),
    ]
    for (name, time) in [("answered_at", answeredAt), ("ended_at", endedAt)] {
      call.append(name, JSONValue(time?.rfc3339Exact))
    }
    call.append("duration_seconds", .integer(durationSeconds))
    call.append("sip_status", sipStatus.map { .integer($0) } ?? .null)
    call.append("answered_by", JSONValue(answeredBy?.rawValue))
    return .object(call)
  }
}
