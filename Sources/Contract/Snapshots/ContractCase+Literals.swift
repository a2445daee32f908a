internal import JSON

extension ContractCase {
  /// Every text and number that stands in the case, whole and in its words: it is nobody's secret.
  var literals: Set<String> {
    var literals = Set<String>()
    for step in steps + cleanup {
      for value in step.texts { Self.collect(value, into: &literals) }
    }
    return literals
  }

  private static func collect(_ value: JSONValue, into literals: inout Set<String>) {
    switch value {
    case .string(let text):
      literals.insert(text)
      for word in text.split(whereSeparator: { !Normaliser.isPart($0) }) { literals.insert(String(word)) }
    case .integer: literals.insert(value.description)
    case .array(let elements): for element in elements { collect(element, into: &literals) }
    case .object(let members): for (_, value) in members { collect(value, into: &literals) }
    case .null, .bool, .real: break
    }
  }
}
