public import JSON
public import Scenario
internal import Simulation

extension Carrier {
  /// What a scenario's `people` say about the carrier: `{"+1…": {"refused": {"status", "code", "message"}}}`.
  public init(people: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    self.init()
    for (number, person) in people {
      guard let refusal = person["refused"] else { continue }
      let digits = PhoneNetwork.digits(of: number)
      guard PhoneNetwork.isPhoneNumber(digits) else {
        throw ScenarioMistake(
          pointer.appending(number), "expected a phone number such as +15555550123; found \"\(number)\".")
      }
      refusals[digits] = DialRefusal(
        status: Int(refusal["status"]?.integer ?? 400), code: Int(refusal["code"]?.integer ?? 21211),
        message: refusal["message"]?.string ?? "")
    }
  }
}
