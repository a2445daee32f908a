internal import EventLoop
internal import HTTP1
internal import JSON

/// What the service sends to the app: webhooks and calls of tools.
struct WebhookChannel: Channel {
  let reception: Reception
  let patience: Patience

  func perform(_ step: CaseStep, at place: StepPlace, _ state: CaseState) async -> StepResult {
    var result = StepResult(step, at: place)
    do throws(ExchangeFailure) {
      let (delivery, seconds) = try await next(at: place, state)
      if reception.isNever {
        if let delivery {
          result.differences = [Difference("delivery", expected: "no \(reception.event)", found: delivery.words)]
        }
        return result
      }
      guard let delivery else {
        result.differences = [
          Difference(
            "delivery", expected: reception.event,
            found: "nothing of that kind within \(Difference.number(seconds)) s\(Self.others(state))")
        ]
        return result
      }
      result.answer = delivery.exchanged
      result.differences = try differences(in: delivery, state)
      result.differences += HTTPChannel.capture(step, delivery.exchanged, state)
    } catch {
      result.differences = [Difference("delivery", expected: reception.event, found: error.message)]
    }
    return result
  }

  /// The oldest delivery of the kind, waited for, and how long that took.
  ///
  /// nil where none came.
  private func next(
    at place: StepPlace, _ state: CaseState
  ) async throws(ExchangeFailure) -> (Delivery?, seconds: Double) {
    if state.session.time.course == .over { return (try await recorded(at: place, state), 0) }
    guard let mailbox = state.mailbox else { throw ExchangeFailure("nobody receives anything here") }
    // Where time passes on demand, all of it may pass before somebody looks whether what must not come has come.
    let isOneLook = reception.isNever && state.session.time.course == .onDemand
    let period = isOneLook ? patience.seconds : patience.period
    var passed = 0.0
    while true {
      if let delivery = mailbox.take(reception.event) { return (delivery, passed) }
      guard passed < patience.seconds, !state.shouldStop() else { return (nil, passed) }
      let seconds = min(period, patience.seconds - passed)
      try await state.pass(seconds)
      passed += seconds
    }
  }

  /// What a recording has for this step.
  private func recorded(at place: StepPlace, _ state: CaseState) async throws(ExchangeFailure) -> Delivery? {
    if reception.isNever { return nil }
    let answer = try await state.session.exchange.send(ExchangeRequest(.post, "/", place: place))
    // The length is that of the answer, which is made up anew.
    let fields = answer.fields.filter { $0.name != "content-length" }.map { (name: $0.name, value: $0.value) }
    return Delivery(
      event: reception.event, method: .post, target: "", fields: Fields(fields), body: answer.body,
      answered: answer.status)
  }

  /// What came that no step has taken, for people.
  private static func others(_ state: CaseState) -> String {
    let events = state.mailbox?.waiting.map(\.event) ?? []
    return events.isEmpty ? "" : "; there came \(events.joined(separator: ", "))"
  }

  private func differences(in delivery: Delivery, _ state: CaseState) throws(ExchangeFailure) -> [Difference] {
    var found: [Difference] = []
    let isRecorded = state.session.time.course == .over
    if let method = reception.method, !isRecorded, method != delivery.method.name {
      found.append(Difference("method", expected: method, found: delivery.method.name))
    }
    do throws(Variables.Missing) {
      var headers = MatchRun("header", state.bindings)
      for (name, match) in reception.headers {
        let values = delivery.fields.values(named: name.lowercased())
        let value = values.isEmpty ? JSONValue?.none : .string(values.joined(separator: ", "))
        headers.compare(value, with: try state.match(match), at: JSONPointer(tokens: [name.lowercased()]))
      }
      found += headers.differences
      state.bindings = headers.bindings
      if let target = reception.target, !isRecorded {
        found += try compare(.string(delivery.target), target, "target", state)
      }
      // A recording keeps what was said, and not how it was written.
      if let text = reception.text, !isRecorded {
        found += try compare(.string(delivery.exchanged.text), text, "text", state)
      }
      if let json = reception.json {
        if let body = delivery.json {
          found += try compare(body, json, "json", state)
        } else {
          found.append(Difference("json", expected: "a JSON body", found: delivery.exchanged.excerpt))
        }
      }
      // The secrets of a recording are not in it.
      if !isRecorded { found += try signatureDifferences(delivery, state) }
    } catch {
      found.append(
        Difference("variable \(error.name)", expected: "a value", found: "nothing: no step before has captured it"))
    }
    return found
  }

  private func compare(
    _ value: JSONValue, _ match: JSONValue, _ area: String, _ state: CaseState
  ) throws(Variables.Missing) -> [Difference] {
    var run = MatchRun(area, state.bindings)
    run.compare(value, with: try state.match(match), at: JSONPointer(tokens: []))
    state.bindings = run.bindings
    return run.differences
  }

  private func signatureDifferences(
    _ delivery: Delivery, _ state: CaseState
  ) throws(Variables.Missing) -> [Difference] {
    switch reception.signature {
    case nil: return []
    case .absent:
      guard let header = delivery.fields[DeliverySignature.field] else { return [] }
      return [Difference("signature", expected: "none", found: header)]
    case .valid:
      let secret = try state.variables.text(of: reception.secret)
      return DeliverySignature.difference(delivery, secret: secret).map { [$0] } ?? []
    }
  }
}

extension ContractCase {
  /// What is answered to the so-manieth delivery of an event: what its step in the case says.
  @LoopActor func answer(to event: String, _ number: Int, _ variables: Variables) -> Response {
    let replies = steps.compactMap { step -> Reception.Reply? in
      guard case .receive(let reception, _) = step.action, reception.event == event, !reception.isNever else {
        return nil
      }
      return reception.reply
    }
    guard number < replies.count else { return Mailbox.accepted }
    let reply = replies[number]
    do throws(Variables.Missing) {
      let body = try reply.json.map { json throws(Variables.Missing) in try variables.value(of: json) } ?? [:]
      return Response(
        status: reply.status, fields: ["content-type": "application/json"], body: JSONWriter.bytes(body))
    } catch {
      return .text(500, "The answer needs {{\(error.name)}}, which no step had captured when this came.")
    }
  }
}
