internal import HTTP1

extension Instant {
  /// The form of an HTTP `Date` field, RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
  public var httpDate: String { HTTPDate.string(secondsSince1970: unixSeconds) }

  /// RFC 3339 in UTC with whole seconds: `2026-11-21T10:00:00Z`.
  public var rfc3339: String { "\(dateAndTime)Z" }

  /// RFC 3339 in UTC to the nanosecond: `2026-11-21T10:00:00.000000001Z`, without decimals where all of them are 0.
  public var rfc3339Exact: String {
    let nanosecond = floorDivide(nanoseconds, 1_000_000_000).remainder
    return nanosecond == 0 ? rfc3339 : "\(dateAndTime).\(padded(Int(nanosecond), 9))Z"
  }

  /// ISO 8601 as Python's `datetime.isoformat` spells it: six decimals and `+00:00`.
  ///
  /// Source: `system__time_utc` in finished conversation records, captured 2025-11.
  public var pythonISO8601: String {
    "\(dateAndTime).\(padded(Int(floorDivide(nanoseconds, 1_000_000_000).remainder / 1_000), 6))+00:00"
  }

  private var dateAndTime: String {
    let time = CivilTime(secondsSince1970: unixSeconds)
    return "\(padded(Int(time.year), 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
      + "T\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
  }

  /// Reads RFC 3339 (`2026-11-21T10:00:00Z`, with an offset or up to nine decimals); nil for anything else.
  public init?(rfc3339 text: String) {
    var rest = Array(text.utf8)[...]
    func number(_ width: Int) -> Int? {
      guard rest.count >= width, rest.prefix(width).allSatisfy({ (48...57).contains($0) }) else { return nil }
      defer { rest = rest.dropFirst(width) }
      return rest.prefix(width).reduce(0) { $0 * 10 + Int($1 - 48) }
    }
    func skip(_ allowed: String) -> Bool {
      guard let first = rest.first, allowed.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2), skip("Tt "),
      let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    var nanosecond: Int64 = 0
    if skip(".") {
      let decimals = rest.prefix { (48...57).contains($0) }
      guard (1...9).contains(decimals.count) else { return nil }
      nanosecond = decimals.reduce(0) { $0 * 10 + Int64($1 - 48) }
      for _ in decimals.count..<9 { nanosecond *= 10 }
      rest = rest.dropFirst(decimals.count)
    }
    var offset: Int64 = 0
    if !skip("Zz") {
      let sign: Int64 = rest.first == UInt8(ascii: "-") ? -1 : 1
      guard skip("+-"), let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60
      else { return nil }
      offset = sign * Int64(hours * 3_600 + minutes * 60)
    }
    guard rest.isEmpty else { return nil }
    let days = CivilTime.days(year: Int64(year), month: month, day: day)
    let seconds = days * 86_400 + Int64(hour * 3_600 + minute * 60 + second) - offset
    guard abs(seconds) < 9_000_000_000 else { return nil }
    self.init(nanoseconds: seconds * 1_000_000_000 + nanosecond)
    guard CivilTime(secondsSince1970: days * 86_400).day == day else { return nil }
  }
}
