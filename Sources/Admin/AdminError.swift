public import HTTP1
internal import JSON
internal import Simulation

/// A refusal of the control API: `{"error": {"code", "message", "pointer"?}}`.
public struct AdminError: Error, Equatable, Sendable {
  let status: Int
  /// What it is called.
  public let code: String
  /// What is wrong and how to mend it.
  public let message: String
  let pointer: String?

  /// A refusal with the given HTTP status.
  public init(_ status: Int, _ code: String, _ message: String, pointer: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.pointer = pointer
  }

  /// The answer.
  public var response: Response {
    var error: JSONObject = [
      "code": .string(code), "message": .string(Redaction.general.complaint(message, pointer: pointer)),
    ]
    if let pointer { error.append("pointer", .string(pointer)) }
    return .json(["error": .object(error)], status: status)
  }
}

extension Response {
  /// An answer whose body is the value.
  static func json(_ value: JSONValue, status: Int = 200) -> Response {
    var response = Response(status: status, body: JSONWriter.bytes(value))
    response.fields.append("content-type", "application/json")
    return response
  }
}
