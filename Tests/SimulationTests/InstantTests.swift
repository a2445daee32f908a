import HTTP1
import Simulation
import Testing

@Suite(.timeLimit(.minutes(1))) struct InstantTests {
  struct Date: Sendable {
    let unix: Int64
    let rfc3339: String
    let http: String
  }

  static let dates = [
    Date(unix: 0, rfc3339: "1970-01-01T00:00:00Z", http: "Thu, 01 Jan 1970 00:00:00 GMT"),
    Date(unix: -1, rfc3339: "1969-12-31T23:59:59Z", http: "Wed, 31 Dec 1969 23:59:59 GMT"),
    Date(unix: 784_111_777, rfc3339: "1994-11-06T08:49:37Z", http: "Sun, 06 Nov 1994 08:49:37 GMT"),
    Date(unix: 951_782_400, rfc3339: "2000-02-29T00:00:00Z", http: "Tue, 29 Feb 2000 00:00:00 GMT"),
    Date(unix: 951_868_800, rfc3339: "2000-03-01T00:00:00Z", http: "Wed, 01 Mar 2000 00:00:00 GMT"),
    Date(unix: 4_107_542_399, rfc3339: "2100-02-28T23:59:59Z", http: "Sun, 28 Feb 2100 23:59:59 GMT"),
    Date(unix: 4_107_542_400, rfc3339: "2100-03-01T00:00:00Z", http: "Mon, 01 Mar 2100 00:00:00 GMT"),
    Date(unix: -2_208_988_800, rfc3339: "1900-01-01T00:00:00Z", http: "Mon, 01 Jan 1900 00:00:00 GMT"),
    Date(unix: -8_520_336_000, rfc3339: "1700-01-01T00:00:00Z", http: "Fri, 01 Jan 1700 00:00:00 GMT"),
    Date(unix: 1_784_635_200, rfc3339: "2026-07-21T12:00:00Z", http: "Tue, 21 Jul 2026 12:00:00 GMT"),
  ]

  @Test(arguments: dates)
  func spellsAnInstantAsADate(date: Date) {
    let instant = Instant(unixSeconds: date.unix)
    #expect(instant.rfc3339 == date.rfc3339)
    #expect(instant.httpDate == date.http)
  }

  @Test(arguments: dates)
  func readsTheDateItSpells(date: Date) {
    #expect(Instant(rfc3339: date.rfc3339) == Instant(unixSeconds: date.unix))
  }

  @Test func timeBetweenInstantsSaturates() {
    let (first, last) = (Instant(nanoseconds: .min), Instant(nanoseconds: .max))
    #expect(last - first == .nanoseconds(Int64.max))
    #expect(first - last == .nanoseconds(Int64.min))
    #expect(Instant(unixSeconds: 7) - Instant(unixSeconds: 9) == .seconds(-2))
  }

  @Test func everyDayOfFourCenturiesComesBack() {
    // 1800-01-01 was a Wednesday.
    let wrong = (0..<146_097).filter { day in
      let instant = Instant(unixSeconds: -5_364_662_400 + Int64(day) * 86_400)
      return Instant(rfc3339: instant.rfc3339) != instant
        || CivilTime(secondsSince1970: instant.unixSeconds).weekday != (day + 3) % 7
    }
    #expect(wrong == [])
  }

  @Test(arguments: [
    ("2026-11-21T10:00:00Z", 1_795_255_200_000_000_000),
    ("2026-11-21t10:00:00z", 1_795_255_200_000_000_000),
    ("2026-11-21T12:30:00+02:30", 1_795_255_200_000_000_000),
    ("2026-11-21T02:00:00-08:00", 1_795_255_200_000_000_000),
    ("2026-11-21T10:00:00.5Z", 1_795_255_200_500_000_000),
    ("2026-11-21T10:00:00.000000001Z", 1_795_255_200_000_000_001),
    ("1969-12-31T23:59:59.25Z", -750_000_000),
  ])
  func readsOffsetsAndDecimals(text: String, nanoseconds: Int64) {
    #expect(Instant(rfc3339: text)?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", "now", "2026-11-21", "2026-11-21T10:00:00", "2026-11-21T10:00Z", "2026-11-21T10:00:00ZZ",
    "2026-11-21T10:00:00 Z",
    "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567891Z", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+01:60", "2026-01-01T00:00:00+", "26-01-01T00:00:00Z", "+2026-01-01T00:00:00Z",
    "９026-01-01T00:00:00Z",
    "9999-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
  ])
  func refusesWhatIsNoInstant(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test(arguments: [
    (1_795_255_200_000_000_000, "2026-11-21T10:00:00.000000+00:00"),
    (1_795_255_200_123_456_789, "2026-11-21T10:00:00.123456+00:00"),
    (-1_000, "1969-12-31T23:59:59.999999+00:00"),
  ])
  func spellsAsPythonDoes(nanoseconds: Int64, text: String) {
    #expect(Instant(nanoseconds: nanoseconds).pythonISO8601 == text)
  }

  @Test(arguments: [(0, 0, 0), (1_999_999_999, 1, 1_999), (-1, -1, -1), (-1_000_000_000, -1, -1_000)])
  func roundsDownToWholeUnits(nanoseconds: Int64, seconds: Int64, milliseconds: Int64) {
    #expect(Instant(nanoseconds: nanoseconds).unixSeconds == seconds)
    #expect(Instant(nanoseconds: nanoseconds).unixMilliseconds == milliseconds)
  }

  @Test func additionSaturates() {
    let late = Instant(nanoseconds: .max - 5)
    #expect(late + .nanoseconds(5) == Instant(nanoseconds: .max))
    #expect(late + .seconds(1) == Instant(nanoseconds: .max))
    #expect(late + .seconds(Int64.max) == Instant(nanoseconds: .max))
    #expect(Instant(nanoseconds: .min + 5) + .seconds(-1) == Instant(nanoseconds: .min))
    #expect(Instant(nanoseconds: 0) + .milliseconds(-1_500) == Instant(nanoseconds: -1_500_000_000))
  }
}
