internal import HTTP1
internal import Simulation

/// What clocks show in a place: enough of the world for `system__time`, without the machine's tables, so that every run is the same.
///
/// The rules are those in force since 2007 (North America) and 1996 (Europe).
struct TimeZoneRule {
  private enum Saving { case none, europe, america }

  private let hours: Double
  private let saving: Saving

  private static let zones: [String: TimeZoneRule] = {
    var zones: [String: TimeZoneRule] = [:]
    func add(_ hours: Double, _ saving: Saving, _ names: String) {
      for name in names.split(separator: " ") { zones[String(name)] = TimeZoneRule(hours: hours, saving: saving) }
    }
    add(0, .none, "UTC Etc/UTC GMT Africa/Accra Atlantic/Reykjavik")
    add(0, .europe, "Europe/London Europe/Dublin Europe/Lisbon")
    add(
      1, .europe,
      "Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Vienna Europe/Zurich Europe/Amsterdam Europe/Brussels "
        + "Europe/Copenhagen Europe/Oslo Europe/Stockholm Europe/Prague Europe/Warsaw Europe/Budapest Europe/Belgrade")
    add(1, .none, "Africa/Lagos Africa/Algiers")
    add(
      2, .europe, "Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Bucharest Europe/Sofia Europe/Vilnius Europe/Riga")
    add(2, .none, "Africa/Johannesburg")
    add(3, .none, "Europe/Istanbul Europe/Moscow Asia/Riyadh Africa/Nairobi")
    add(4, .none, "Asia/Dubai")
    add(5.5, .none, "Asia/Kolkata Asia/Calcutta")
    add(7, .none, "Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh")
    add(8, .none, "Asia/Singapore Asia/Shanghai Asia/Hong_Kong Asia/Manila Australia/Perth")
    add(9, .none, "Asia/Tokyo Asia/Seoul")
    add(10, .none, "Australia/Brisbane")
    add(-3, .none, "America/Sao_Paulo America/Argentina/Buenos_Aires")
    add(-5, .america, "America/New_York America/Toronto America/Detroit US/Eastern")
    add(-5, .none, "America/Bogota America/Lima")
    add(-6, .america, "America/Chicago US/Central")
    add(-6, .none, "America/Mexico_City")
    add(-7, .america, "America/Denver US/Mountain")
    add(-7, .none, "America/Phoenix")
    add(-8, .america, "America/Los_Angeles America/Vancouver US/Pacific")
    return zones
  }()

  /// The rule of a place; one that is not known here is taken for UTC.
  static func named(_ name: String?) -> TimeZoneRule {
    name.flatMap { zones[$0] } ?? TimeZoneRule(hours: 0, saving: .none)
  }

  /// What a clock there shows, as seconds since 1970.
  func local(_ seconds: Int64) -> Int64 {
    let standard = seconds + Int64(hours * 3_600)  // Bounded: hours of a zone.
    return isSaving(at: seconds) ? standard + 3_600 : standard
  }

  private func isSaving(at seconds: Int64) -> Bool {
    let year = CivilTime(secondsSince1970: seconds).year
    switch saving {
    case .none: return false
    case .europe:
      // From the last Sunday of March to that of October, 01:00 UTC.
      return (Self.sunday(onOrBefore: 31, of: 3, year) + 3_600..<Self.sunday(onOrBefore: 31, of: 10, year) + 3_600)
        .contains(seconds)
    case .america:
      // From the second Sunday of March to the first of November, 02:00 on the clock there.
      let standard = Int64(hours * 3_600)  // Bounded: hours of a zone.
      let begin = Self.sunday(onOrBefore: 14, of: 3, year) + 7_200 - standard
      let end = Self.sunday(onOrBefore: 7, of: 11, year) + 3_600 - standard
      return (begin..<end).contains(seconds)
    }
  }

  /// Midnight (UTC) of the last Sunday that is not behind the day, in seconds since 1970.
  private static func sunday(onOrBefore day: Int, of month: Int, _ year: Int64) -> Int64 {
    let days = CivilTime.days(year: year, month: month, day: day)
    return (days - (days + 4) % 7) * 86_400  // Bounded: days of an instant.
  }
}

extension TimeZoneRule {
  /// `Friday, 16:19 21 November 2025`: what a clock there shows, as `system__time` has it.
  func systemTime(at instant: Instant) -> String {
    let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = CivilTime(secondsSince1970: local(instant.unixSeconds))
    let clock = "\(two(time.hour)):\(two(time.minute))"
    return "\(weekdays[time.weekday]), \(clock) \(time.day) \(months[time.month - 1]) \(time.year)"
  }
}
