internal import HTTP1
public import JSON

/// A body as a reader wants it: a value where it is JSON, a text where it is one, else bytes.
enum JournalBody {
  case json(JSONValue)
  case text(String)
  case binary([UInt8])

  /// Nil for an empty body; what was cut is no JSON any more.
  init?(_ bytes: [UInt8], contentType: String?, isCut: Bool) {
    if bytes.isEmpty { return nil }
    if !isCut, contentType.map(Self.isJSON) ?? true, let value = try? JSONParser().parse(bytes) {
      self = .json(value)
    } else if let text = Self.text(bytes, isCut: isCut) {
      self = .text(text)
    } else {
      self = .binary(bytes)
    }
  }

  private static func isJSON(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" && $0 != " " }.lowercased()
    return type == "application/json" || type.hasSuffix("+json")
  }

  /// The bytes as UTF-8 without NUL; a cut may have gone through the last character.
  private static func text(_ bytes: [UInt8], isCut: Bool) -> String? {
    if bytes.contains(0) { return nil }
    for missing in 0...(isCut ? 3 : 0) {
      if let text = String(validating: bytes.dropLast(missing), as: UTF8.self) { return text }
    }
    return nil
  }
}

extension JournalEntry {
  var requestBody: JournalBody? {
    JournalBody(request.body, contentType: request.field("content-type"), isCut: requestCut != nil)
  }

  /// Whether the request's body is a form, which begins with a parameter.
  var requestIsForm: Bool {
    request.field("content-type")?.hasPrefix("application/x-www-form-urlencoded") == true
  }

  var responseBody: JournalBody? {
    let response = answered.response
    return JournalBody(response.body, contentType: responseField("content-type"), isCut: responseCut != nil)
  }

  /// The answer's body as a value; nil where it is no JSON, or was cut.
  public var responseJSON: JSONValue? {
    if case .json(let value)? = responseBody { value } else { .none }
  }

  /// The fields of the answer in the order of the wire, those that many answers share included.
  var responseFields: [(name: String, value: String)] {
    (answered.response.preset?.fields ?? []) + answered.response.fields.map { ($0.name, $0.value) }
  }

  /// The first value of a field of the answer.
  public func responseField(_ name: String) -> String? {
    answered.response.fields[name] ?? answered.response.preset?.fields.first { $0.name == name }?.value
  }
}
