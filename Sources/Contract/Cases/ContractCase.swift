internal import JSON
public import Scenario

/// One promise of the service, told as data: what is sent, and what has to come back.
///
/// Shape: `CASE` in `contract/case.schema.json`.
public struct ContractCase: Sendable {
  /// Whose API it is about; single steps may speak to another.
  public let provider: Provider
  /// Its name, unique and stable, such as `agents.create.minimal`.
  public let id: String
  /// What it shows, in one sentence.
  public let purpose: String
  /// What it does to an account.
  public let caseClass: CaseClass
  /// Words to choose it by.
  public let tags: [String]
  /// The ids of the operations that it covers.
  public let operations: [String]
  /// The catalogue's names of the errors that it covers.
  public let errors: [String]
  /// What has to exist before it can run.
  public let needs: CaseNeeds
  /// What is done and what has to come of it, in order.
  public let steps: [CaseStep]
  /// What puts everything back, whatever happened before.
  public let cleanup: [CaseStep]
  /// The file that it stands in.
  public let file: String
}

/// What has to exist before a case can run.
public struct CaseNeeds: Sendable, Equatable {
  /// The permissions that the key must have.
  public let scopes: [String]
  /// Whether there must be an agent, `{{agent}}`.
  public let agent: Bool
  /// The provider of a number that there must be: `twilio` (`{{phone_number}}`) or `sip_trunk` (`{{sip_phone_number}}`).
  public let phoneNumber: String?
  /// The scenario that the sandbox must be made from; such a case runs on a fake only.
  public let scenario: ScenarioReference?

  /// Whether the service has to reach the app: `{{webhook_url}}`, `{{tool_url}}`, `{{initiation_url}}`.
  public let webhooks: Bool

  init(_ value: JSONValue?) {
    webhooks = value?["webhooks"]?.bool ?? false
    scopes = value?["scopes"]?.array?.compactMap(\.string) ?? []
    agent = value?["agent"]?.bool ?? false
    phoneNumber = value?["phone_number"]?.string
    scenario = value?["scenario"].flatMap(ScenarioReference.init)
  }

  /// The variables that the target has to provide.
  public var variables: [String] {
    var names = agent ? ["agent"] : []
    if let phoneNumber { names.append(phoneNumber == "sip_trunk" ? "sip_phone_number" : "phone_number") }
    return names
  }
}
