internal import JSON

/// Compares what two targets answered to the same case.
struct Comparison {
  private let id: String
  private var operation = ""
  private(set) var differences: [ParityDifference] = []
  /// Which placeholder of the reference is which of the other: their numbers may differ.
  private var pairs: [String: String] = [:]

  /// Everything in which `found` is not as `reference`; cases that one of them does not have are left out.
  static func differences(_ reference: ParitySnapshot, _ found: ParitySnapshot) -> [ParityDifference] {
    reference.cases.flatMap { id, content -> [ParityDifference] in
      guard let other = found.content(id) else { return [] }
      var comparison = Comparison(id: id)
      comparison.compare(content, other)
      return comparison.differences
    }
  }

  private init(id: String) { self.id = id }

  /// Fields whose values tell how the service answers; of the others it matters that they are there.
  private static let toldFields: Set<String> = ["content-type", "allow", "location", "www-authenticate", "x-trace-id"]

  private static func told(_ headers: JSONObject) -> JSONObject {
    JSONObject(headers.map { ($0.key, toldFields.contains($0.key) ? $0.value : true) })
  }

  private mutating func compare(_ reference: ParitySnapshot.Case, _ found: ParitySnapshot.Case) {
    for (step, answer) in reference.answers {
      guard let other = found.answer(step) else { continue }
      operation = answer.operation
      let place = JSONPointer(tokens: step.split(separator: "/").map(String.init))
      compare(.integer(answer.status), .integer(other.status), at: place.appending("status"))
      compare(Self.told(answer.headers), Self.told(other.headers), at: place.appending("headers"))
      compare(answer.body, other.body, at: place.appending("body"))
    }
    // A step that was not reached is told only where nothing else says why.
    guard differences.isEmpty else { return }
    for (step, answer) in reference.answers where found.answer(step) == nil {
      operation = answer.operation
      add(.missing, JSONPointer(tokens: step.split(separator: "/").map(String.init)), "an answer", "nothing")
    }
    for (step, answer) in found.answers where reference.answer(step) == nil {
      operation = answer.operation
      add(.extra, JSONPointer(tokens: step.split(separator: "/").map(String.init)), "nothing", "an answer")
    }
  }

  private mutating func compare(_ reference: JSONValue, _ found: JSONValue, at pointer: JSONPointer) {
    switch (reference, found) {
    case (.object(let left), .object(let right)): compare(left, right, at: pointer)
    case (.array(let left), .array(let right)): compare(left, right, at: pointer)
    case (.string(let left), .string(let right)):
      if !isSame(left, right) { add(.value, pointer, Difference.shown(reference), Difference.shown(found)) }
    default:
      guard reference != found else { return }
      let kind: ParityDifference.Kind = Self.type(of: reference) == Self.type(of: found) ? .value : .type
      add(kind, pointer, Difference.shown(reference), Difference.shown(found))
    }
  }

  private mutating func compare(_ left: JSONObject, _ right: JSONObject, at pointer: JSONPointer) {
    for (key, value) in left {
      if let other = right[key] {
        compare(value, other, at: pointer.appending(key))
      } else {
        add(.missing, pointer.appending(key), Difference.shown(value), "nothing")
      }
    }
    for (key, value) in right where left[key] == nil {
      add(.extra, pointer.appending(key), "nothing", Difference.shown(value))
    }
  }

  private mutating func compare(_ left: [JSONValue], _ right: [JSONValue], at pointer: JSONPointer) {
    if left.count == right.count, Self.areReordered(left, right) {
      let (reference, found) = (Difference.shown(.array(left)), Difference.shown(.array(right)))
      return add(.value, pointer, reference, "the same in another order: \(found)")
    }
    for (index, (value, other)) in zip(left, right).enumerated() {
      compare(value, other, at: pointer.appending(index))
    }
    for (index, value) in left.enumerated().dropFirst(right.count) {
      add(.missing, pointer.appending(index), Difference.shown(value), "nothing")
    }
    for (index, value) in right.enumerated().dropFirst(left.count) {
      add(.extra, pointer.appending(index), "nothing", Difference.shown(value))
    }
  }

  /// Whether the lists hold the same elements, but not in the same order; placeholders count by their types.
  private static func areReordered(_ left: [JSONValue], _ right: [JSONValue]) -> Bool {
    let left = left.map { outline($0).description }
    let right = right.map { outline($0).description }
    return left != right && left.sorted() == right.sorted()
  }

  /// The value without the numbers of its placeholders, which follow the order in which things were met.
  private static func outline(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text):
      guard text.contains("<") else { return value }
      return .string(
        Denormaliser.pieces(text).map { Denormaliser.parts($0).map { "<\($0.type)>" } ?? $0[...] }.joined())
    case .array(let elements): return .array(elements.map(outline))
    case .object(let members):
      let sorted = members.sorted { $0.key < $1.key }
      return .object(JSONObject(sorted.map { ($0.key, outline($0.value)) }))
    default: return value
    }
  }

  /// Whether two texts are the same, placeholders taken by what they stand for and not by their numbers.
  private mutating func isSame(_ left: String, _ right: String) -> Bool {
    let left = Denormaliser.pieces(left)
    let right = Denormaliser.pieces(right)
    guard left.count == right.count else { return false }
    for (one, other) in zip(left, right) where !isSame(piece: one, other) { return false }
    return true
  }

  private mutating func isSame(piece one: Substring, _ other: Substring) -> Bool {
    guard let left = Denormaliser.parts(one), let right = Denormaliser.parts(other) else { return one == other }
    guard left.type == right.type else { return false }
    // Two moments may be one on a fast target and two on a slow one.
    if let type = PlaceholderType(rawValue: left.type), !type.tellsApart { return true }
    if let known = pairs[String(one)] { return known == String(other) }
    guard !pairs.values.contains(String(other)) else { return false }
    pairs[String(one)] = String(other)
    return true
  }

  private static func type(of value: JSONValue) -> String {
    ["null", "boolean", "number", "string", "array", "object"].first { value.isOf(type: $0) } ?? ""
  }

  private mutating func add(
    _ kind: ParityDifference.Kind, _ pointer: JSONPointer, _ reference: String, _ found: String
  ) {
    differences.append(
      ParityDifference(
        id: id, path: pointer.description, operation: operation, kind: kind, reference: reference, found: found))
  }
}
