/// The words behind the statuses with which a SIP call fails: RFC 3261 §21 but for what was captured otherwise.
public enum SIPStatus {
  /// The caller may not call this number.
  public static let forbidden = 403
  /// Nobody has the number.
  public static let notFound = 404
  /// Nothing at all came back on the INVITE: the status that a client gives itself (RFC 3261 §8.1.3.1).
  public static let timeout = 408
  /// The line is taken.
  public static let busy = 486
  /// The caller gave up.
  public static let terminated = 487
  /// All lines are taken.
  public static let busyEverywhere = 600
  /// Whoever was called declined.
  public static let declined = 603

  /// The reason phrase of a status: "Busy Here".
  public static func phrase(_ status: Int) -> String { phrases[status] ?? "Unknown" }

  private static let phrases = [
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Domain unavailable", 405: "Method Not Allowed",
    407: "Proxy Authentication Required", 408: "Request Timeout", 410: "Gone", 415: "Unsupported Media Type",
    420: "Bad Extension", 423: "Interval Too Brief", 480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist", 482: "Loop Detected", 483: "Too Many Hops", 484: "Address Incomplete",
    485: "Ambiguous", 486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here",
    500: "Server Internal Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Server Time-out", 505: "Version Not Supported", 513: "Message Too Large", 600: "Busy Everywhere",
    603: "Decline", 604: "Does Not Exist Anywhere", 606: "Not Acceptable",
  ]
}
