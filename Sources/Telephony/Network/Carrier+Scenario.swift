public import JSON
public import Scenario
internal import Simulation

extension Carrier {
  /// What a scenario's `people` say, by number or pattern; null takes one back that another scenario brought.
  public init(people: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    self.init()
    var writtenAs: [String: String] = [:]
    var patterns: [Patterned] = []
    for (name, content) in people where !content.isNull {
      let place = pointer.appending(name)
      let digits = PhoneNetwork.digits(of: name)
      let person = try Person(content, at: place)
      let refusal = try content["refused"].map { value throws(ScenarioMistake) in
        try DialRefusal(value, at: place.appending("refused"))
      }
      if let pattern = NumberPattern(digits) {
        try Self.own(pattern.text, name, in: &writtenAs, at: place)
        patterns.append(Patterned(pattern: pattern, person: person, refusal: refusal))
        continue
      }
      guard PhoneNetwork.isPhoneNumber(digits) else {
        throw ScenarioMistake(
          place, "expected a phone number such as +15555550123, or a pattern such as +1555555*; found \"\(name)\".")
      }
      let number = PhoneNetwork.e164(digits)
      try Self.own(number, name, in: &writtenAs, at: place)
      self.people[number] = person
      refusals[number] = refusal
    }
    add(patterns)
  }

  /// Refuses a number that stands there in two spellings: nobody could tell which of the two answers.
  private static func own(
    _ number: String, _ name: String, in writtenAs: inout [String: String], at pointer: JSONPointer
  ) throws(ScenarioMistake) {
    if let other = writtenAs[number] {
      throw ScenarioMistake(pointer, "\"\(name)\" and \"\(other)\" are one number: say it once.")
    }
    writtenAs[number] = name
  }
}

extension DialRefusal {
  /// A refusal in the words of a scenario: `{"status"?, "code", "message"}`.
  init(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) {
    guard value.object != nil else { throw .expecting("an object with code and message", value, at: pointer) }
    guard let code = value["code"]?.integer.flatMap({ Int(exactly: $0) }) else {
      throw .expecting("Twilio's error code", value["code"] ?? .null, at: pointer.appending("code"))
    }
    guard let message = value["message"]?.string else {
      throw .expecting("Twilio's message", value["message"] ?? .null, at: pointer.appending("message"))
    }
    let status = value["status"] ?? 400
    guard let number = status.integer, (400...599).contains(number) else {
      throw .expecting("an HTTP status from 400 to 599", status, at: pointer.appending("status"))
    }
    self.init(status: Int(number), code: code, message: message)
  }
}
