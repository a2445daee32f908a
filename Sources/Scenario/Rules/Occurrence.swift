internal import JSON

/// Which of the requests that a rule would take it does take, counted from 1.
enum Occurrence: Sendable {
  case among(Set<Int>)
  case range(from: Int, to: Int?)
  case every(Int)

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
    if let every = object["every"] {
      guard object.count == 1 else { throw ScenarioMistake(pointer.appending("every"), "\"every\" stands alone.") }
      self = .every(try Expected.count(every, from: 1, at: pointer.appending("every")))
      return
    }
    guard !object.isEmpty else { throw .expected("one of from, to, every", value, at: pointer) }
    let from = try Expected.count(object["from"] ?? 1, from: 1, at: pointer.appending("from"))
    let to = try object["to"].map { (value) throws(ScenarioMistake) in
      try Expected.count(value, from: Int64(from), at: pointer.appending("to"))
    }
    self = .range(from: from, to: to)
  }

  /// Whether the request with this number is meant.
  func takes(_ number: Int) -> Bool {
    switch self {
    case .among(let numbers): numbers.contains(number)
    case .range(let from, let to): number >= from && to.map { number <= $0 } ?? true
    case .every(let step): number % step == 0
    }
  }
}

extension Occurrence: CustomStringConvertible {
  var description: String {
    switch self {
    case .among(let numbers): numbers.sorted().map(String.init).joined(separator: ", ")
    case .range(let from, let to?): "\(from) to \(to)"
    case .range(let from, nil): "\(from) and later"
    case .every(let step): "every \(step)"
    }
  }
}
