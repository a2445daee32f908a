internal import JSON

extension NumberRules {
  func checkInteger(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    let number: Int64
    switch value {
    case .integer(let whole): number = whole
    case _ where run.checksResponse:
      run.fail("int_type", "Input should be a valid integer", value)
      return value
    case .bool(let flag):
      run.floor(.lax)
      number = flag ? 1 : 0
    case .real(let real):
      guard let whole = Self.whole(real, value, &run) else { return value }
      number = whole
    case .string(let text):
      guard let whole = Self.whole(text, value, &run) else { return value }
      number = whole
    default:
      run.fail("int_type", "Input should be a valid integer", value)
      return value
    }
    if !isEmpty {
      checkBounds(Double(number), whole: number, value, &run) { Int64(exactly: $0).map { .integer($0) } ?? .real($0) }
    }
    return .integer(number)
  }

  private static func whole(_ real: Double, _ value: JSONValue, _ run: inout Validation) -> Int64? {
    run.floor(.lax)
    guard real.isFinite else {
      run.fail("finite_number", "Input should be a finite number", value)
      return nil
    }
    guard real.rounded(.towardZero) == real else {
      run.fail("int_from_float", "Input should be a valid integer, got a number with a fractional part", value)
      return nil
    }
    return Int64(exactly: real) ?? tooLarge(value, &run)
  }

  private static func whole(_ text: String, _ value: JSONValue, _ run: inout Validation) -> Int64? {
    run.floor(.lax)
    switch PythonNumber.integer(text) {
    case .value(let whole): return whole
    case .tooLarge: return tooLarge(value, &run)
    case .malformed:
      run.fail("int_parsing", "Input should be a valid integer, unable to parse string as an integer", value)
      return nil
    }
  }

  // Deviation: pydantic takes whole numbers of any size from strings of up to 4,300 digits.
  private static func tooLarge(_ value: JSONValue, _ run: inout Validation) -> Int64? {
    let message = "Unable to parse input string as an integer, exceeded maximum size"
    run.fail("int_parsing_size", message, value)
    return nil
  }

  func checkNumber(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    let number: Double
    switch value {
    case .real(let real): number = real
    case .integer(let whole):
      run.floor(.strict)
      number = Double(whole)
    case _ where run.checksResponse:
      run.fail("float_type", "Input should be a valid number", value)
      return value
    case .bool(let flag):
      run.floor(.lax)
      number = flag ? 1 : 0
    case .string(let text):
      run.floor(.lax)
      guard let real = PythonNumber.real(text) else {
        run.fail("float_parsing", "Input should be a valid number, unable to parse string as a number", value)
        return value
      }
      number = real
    default:
      run.fail("float_type", "Input should be a valid number", value)
      return value
    }
    if !isEmpty { checkBounds(number, value, &run) { .real($0) } }
    return .real(number)
  }

  /// Reports the first bound that `number` breaks, in pydantic's order.
  private func checkBounds(
    _ number: Double, whole: Int64? = nil, _ value: JSONValue, _ run: inout Validation, spelled: (Double) -> JSONValue
  ) {
    if let multipleOf, !Self.isMultiple(number, whole, of: multipleOf) {
      run.fail(
        "multiple_of", "Input should be a multiple of \(Words.number(multipleOf))", value,
        ["multiple_of": spelled(multipleOf)])
    } else if let maximum, !(number <= maximum) {
      run.fail(
        "less_than_equal", "Input should be less than or equal to \(Words.number(maximum))", value,
        ["le": spelled(maximum)])
    } else if let exclusiveMaximum, !(number < exclusiveMaximum) {
      run.fail(
        "less_than", "Input should be less than \(Words.number(exclusiveMaximum))", value,
        ["lt": spelled(exclusiveMaximum)])
    } else if let minimum, !(number >= minimum) {
      run.fail(
        "greater_than_equal", "Input should be greater than or equal to \(Words.number(minimum))", value,
        ["ge": spelled(minimum)])
    } else if let exclusiveMinimum, !(number > exclusiveMinimum) {
      run.fail(
        "greater_than", "Input should be greater than \(Words.number(exclusiveMinimum))", value,
        ["gt": spelled(exclusiveMinimum)])
    }
  }

  private static func isMultiple(_ number: Double, _ whole: Int64?, of divisor: Double) -> Bool {
    if let whole, let divisor = Int64(exactly: divisor), divisor > 0 { return whole % divisor == 0 }
    let rest = number.truncatingRemainder(dividingBy: divisor)
    let threshold = number.magnitude / 1e9
    return rest.magnitude <= threshold || (rest.magnitude - divisor).magnitude <= threshold
  }
}

enum Booleans {
  static func check(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    switch value {
    case .bool: return value
    case _ where run.checksResponse: break
    case .string(let text):
      run.floor(.lax)
      return parsed(text.lowercased(), value, &run)
    case .integer, .real:
      run.floor(.lax)
      guard let real = value.real, let whole = Int64(exactly: real) else { break }
      return parsed(String(whole), value, &run)
    default: break
    }
    run.fail("bool_type", "Input should be a valid boolean", value)
    return value
  }

  private static func parsed(_ text: String, _ value: JSONValue, _ run: inout Validation) -> JSONValue {
    switch text {
    case "1", "on", "t", "true", "y", "yes": return true
    case "0", "off", "f", "false", "n", "no": return false
    default:
      run.fail("bool_parsing", "Input should be a valid boolean, unable to interpret input", value)
      return value
    }
  }
}
