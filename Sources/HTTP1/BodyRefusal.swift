/// Why a request's body could not be unpacked.
public enum BodyRefusal: Error, Equatable, Sendable {
  /// A content coding, or a row of them, that is not taken. Answered with 415.
  case unknownCoding(String)
  /// Not what its coding says; the words say how. Answered with 400.
  case malformed(String)
  /// More bytes than the limit once unpacked. Answered with 413.
  case tooLarge

  /// The status code of the answer.
  public var status: Int {
    switch self {
    case .unknownCoding: 415
    case .malformed: 400
    case .tooLarge: 413
    }
  }

  /// What `accept-encoding` of the answer says to a client whose coding is not known.
  public static var acceptedCodings: String { ContentCoding.accepted }
}
