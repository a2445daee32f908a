internal import JSON

/// Reads a whole document once to find what lazy parsing would only stumble over later.
struct DocumentReview {
  private(set) var problems: [String] = []
  private let outline: JSONOutline

  init(outline: JSONOutline, text: [UInt8]) {
    self.outline = outline
    do throws(JSONFailure) {
      let limits = JSONParser.Limits(maxBytes: .max)
      visit(try JSONParser(limits: limits, duplicates: .refuse).parse(text), JSONPointer(tokens: []))
    } catch {
      problems.append("\(error)")
    }
  }

  private mutating func visit(_ value: JSONValue, _ place: JSONPointer) {
    switch value {
    case .array(let elements):
      for (index, element) in elements.enumerated() { visit(element, place.appending(index)) }
    case .object(let members):
      if case .string(let target) = members["$ref"], outline.range(of: target) == nil {
        problems.append("\(place): \(target) leads nowhere")
      }
      if case .string(let pattern) = members["pattern"], members["type"] == "string", SchemaPattern(pattern) == nil {
        problems.append("\(place): cannot read the pattern \(pattern)")
      }
      for member in members { visit(member.value, place.appending(member.key)) }
    default: break
    }
  }
}
