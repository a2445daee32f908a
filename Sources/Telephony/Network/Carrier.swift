public import Simulation

/// Who and what is behind the numbers, as the scenario says.
public struct Carrier: Singleton, SnapshotKind {
  /// `carrier`.
  public static let kind = "carrier"

  /// What is behind all numbers of one form.
  struct Patterned: Sendable, Equatable, Codable {
    let pattern: NumberPattern
    var person: Person
    var refusal: DialRefusal?
  }

  /// Refusals by called number (E.164).
  public var refusals: [String: DialRefusal] = [:]
  /// People by number (E.164).
  public var people: [String: Person] = [:]
  /// The longest first, and of equally long ones the first of the file.
  private(set) var patterns: [Patterned] = []

  /// A carrier that takes every call.
  public init() {}

  /// Whether the scenario says nothing of any number.
  public var isEmpty: Bool { refusals.isEmpty && people.isEmpty && patterns.isEmpty }

  /// Who is behind a number: an exact one before a pattern, a long pattern before a short one, our magic numbers after both.
  public func person(at number: String) -> Person {
    let number = PhoneNetwork.e164(number)
    return known(number)?.person ?? MagicNumber.person(at: number) ?? Person()
  }

  /// Whom a scenario's word names: a number, or one of its patterns as it is written; nil where it is neither.
  public func person(named name: String) -> Person? {
    let digits = PhoneNetwork.digits(of: name)
    if let found = patterns.first(where: { $0.pattern.text == digits }) { return found.person }
    let number = PhoneNetwork.e164(digits)
    return known(number)?.person ?? MagicNumber.person(at: number)
  }

  /// The numbers and patterns that have a name, in a fixed order.
  public var names: [String] { people.keys.sorted() + patterns.map(\.pattern.text) }

  /// The refusal that dialling a number meets.
  func refusal(to number: String) -> DialRefusal? {
    let number = PhoneNetwork.e164(number)
    if let known = known(number) { return known.refusal }
    return MagicNumber.refusal(to: number)
  }

  private func known(_ number: String) -> (person: Person, refusal: DialRefusal?)? {
    if people[number] != nil || refusals[number] != nil {
      return (people[number] ?? Person(), refusals[number])
    }
    return patterns.first { $0.pattern.matches(number) }.map { ($0.person, $0.refusal) }
  }

  /// Adds what stands behind patterns that are not there yet, behind those that are as long.
  mutating func add(_ more: [Patterned]) {
    guard !more.isEmpty else { return }
    let all = (patterns + more).map { (length: $0.pattern.length, patterned: $0) }.enumerated()
    patterns = all.sorted { ($1.element.length, $0.offset) < ($0.element.length, $1.offset) }.map(\.element.patterned)
  }

  /// This one, with what another says of more than it or otherwise.
  public func inFront(of other: Carrier) -> Carrier {
    var joined = self
    for (number, person) in other.people where joined.people[number] == nil && joined.refusals[number] == nil {
      joined.people[number] = person
      joined.refusals[number] = other.refusals[number]
    }
    for (number, refusal) in other.refusals where joined.people[number] == nil { joined.refusals[number] = refusal }
    let own = Set(patterns.map(\.pattern.text))
    joined.add(other.patterns.filter { !own.contains($0.pattern.text) })
    return joined
  }
}
