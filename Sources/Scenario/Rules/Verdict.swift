public import EventLoop
public import HTTP1
internal import JSON
internal import Patterns
public import Simulation

/// What a sandbox's rules say about one request: at most one decides the answer, any number shape it.
///
/// A decision is spent (`times`, states) only when the request gets as far as the place where it answers.
@LoopActor public final class Verdict {
  private let sandbox: Sandbox
  private let subject: MatchSubject
  /// The rule that decides, and whether the request has reached it.
  private var deciding: Rule?
  private var isReached = false
  /// The rules that fired, in order, with the number of this firing.
  private var fired: [(rule: Rule, number: Int)] = []
  private var failure: (rule: Rule, words: String)?
  private let trial: RecordedTrial?

  init(_ candidates: [Rule], on subject: MatchSubject, in sandbox: Sandbox, tier: () -> String?) {
    self.sandbox = sandbox
    self.subject = subject
    var search = RuleSearch(subject: subject, now: sandbox.clock.now, progress: sandbox.world[RuleProgress.self])
    search.run(candidates, tier: tier)
    if search.hasChanged { sandbox.world[RuleProgress.self] = search.progress }
    deciding = search.deciding
    fired = search.fired
    failure = search.failure
    trial = search.tries.isEmpty ? nil : RecordedTrial(search.tries, of: subject)
  }

  /// The answer of a rule that decides in front of everything: a literal response, or the words of a rule that failed.
  public func response() -> Response? {
    if let failure { return .text(500, Self.sentence(failure)) }
    guard let rule = deciding, case .response(let literal)? = rule.outcome.decision else { return nil }
    var context = reach(rule)
    do throws(RuleFailure) {
      return try literal.response(in: &context)
    } catch {
      failure = (rule, error.words)
      return .text(500, Self.sentence((rule, error.words)))
    }
  }

  /// The error of a rule that decides, where `isHere` says that an error of this name answers at this place.
  public func error(where isHere: (String) -> Bool = { _ in true }) -> APIError? {
    guard let rule = deciding, case .error(let name, let with)? = rule.outcome.decision, isHere(name) else {
      return nil
    }
    var context = reach(rule)
    var parameters: [String: String] = [:]
    do throws(RuleFailure) {
      for (name, value) in with { parameters[name] = try value.text(in: &context) }
    } catch {
      failure = (rule, error.words)
    }
    return APIError(name, parameters)
  }

  /// Counts the deciding rule as fired and answers what its templates are filled from.
  private func reach(_ rule: Rule) -> TemplateContext {
    var progress = sandbox.world[RuleProgress.self]
    let number = progress.fire(rule.id)
    for (machine, state) in rule.outcome.states { progress.set(machine, to: state) }
    sandbox.world[RuleProgress.self] = progress
    isReached = true
    fired.append((rule, number))
    return context(rule, number)
  }

  private func context(_ rule: Rule, _ number: Int) -> TemplateContext {
    TemplateContext(
      subject: subject, names: sandbox.world[WorldNames.self], now: sandbox.clock.now,
      generator: SeededGenerator(name: "\(sandbox.plan.seed)/\(rule.id)/\(number)"))
  }

  /// Lets the rules that fired have their way with the answer, and names them in it.
  public func shape(_ answered: inout Answered) {
    var isPatched = false
    var pause = Duration.zero
    var faults: [(fault: any Fault, generator: SeededGenerator)] = []
    for (rule, number) in fired where failure == nil {
      var context = context(rule, number)
      // The streams of templates, delays and faults are apart, so that one does not depend on what another draws.
      var generator = SeededGenerator(seed: context.generator.next())
      if let patch = rule.outcome.patch {
        do throws(RuleFailure) {
          try patch.apply(to: &answered.response, in: &context)
          isPatched = true
        } catch {
          failure = (rule, error.words)
        }
      }
      if let delay = rule.outcome.delay {
        let drawn = delay.duration(using: &generator)
        if rule.outcome.isDelayVirtual { answered.wait += drawn } else { pause += drawn }
      }
      for fault in rule.outcome.faults { faults.append((fault, SeededGenerator(seed: generator.next()))) }
    }
    answered.rules = fired.map(\.rule.name)
    answered.trial = trial
    if let failure {
      answered.wait = .zero
      fail(failure, &answered)
    } else if pause > .zero || !faults.isEmpty {
      let shaping = Self.delivery(pause, faults, speed: sandbox.clock.mode.speed)
      answered.response.delivery = answered.response.delivery?.then(shaping) ?? shaping
    }
    if isPatched || isReached || failure != nil {
      answered.response.spreadPreset()
      answered.response.fields["x-ringback-fidelity"] = Fidelity.scenario.rawValue
    }
  }

  private static func delivery(
    _ pause: Duration, _ faults: [(fault: any Fault, generator: SeededGenerator)], speed: Double
  ) -> Delivery {
    Delivery { steps in
      var steps = steps
      for (fault, generator) in faults {
        var generator = generator
        steps = fault.shape(steps, using: &generator)
      }
      if pause > .zero { steps = [.pause(pause)] + steps }
      return speed == 1 ? steps : steps.map { $0.hastened(speed) }
    }
  }

  private func fail(_ failure: (rule: Rule, words: String), _ answered: inout Answered) {
    let words = Self.sentence(failure)
    answered.response.spreadPreset()
    answered.response.status = 500
    answered.response.fields["content-type"] = "text/plain; charset=utf-8"
    answered.response.body = Array(words.utf8)
    answered.error = RuleFailure.errorName
    answered.hint = words
    if !answered.rules.contains(failure.rule.name) { answered.rules.append(failure.rule.name) }
  }

  private static func sentence(_ failure: (rule: Rule, words: String)) -> String {
    "The scenario's rule \(HintLine.quoted(failure.rule.name)) failed: \(failure.words)."
  }
}

extension Sandbox {
  /// What the sandbox's rules say about a request; nil where none may take it.
  ///
  /// `tier` tells the account's plan, for rate limits that differ by it.
  public func verdict(on subject: MatchSubject, tier: () -> String?) -> Verdict? {
    let candidates = world[RuleSet.self].candidates(for: subject)
    return candidates.isEmpty ? nil : Verdict(candidates, on: subject, in: self, tier: tier)
  }
}
