internal import JSON
internal import Simulation
internal import Telephony

/// The last status callback of a Twilio call that nobody answered, as ElevenLabs passes it on: form fields, all of them texts.
///
/// Source: the docs' sample of 2025-10 (reference §12a), for fields and their order.
struct TwilioFailureCallback {
  let callSID: String
  let accountSID: String
  let from: String
  let to: String
  let status: Call.Status
  let time: Instant
  /// Nil where there was no call.
  var sipStatus: Int?
  var hasRung = false

  /// The fields in the order of the sample.
  ///
  /// Cities and postcodes are empty; what stands for the states is that of the sample.
  var fields: JSONObject {
    let (fromCountry, toCountry) = (Self.country(of: from), Self.country(of: to))
    let (fromState, toState) = (fromCountry == "US" ? "NY" : "", toCountry == "US" ? "CA" : "")
    let fields: [(String, String?)] = [
      ("Called", to), ("ToState", toState), ("CallerCountry", fromCountry), ("Direction", "outbound-api"),
      ("Timestamp", timestamp), ("CallbackSource", "call-progress-events"), ("SipResponseCode", sipResponseCode),
      ("CallerState", fromState), ("ToZip", ""), ("SequenceNumber", sequenceNumber), ("CallSid", callSID), ("To", to),
      ("CallerZip", ""), ("ToCountry", toCountry), ("CalledZip", ""), ("ApiVersion", "2010-04-01"),
      ("CalledCity", ""), ("CallStatus", status.rawValue), ("Duration", "0"), ("From", from), ("CallDuration", "0"),
      ("AccountSid", accountSID), ("CalledCountry", toCountry), ("CallerCity", ""), ("ToCity", ""),
      ("FromCountry", fromCountry), ("Caller", from), ("FromCity", ""), ("CalledState", toState), ("FromZip", ""),
      ("FromState", fromState),
    ]
    return JSONObject(fields.compactMap { name, value in value.map { (name, .string($0)) } })
  }

  /// RFC 2822: `Wed, 08 Oct 2025 13:54:12 +0000`.
  private var timestamp: String { "\(time.httpDate.dropLast(3))+0000" }

  /// Twilio says 487 of a busy line, since it takes the call back (captured twice).
  private var sipResponseCode: String? {
    sipStatus.map { status == .busy && $0 == 486 ? "487" : String($0) }
  }

  /// Which callback it is, from 0: that the call was begun, that it rings, and this one.
  private var sequenceNumber: String { callSID.isEmpty ? "0" : hasRung ? "2" : "1" }

  /// The country by the dialling code; others than North America's are left empty.
  private static func country(of number: String) -> String {
    let digits = PhoneNetwork.digits(of: number)
    return digits.hasPrefix("+1") || !digits.hasPrefix("+") ? "US" : ""
  }
}
