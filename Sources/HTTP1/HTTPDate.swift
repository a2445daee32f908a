/// Writes dates as HTTP header fields have them.
///
/// Shape: `Sun, 06 Nov 1994 08:49:37 GMT`. Source: RFC 9110 §5.6.7, IMF-fixdate.
public enum HTTPDate {
  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The date of a moment, given in seconds since 1970.
  public static func string(secondsSince1970 seconds: Int64) -> String {
    let time = CivilTime(secondsSince1970: seconds)
    return "\(weekdays[time.weekday]), \(padded(time.day, 2)) \(months[time.month - 1]) "
      + "\(padded(Int(time.year), 4)) \(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2)) GMT"
  }
}

/// `value` in decimal, filled with zeros to `width` digits.
package func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
