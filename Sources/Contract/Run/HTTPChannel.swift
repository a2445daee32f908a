internal import EventLoop
internal import HTTP1
internal import JSON
internal import OpenAPI
internal import Scenario

/// One request, one answer: status, header fields, body.
struct HTTPChannel: Channel {
  let request: StepRequest
  let expect: Expectation

  func perform(_ step: CaseStep, at place: StepPlace, _ state: CaseState) async -> StepResult {
    var result = StepResult(step, at: place)
    do throws(Variables.Missing) {
      let (request, path) = try Self.request(self.request, at: place, state)
      result.target = request.target
      let operation = state.documents.operation(self.request, path: path)
      result.operation = operation?.id
      let answer: ExchangeAnswer
      do throws(ExchangeFailure) {
        answer = try await send(request, state)
      } catch {
        result.differences = [Difference("answer", expected: "an answer", found: error.message)]
        result.hasNoAnswer = true
        return result
      }
      result.answer = answer
      let check = ExpectationCheck(expectation: expect, operation: operation, variables: state.variables)
      result.differences = try check.differences(in: answer, &state.bindings)
      result.differences += Self.capture(step, answer, state)
    } catch {
      result.differences = [
        Difference("variable \(error.name)", expected: "a value", found: "nothing: no step before has captured it")
      ]
    }
    return result
  }

  /// Sends; where the answer waits for something to happen, time passes meanwhile.
  private func send(_ request: ExchangeRequest, _ state: CaseState) async throws(ExchangeFailure) -> ExchangeAnswer {
    let session = state.session
    guard expect.timing == .blocking, session.time.course == .onDemand else {
      return try await session.exchange.send(request)
    }
    let waiting = Waiting()
    let answer = await withTaskGroup(of: Void.self, returning: Result<ExchangeAnswer, ExchangeFailure>?.self) { group in
      group.addTask { await waiting.send(request, session.exchange) }
      group.addTask { await waiting.pass(session.time) }
      await group.waitForAll()
      return waiting.answer
    }
    guard let answer else { throw ExchangeFailure("no answer") }
    return try answer.get()
  }

  /// Keeps what later steps want; where it is missing, the step has failed.
  static func capture(_ step: CaseStep, _ answer: ExchangeAnswer, _ state: CaseState) -> [Difference] {
    guard !step.capture.isEmpty else { return [] }
    let json = answer.json
    return step.capture.compactMap { name, pointer in
      guard let value = json?.value(at: pointer) else {
        // A refusal has no ids in it: that its status is wrong says it already.
        return step.expect.map { $0.status == answer.status } ?? true
          ? Difference("capture \(name)", expected: "a value at \(pointer)", found: answer.excerpt) : nil
      }
      state.variables[name] = value
      return nil
    }
  }

  /// The request with its variables filled in, and its path alone.
  private static func request(
    _ step: StepRequest, at place: StepPlace, _ state: CaseState
  ) throws(Variables.Missing) -> (ExchangeRequest, path: String) {
    let variables = state.variables
    var fields = Fields()
    if let name = step.key, let key = state.session.keys[step.provider]?[name] {
      let field = step.provider.field(key)
      fields.append(field.name, field.value)
    }
    var bytes: [UInt8] = []
    var type: String?
    switch step.body {
    case .none: break
    case .raw(let raw): bytes = raw
    case .text(let text): bytes = Array(try variables.text(of: text).utf8)
    case .form(let members):
      bytes = Array(try Self.pairs(members, variables).utf8)
      type = "application/x-www-form-urlencoded"
    case .json(let value):
      bytes = JSONWriter.bytes(try variables.value(of: value))
      type = "application/json"
    }
    for (name, value) in step.headers {
      fields.append(name, try variables.text(of: value.string ?? value.description))
    }
    if let type, fields["content-type"] == nil { fields.append("content-type", type) }
    let path = try variables.text(of: step.path)
    let query = try Self.pairs(step.query, variables)
    let separator = path.contains("?") ? "&" : "?"
    let request = ExchangeRequest(
      step.method, path + (query.isEmpty ? "" : separator + query), to: step.provider, place: place, fields: fields,
      body: bytes)
    return (request, String(path.prefix { $0 != "?" }))
  }

  /// Names and values as queries and forms have them.
  private static func pairs(_ members: JSONObject, _ variables: Variables) throws(Variables.Missing) -> String {
    var pairs: [String] = []
    for (name, value) in members {
      for one in value.array ?? [value] {
        let filled = try variables.value(of: one)
        let text = PercentCoding.encode(filled.string ?? filled.description)
        pairs.append("\(PercentCoding.encode(name))=\(text)")
      }
    }
    return pairs.joined(separator: "&")
  }
}

/// A request whose answer waits for something to happen.
@LoopActor private final class Waiting {
  /// Beyond so many seconds of the case's time nobody waits.
  private static let most = 300
  private(set) var answer: Result<ExchangeAnswer, ExchangeFailure>?

  func send(_ request: ExchangeRequest, _ exchange: any Exchange) async {
    do throws(ExchangeFailure) {
      answer = .success(try await exchange.send(request))
    } catch {
      answer = .failure(error)
    }
  }

  /// Lets time pass second by second, until the answer is there.
  func pass(_ time: any CaseTime) async {
    for _ in 0..<Self.most {
      guard answer == nil, (try? await time.pass(1)) != nil else { return }
    }
  }
}
