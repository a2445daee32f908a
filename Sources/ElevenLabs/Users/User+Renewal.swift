internal import Bytes
internal import HTTP1
internal import JSON
internal import Simulation

extension User {
  /// The user as he stands at `now`; nil where nothing has changed.
  ///
  /// The dates of the next reset and the next invoice move on by whole months until they lie ahead. What was used stays
  /// as the scenario says.
  func renewed(at now: Instant) -> User? {
    guard let reset = resetsAt, reset <= now.unixSeconds else { return nil }
    let next = Self.nextMonthly(reset, after: now.unixSeconds)
    var changed = subscription
    changed["next_character_count_reset_unix"] = .integer(next)
    if var invoice = subscription["next_invoice"]?.object,
      let attempt = invoice["next_payment_attempt_unix"]?.integer
    {
      invoice["next_payment_attempt_unix"] = .integer(attempt.addingSaturating(next.subtractingSaturating(reset)))
      changed["next_invoice"] = .object(invoice)
    }
    return User(profile: profile, subscription: changed)
  }

  /// The first moment after `now` at the day and time of `date`; days that a month lacks fall on its 28th.
  private static func nextMonthly(_ date: Int64, after now: Int64) -> Int64 {
    let start = CivilTime(secondsSince1970: date)
    let today = CivilTime(secondsSince1970: now)
    let timeOfDay = floorDivide(date, 86_400).remainder
    for ahead in 0...1 {
      let months = today.year * 12 + Int64(today.month - 1 + ahead)  // Bounded: year of an instant.
      let (year, month) = floorDivide(months, 12)
      let days = CivilTime.days(year: year, month: Int(month) + 1, day: min(start.day, 28))
      let next = days * 86_400 + timeOfDay  // Bounded: a month after an instant.
      if next > now { return next }
    }
    preconditionFailure("a day of next month lies ahead")
  }
}
