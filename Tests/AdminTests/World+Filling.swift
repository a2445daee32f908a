import Simulation
import Telephony

/// A record for tests that no snapshot knows.
struct Ballast: Record {
  let id: String
  var orderKey: Int64 { 0 }
}

extension World {
  /// Adds so many records.
  mutating func fill(_ count: Int) {
    for number in 0..<count { self[Ballast.self].put(Ballast(id: "ballast\(number)")) }
  }

  /// Lets the carrier refuse calls to a number.
  mutating func refuse(_ number: String) {
    self[Carrier.self].refusals[number] = DialRefusal(code: 21_211, message: "no \(number)")
  }
}
