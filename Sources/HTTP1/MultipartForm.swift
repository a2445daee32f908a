internal import Bytes

/// One part of a `multipart/form-data` body.
public struct FormPart: Sendable {
  /// The name of the field.
  public let name: String
  /// The name of the file; nil where the part is a plain field.
  public let fileName: String?
  /// What the part says that it is; nil where it says nothing.
  public let contentType: String?
  /// What the part holds.
  public let bytes: [UInt8]

  /// The bytes as text; what is not UTF-8 becomes U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Reads `multipart/form-data` (RFC 7578), as browsers and HTTP libraries write it.
public enum MultipartForm {
  /// Why a form is not read.
  public enum Refusal: Error, Equatable, Sendable {
    /// A boundary with more characters than RFC 2046 §5.1.1 allows.
    case boundaryTooLong
    /// More fields or files than Starlette takes.
    case tooManyParts
    /// A part whose header fields have too many bytes.
    case headTooLong

    /// What is told to the client.
    public var message: String {
      switch self {
      case .boundaryTooLong: "The boundary has more than \(MultipartForm.longestBoundary) characters."
      case .tooManyParts: "Too many fields. Maximum number of fields is \(MultipartForm.mostParts)."
      case .headTooLong: "The header of a part has more than \(MultipartForm.longestHead) bytes."
      }
    }
  }

  /// Characters of a boundary, at most (RFC 2046 §5.1.1).
  public static let longestBoundary = 70
  /// Parts of a form, at most (Starlette's `max_fields`).
  public static let mostParts = 1_000
  /// Bytes of one part's header fields, at most.
  public static let longestHead = 16_384

  /// The parts in order; nil where the content type is another one or names no boundary.
  ///
  /// What stands behind a part without an end is left out, and so is a part without a name.
  public static func parse(_ body: [UInt8], contentType: String?) throws(Refusal) -> [FormPart]? {
    guard let contentType, isForm(contentType), let boundary = parameter("boundary", of: contentType) else {
      return nil
    }
    guard boundary.utf8.count <= longestBoundary else { throw .boundaryTooLong }
    let delimiter = BytePattern("--\(boundary)")
    let partEnd = BytePattern("\r\n--\(boundary)")
    let headEnd = BytePattern("\r\n\r\n")
    var parts: [FormPart] = []
    var count = 0
    var start = delimiter.firstIndex(in: body).map { $0 + delimiter.count }
    while let from = start, !body[from...].starts(with: "--".utf8) {
      guard let head = headEnd.firstIndex(in: body, from: from),
        let end = partEnd.firstIndex(in: body, from: head + 2)
      else { break }
      guard head - from <= longestHead else { throw .headTooLong }
      count += 1
      guard count <= mostParts else { throw .tooManyParts }
      let bytes = head + headEnd.count <= end ? Array(body[head + headEnd.count..<end]) : []
      if let part = part(String(decoding: body[from..<head], as: UTF8.self), bytes) { parts.append(part) }
      start = end + partEnd.count
    }
    return parts
  }

  /// Whether a content type is that of such a form.
  public static func isForm(_ contentType: String) -> Bool {
    contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " } == "multipart/form-data"
  }

  private static func part(_ head: String, _ bytes: [UInt8]) -> FormPart? {
    var disposition: String?
    var contentType: String?
    for line in head.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = String(line[line.index(after: colon)...].drop { $0 == " " })
      switch line[..<colon].lowercased() {
      case "content-disposition": disposition = value
      case "content-type": contentType = value
      default: break
      }
    }
    guard let disposition, let name = parameter("name", of: disposition) else { return nil }
    return FormPart(
      name: name, fileName: parameter("filename", of: disposition), contentType: contentType, bytes: bytes)
  }

  /// A parameter of a header field, its quotes taken off: `form-data; name="file"`.
  private static func parameter(_ wanted: String, of field: String) -> String? {
    var rest = field[...].drop { $0 != ";" }
    while !rest.isEmpty {
      rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
      let name = rest.prefix { $0 != "=" && $0 != ";" }
      rest = rest[name.endIndex...]
      guard rest.first == "=" else { continue }
      var value = ""
      rest = rest.dropFirst()
      if rest.first == "\"" {
        rest = rest.dropFirst()
        while let next = rest.first, next != "\"" {
          if next == "\\", rest.dropFirst().first == "\"" { rest = rest.dropFirst() }
          value.append(rest.removeFirst())
        }
        rest = rest.dropFirst().drop { $0 != ";" }
      } else {
        value = String(rest.prefix { $0 != ";" })
        rest = rest.drop { $0 != ";" }
      }
      if name.lowercased() == wanted { return value }
    }
    return nil
  }
}
