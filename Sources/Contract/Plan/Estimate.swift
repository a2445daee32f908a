internal import HTTP1
internal import JSON
internal import OpenAPI

/// What steps cost: requests are free, calls are billed by the minute that has begun.
struct Cost: Sendable, Equatable {
  var requests = 0
  var calls = 0
  var minutes = 0

  /// A call of a case ends by itself, or is hung up, within a minute.
  static let minutesPerCall = 1

  /// Nothing yet.
  init() {}

  /// What a step costs; only what is expected to succeed places calls.
  init(of step: CaseStep, in one: ContractCase, _ documents: ProviderDocuments) {
    switch step.action {
    case .request: requests = 1
    case .until(_, _, let patience): requests = patience.looks
    case .pass, .receive: return
    }
    guard one.caseClass == .placesCalls, let request = step.request, let expect = step.expect, expect.status < 300
    else { return }
    switch documents.operation(request, path: request.path)?.id {
    case "handle_twilio_outbound_call", "handle_sip_trunk_outbound_call": calls = 1
    case "create_batch_call":
      guard case .json(let body) = request.body else { return }
      calls = body["recipients"]?.array?.count ?? 0
    default: calls = request.provider.dials(request.method, request.path) ? 1 : 0
    }
    minutes = calls * Self.minutesPerCall
  }

  static func += (left: inout Cost, right: Cost) {
    left.requests += right.requests
    left.calls += right.calls
    left.minutes += right.minutes
  }
}

/// What a run will do and cost, told before it begins.
public struct Estimate: Sendable {
  /// The cases that will run.
  public private(set) var cases: [ContractCase] = []
  /// Those that will not, with the reasons.
  public private(set) var skipped: [(contractCase: ContractCase, reason: String)] = []
  private var cost = Cost()

  /// The most requests that it may send.
  public var requests: Int { cost.requests }
  /// The most phone calls that it may place.
  public var calls: Int { cost.calls }
  /// The most minutes of phone calls.
  public var minutes: Int { cost.minutes }

  /// Nothing yet.
  public init() {}

  /// Adds a case that will run.
  public mutating func add(_ one: ContractCase, in documents: ProviderDocuments) {
    cases.append(one)
    for step in one.steps + one.cleanup { cost += Cost(of: step, in: one, documents) }
  }

  /// Adds a case that will not run.
  public mutating func add(_ one: ContractCase, skippedFor reason: String) { skipped.append((one, reason)) }

  /// Everything for people: a line a case, then the sum.
  public var text: String {
    var lines = cases.map { "  \($0.caseClass.rawValue)  \($0.id): \($0.purpose)" }
    lines += skipped.map { "  skip  \($0.contractCase.id): \($0.reason)" }
    return (lines + [summary]).joined(separator: "\n") + "\n"
  }

  /// The sum in one line.
  public var summary: String {
    let classes = CaseClass.allCases.map { kind in "\(cases.count { $0.caseClass == kind }) \(kind.rawValue)" }
    return "\(cases.count) cases (\(classes.joined(separator: ", "))), \(skipped.count) skipped; at most "
      + "\(requests) requests, \(calls) phone calls, \(minutes) minutes of calls."
  }
}
