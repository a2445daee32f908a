internal import JSON

/// Which of the requests that a rule would take it does take, counted from 1.
enum Occurrence: Sendable {
  case among(Set<Int>)
  case range(from: Int, to: Int?)
  case every(Int, from: Int, to: Int?)

  init(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) {
    guard let object = value.object else {
      var numbers: Set<Int> = []
      for (value, place) in Expected.list(value, at: pointer) {
        numbers.insert(try Expected.count(value, from: 1, at: place))
      }
      guard !numbers.isEmpty else { throw .expected("a number, or a list with at least one", value, at: pointer) }
      self = .among(numbers)
      return
    }
    for name in object.keys where !["from", "to", "every"].contains(name) {
      throw .meaningless(name, among: ["from", "to", "every"], at: pointer.appending(name))
    }
    guard !object.isEmpty else { throw .expected("one of from, to, every", value, at: pointer) }
    let step = try object["every"].map { (value) throws(ScenarioMistake) in
      try Expected.count(value, from: 1, at: pointer.appending("every"))
    }
    // Without a start, "every 4" begins with the fourth.
    let from = try Expected.count(
      object["from"] ?? .integer(step ?? 1), from: 1, at: pointer.appending("from"))
    let to = try object["to"].map { (value) throws(ScenarioMistake) in
      try Expected.count(value, from: Int64(from), at: pointer.appending("to"))
    }
    self = step.map { .every($0, from: from, to: to) } ?? .range(from: from, to: to)
  }

  /// Whether the request with this number is meant.
  func takes(_ number: Int) -> Bool {
    switch self {
    case .among(let numbers): numbers.contains(number)
    case .range(let from, let to): number >= from && to.map { number <= $0 } ?? true
    case .every(let step, let from, let to):
      number >= from && (number - from) % step == 0 && to.map { number <= $0 } ?? true
    }
  }
}

extension Occurrence: CustomStringConvertible {
  var description: String {
    switch self {
    case .among(let numbers): numbers.sorted().map(String.init).joined(separator: ", ")
    case .range(let from, let to?): "\(from) to \(to)"
    case .range(let from, nil): "\(from) and later"
    case .every(let step, let from, let to):
      "every \(step) from \(from)" + (to.map { " to \($0)" } ?? "")
    }
  }
}
