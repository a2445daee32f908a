/// Dates and times in strings, with pydantic's words for what is wrong.
enum CalendarText {
  /// What a string is as a date, a time, or both.
  enum Verdict: Equatable {
    case good
    /// A time where only a date should be.
    case hasTime
    case bad(String)
  }

  private static let secondsPerDay = 86_400.0

  /// `text` as a date and time; a date alone and a number of seconds are fine as well.
  static func dateTime(_ text: String) -> Verdict {
    if Double(text) != nil { return .good }
    var reader = Reader(bytes: Array(text.utf8))
    if reader.date() == nil, reader.isAtEnd || reader.time() == nil { return .good }
    // When the whole does not fit, pydantic tries a date and reports what is wrong with that.
    reader.position = 0
    return .bad(reader.date() ?? "unexpected extra characters at the end of the input")
  }

  /// `text` as a date; a date and time is fine at midnight.
  static func date(_ text: String) -> Verdict {
    if let seconds = Double(text) { return date(seconds) }
    var reader = Reader(bytes: Array(text.utf8))
    if let trouble = reader.date() { return .bad(trouble) }
    if reader.isAtEnd { return .good }
    if let trouble = reader.time() { return .bad(trouble) }
    return reader.isMidnight ? .good : .hasTime
  }

  /// Seconds since 1970 as a date.
  static func date(_ seconds: Double) -> Verdict {
    seconds.remainder(dividingBy: secondsPerDay) == 0 ? .good : .hasTime
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0
    private(set) var isMidnight = true

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number(_ count: Int) -> Int? {
      guard position + count <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[position..<position + count] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      position += count
      return value
    }

    mutating func skip(_ allowed: String) -> Bool {
      guard position < bytes.count, allowed.utf8.contains(bytes[position]) else { return false }
      position += 1
      return true
    }

    mutating func date() -> String? {
      guard bytes.count >= 10 else { return "input is too short" }
      guard let year = number(4) else { return "invalid character in year" }
      guard skip("-") else { return "invalid date separator, expected `-`" }
      guard let month = number(2) else { return "invalid character in month" }
      guard skip("-") else { return "invalid date separator, expected `-`" }
      guard let day = number(2) else { return "invalid character in day" }
      guard (1...12).contains(month) else { return "month value is outside expected range of 1-12" }
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
      return (1...days).contains(day) ? nil : "day value is outside expected range"
    }

    mutating func time() -> String? {
      guard skip("Tt _") else { return "invalid datetime separator, expected `T`, `t`, `_` or space" }
      guard bytes.count - position >= 5 else { return "input is too short" }
      guard let hour = number(2) else { return "invalid character in hour" }
      guard skip(":") else { return "invalid time separator, expected `:`" }
      guard let minute = number(2) else { return "invalid character in minute" }
      if hour > 23 { return "hour value is outside expected range of 0-23" }
      if minute > 59 { return "minute value is outside expected range of 0-59" }
      isMidnight = hour == 0 && minute == 0
      if skip(":") {
        guard let second = number(2) else { return "invalid character in second" }
        if second > 59 { return "second value is outside expected range of 0-59" }
        isMidnight = isMidnight && second == 0
        if skip(".,"), let trouble = fraction() { return trouble }
      }
      return zone()
    }

    private mutating func fraction() -> String? {
      guard let first = number(1) else { return "second fraction digits missing after `.`" }
      isMidnight = isMidnight && first == 0
      while let digit = number(1) { isMidnight = isMidnight && digit == 0 }
      return nil
    }

    private mutating func zone() -> String? {
      if isAtEnd { return nil }
      if skip("Zz") { return isAtEnd ? nil : "unexpected extra characters at the end of the input" }
      guard skip("+-") else { return "invalid timezone sign" }
      guard number(2) != nil else { return "invalid timezone hour" }
      _ = skip(":")
      guard number(2) != nil else { return "invalid timezone minute" }
      return isAtEnd ? nil : "unexpected extra characters at the end of the input"
    }
  }
}
