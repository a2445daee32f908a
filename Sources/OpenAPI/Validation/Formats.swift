internal import JSON

/// The formats for which pydantic has a type of its own.
///
/// Deviation: accepted values are passed on as sent, where pydantic makes its own objects of them.
enum Formats {
  static func check(_ format: StringRules.Format, _ value: JSONValue, _ run: inout Validation) -> JSONValue {
    run.floor(.lax)
    switch (format, value) {
    case (.dateTime, .string(let text)):
      report(CalendarText.dateTime(text), "datetime_from_date_parsing", "datetime or date", value, &run)
    case (.dateTime, .integer), (.dateTime, .real): break
    case (.dateTime, _): run.fail("datetime_type", "Input should be a valid datetime", value)
    case (.date, .string(let text)):
      report(CalendarText.date(text), "date_from_datetime_parsing", "date or datetime", value, &run)
    case (.date, .integer), (.date, .real):
      report(CalendarText.date(value.real ?? 0), "date_from_datetime_parsing", "date or datetime", value, &run)
    case (.date, _): run.fail("date_type", "Input should be a valid date", value)
    case (.uuid, .string(let text)): report(UUIDText.trouble(text), "uuid_parsing", "UUID", value, &run)
    case (.uuid, _): run.fail("uuid_type", "UUID input should be a string, bytes or UUID object", value)
    case (.uri(let isWeb), .string(let text)): checkURL(text, isWeb: isWeb, value, &run)
    case (.uri, _): run.fail("url_type", "URL input should be a string or URL", value)
    }
    return value
  }

  private static func report(
    _ verdict: CalendarText.Verdict, _ type: String, _ noun: String, _ value: JSONValue, _ run: inout Validation
  ) {
    switch verdict {
    case .good: break
    case .bad(let trouble): report(trouble, type, noun, value, &run)
    case .hasTime:
      let message = "Datetimes provided to dates should have zero time - e.g. be exact dates"
      run.fail("date_from_datetime_inexact", message, value)
    }
  }

  private static func report(
    _ trouble: String?, _ type: String, _ noun: String, _ value: JSONValue, _ run: inout Validation
  ) {
    guard let trouble else { return }
    run.fail(type, "Input should be a valid \(noun), \(trouble)", value, ["error": .string(trouble)])
  }

  private static func checkURL(_ text: String, isWeb: Bool, _ value: JSONValue, _ run: inout Validation) {
    switch URLText.verdict(text) {
    case .bad(let trouble): report(trouble, "url_parsing", "URL", value, &run)
    case .scheme(let scheme) where isWeb && scheme != "http" && scheme != "https":
      let expected = "'http' or 'https'"
      run.fail("url_scheme", "URL scheme should be \(expected)", value, ["expected_schemes": .string(expected)])
    case .scheme: break
    }
  }
}
