/// Makes HTML of what a document was made from.
///
/// How the service words the HTML of a plain text is assumed: a paragraph for each block between empty lines. Bytes are looked
/// at, since a text may have ten million.
enum KnowledgeText {
  /// The HTML of a plain text.
  static func html(_ text: String) -> String {
    var html: [UInt8] = []
    html.reserveCapacity(text.utf8.count + text.utf8.count / 8)
    var isInParagraph = false
    eachLine(of: text) { line in
      if isBlank(line) {
        if isInParagraph { html += "</p>".utf8 }
        isInParagraph = false
      } else {
        html += isInParagraph ? "\n".utf8 : "<p>".utf8
        append(line.utf8, to: &html)
        isInParagraph = true
      }
      return true
    }
    if isInParagraph { html += "</p>".utf8 }
    return String(decoding: html, as: UTF8.self)
  }

  /// The HTML of a file: itself where it is HTML, else that of its text; of other files only their name is known.
  static func html(ofFile name: String, contentType: String?, _ bytes: [UInt8]) -> String {
    let type = (contentType ?? "").lowercased()
    let suffix = name.split(separator: ".").last?.lowercased() ?? ""
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0), suffix != "pdf" else {
      return "<p>\(escaped(name))</p>"
    }
    return type.hasPrefix("text/html") || suffix == "html" || suffix == "htm" ? text : html(text)
  }

  /// The HTML that stands for a page: the network is not asked for it.
  static func html(ofPage url: String) -> String { "<p><a href=\"\(escaped(url))\">\(escaped(url))</a></p>" }

  /// The name of a text that has none: its first line, cut.
  static func name(of text: String) -> String {
    var name = ""
    eachLine(of: text) { line in
      name = String(line.prefix(50))
      return name.isEmpty
    }
    return name.isEmpty ? "Text" : name
  }

  /// Visits the lines without their ends, as long as `visit` says so.
  private static func eachLine(of text: String, _ visit: (Substring) -> Bool) {
    let bytes = text.utf8
    var start = bytes.startIndex
    var place = start
    while place < bytes.endIndex {
      let length = lineEnd(bytes[place...])
      guard length > 0 else {
        bytes.formIndex(after: &place)
        continue
      }
      guard visit(text[start..<place]) else { return }
      bytes.formIndex(&place, offsetBy: length)
      start = place
    }
    _ = visit(text[start...])
  }

  /// How many bytes the end of a line has that stands at the beginning; 0 where none does.
  private static func lineEnd(_ bytes: Substring.UTF8View) -> Int {
    switch bytes.first {
    case 0x0D?: bytes.dropFirst().first == 0x0A ? 2 : 1
    case 0x0A?, 0x0B?, 0x0C?: 1
    case 0xC2?: bytes.dropFirst().first == 0x85 ? 2 : 0
    case 0xE2?: bytes.starts(with: [0xE2, 0x80, 0xA8]) || bytes.starts(with: [0xE2, 0x80, 0xA9]) ? 3 : 0
    default: 0
    }
  }

  private static func isBlank(_ line: Substring) -> Bool {
    for byte in line.utf8 where byte != 0x20 && byte != 0x09 {
      // Unicode knows more blanks than ASCII does.
      return byte < 0x80 ? false : line.allSatisfy(\.isWhitespace)
    }
    return true
  }

  private static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(text[...].utf8, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func append(_ text: Substring.UTF8View, to html: inout [UInt8]) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): html += "&amp;".utf8
      case UInt8(ascii: "<"): html += "&lt;".utf8
      case UInt8(ascii: ">"): html += "&gt;".utf8
      case UInt8(ascii: "\""): html += "&quot;".utf8
      default: html.append(byte)
      }
    }
  }
}
