internal import JSON

extension StringRules {
  func check(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    if let format, !run.checksResponse { return Formats.check(format, value, &run) }
    guard case .string(let text) = value else {
      run.fail("string_type", "Input should be a valid string", value)
      return value
    }
    if !isEmpty { checkRules(text, value, &run) }
    return value
  }

  private func checkRules(_ text: String, _ value: JSONValue, _ run: inout Validation) {
    let length = text.unicodeScalars.count
    if let maxLength, length > maxLength {
      run.fail(
        "string_too_long", "String should have at most \(Words.count(maxLength, "character"))", value,
        ["max_length": .integer(maxLength)])
    } else if let minLength, length < minLength {
      run.fail(
        "string_too_short", "String should have at least \(Words.count(minLength, "character"))", value,
        ["min_length": .integer(minLength)])
    } else if let pattern, !pattern.matches(text) {
      run.fail(
        "string_pattern_mismatch", "String should match pattern '\(pattern.text)'", value,
        ["pattern": .string(pattern.text)])
    }
  }
}

extension Choice {
  func check(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    if values.contains(value) {
      if origin != .literal { run.floor(.lax) }
      return value
    }
    if !run.checksResponse, let equal = converted(value) {
      run.floor(.lax)
      return equal
    }
    let expected = Words.choices(values)
    run.fail(
      origin == .literal ? "literal_error" : "enum", "Input should be \(expected)", value,
      ["expected": .string(expected)])
    return value
  }

  /// The member that Python finds equal: 1.0 and True for 1; an `Enum` of integers converts strings as well.
  private func converted(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .real, .integer: values.first { $0.real != nil && $0.real == value.real }
    case .bool(let flag): values.first { $0.real == (flag ? 1 : 0) }
    case .string(let text):
      if origin != .literal, case .value(let whole) = PythonNumber.integer(text) {
        values.first { $0 == .integer(whole) }
      } else {
        nil
      }
    default: nil
    }
  }
}
