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
  /// The parts in order; nil where the content type is another one or names no boundary.
  ///
  /// What stands behind a part without an end is left out, and so is a part without a name.
  public static func parse(_ body: [UInt8], contentType: String?) -> [FormPart]? {
    guard let contentType, isForm(contentType), let boundary = parameter("boundary", of: contentType) else {
      return nil
    }
    let delimiter = Array("--\(boundary)".utf8)
    var parts: [FormPart] = []
    var start = position(of: delimiter, in: body, from: 0).map { $0 + delimiter.count }
    while let from = start, !body[from...].starts(with: "--".utf8) {
      guard let head = position(of: Array("\r\n\r\n".utf8), in: body, from: from),
        let end = position(of: Array("\r\n".utf8) + delimiter, in: body, from: head + 2)
      else { break }
      let bytes = head + 4 <= end ? Array(body[head + 4..<end]) : []
      if let part = part(String(decoding: body[from..<head], as: UTF8.self), bytes) { parts.append(part) }
      start = end + 2 + delimiter.count
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

  private static func position(of needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    while place + needle.count <= bytes.count {
      if bytes[place] == needle[0], bytes[place..<place + needle.count].elementsEqual(needle) { return place }
      place += 1
    }
    return nil
  }
}
