internal import HTTP1
internal import JSON
internal import Scenario

extension ContractCase {
  /// Reads a case that has passed the schema; what the schema cannot say is looked at here.
  init(_ value: JSONValue, of provider: Provider, at pointer: JSONPointer, file: String) throws(FileMistake) {
    self.provider = provider
    id = value["id"]?.string ?? ""
    purpose = value["purpose"]?.string ?? ""
    let word = value["class"]?.string ?? ""
    guard let known = CaseClass(rawValue: word) else {
      throw .unknown("class", word, among: CaseClass.allCases.map(\.rawValue), at: pointer.appending("class"))
    }
    caseClass = known
    tags = value["tags"]?.array?.compactMap(\.string) ?? []
    operations = value["operations"]?.array?.compactMap(\.string) ?? []
    errors = value["errors"]?.array?.compactMap(\.string) ?? []
    needs = CaseNeeds(value["needs"])
    self.file = file
    var variables = Set(Variables.provided)
    if needs.webhooks { variables.formUnion(Variables.ofWebhooks) }
    steps = try Self.steps(value["steps"], at: pointer.appending("steps"), known, provider, &variables)
    cleanup = try Self.steps(value["cleanup"], at: pointer.appending("cleanup"), .writes, provider, &variables)
  }

  private static func steps(
    _ list: JSONValue?, at pointer: JSONPointer, _ caseClass: CaseClass, _ provider: Provider,
    _ variables: inout Set<String>
  ) throws(FileMistake) -> [CaseStep] {
    var steps: [CaseStep] = []
    for (index, value) in (list?.array ?? []).enumerated() {
      let place = pointer.appending(index)
      // A name that only a later step captures cannot be filled in here.
      for part in ["request", "expect", "until", "receive"] {
        for (name, inner) in value[part]?.templateVariables ?? [] where !variables.contains(name) {
          let at = JSONPointer(tokens: place.appending(part).tokens + inner.tokens)
          let mistake = FileMistake.unknown("variable", name, among: variables.sorted(), at: at)
          throw FileMistake(at, "\(mistake.message) A literal {{ is written {{{{.")
        }
      }
      let step = try CaseStep(value, at: place, provider)
      try check(step, at: place, caseClass, variables)
      variables.formUnion(step.capture.map(\.variable))
      steps.append(step)
    }
    return steps
  }

  /// What a step must not do in a case of this kind.
  private static func check(
    _ step: CaseStep, at place: JSONPointer, _ caseClass: CaseClass, _ variables: Set<String>
  ) throws(FileMistake) {
    if let request = step.request, let expect = step.expect {
      let changes = ![Method.get, .head, .options].contains(request.method)
      if caseClass == .readOnly, changes, expect.status < 300 {
        throw FileMistake(place, "a read-only case must not send \(request.method) and expect \(expect.status).")
      }
      if caseClass != .placesCalls, expect.status < 300, request.provider.dials(request.method, request.path) {
        throw FileMistake(place, "this dials: the class of the case is \"places-calls\".")
      }
    }
    guard case .receive(let reception, _) = step.action else { return }
    let pointer = place.appending("receive")
    if !variables.isSuperset(of: Variables.ofWebhooks) {
      throw FileMistake(pointer, "a case that receives something needs \"webhooks\": true.")
    }
    guard reception.signature == .valid else { return }
    for name in TextTemplate(reception.secret).variables where !variables.contains(name) {
      throw FileMistake(
        pointer.appending("signature"), "no step before has captured the secret, {{\(name)}}; \"secret\" names another."
      )
    }
  }

  /// The variables that its texts name or that it says it needs, and that no step of it captures.
  var neededVariables: [String] {
    var known = Set(needs.webhooks ? Variables.ofWebhooks : [])
    var needed = needs.variables
    for step in steps + cleanup {
      needed += step.variables.filter { !known.contains($0) && !needed.contains($0) }
      known.formUnion(step.capture.map(\.variable))
    }
    return needed
  }

  /// The names of the keys that its requests are sent with.
  var keys: Set<KeyName> {
    Set(
      (steps + cleanup).compactMap { $0.request }.compactMap { request in
        request.key.map { KeyName(provider: request.provider, name: $0) }
      })
  }

  /// Whom it speaks to.
  public var providers: Set<Provider> { Set((steps + cleanup).compactMap { $0.request?.provider }) }

  /// Whether it is about what happens in the course of time.
  var needsTime: Bool { steps.contains(where: \.needsTime) }
}
