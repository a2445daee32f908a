internal import JSON
internal import Simulation
internal import Telephony

extension Call {
  private static let subresources = [
    ("events", "Events"), ("notifications", "Notifications"), ("payments", "Payments"), ("recordings", "Recordings"),
    ("siprec", "Siprec"), ("streams", "Streams"), ("transcriptions", "Transcriptions"),
    ("user_defined_message_subscriptions", "UserDefinedMessageSubscriptions"),
    ("user_defined_messages", "UserDefinedMessages"),
  ]

  /// The call as the REST API shows it, keys in alphabetical order.
  ///
  /// Source: a live answer for a ringing call of 2024, the published document of 2026-04 for the rest (reference §4.2, §17.2).
  /// `price` stays null, since nothing is charged.
  func json(account: String) -> JSONValue {
    let base = "/2010-04-01/Accounts/\(account)/Calls/\(id)"
    let own = direction == .inbound ? to : from
    return [
      "account_sid": .string(account),
      "annotation": nil,
      "answered_by": JSONValue(answeredBy?.rawValue),
      "api_version": "2010-04-01",
      "caller_name": nil,
      "date_created": .string(createdAt.rfc2822),
      "date_updated": .string(updatedAt.rfc2822),
      "direction": .string(direction.rawValue),
      "duration": .string(String(durationSeconds)),
      "end_time": JSONValue(endedAt?.rfc2822),
      "forwarded_from": nil,
      "from": .string(from),
      "from_formatted": .string(PhoneNumberText.formatted(from)),
      "group_sid": nil,
      "parent_call_sid": nil,
      "phone_number_sid": .string(PhoneNumberText.sid(of: own, account: account)),
      "price": nil,
      "price_unit": "USD",
      "queue_time": "0",
      "sid": .string(id),
      "start_time": JSONValue(startedAt?.rfc2822),
      "status": .string(status.rawValue),
      "subresource_uris": .object(JSONObject(Self.subresources.map { ($0, .string("\(base)/\($1).json")) })),
      "to": .string(to),
      "to_formatted": .string(PhoneNumberText.formatted(to)),
      "trunk_sid": "",
      "uri": .string("\(base).json"),
    ]
  }
}
