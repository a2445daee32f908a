internal import Patterns

/// Makes HTML of what a document was made from.
///
/// How the service words the HTML of a plain text is assumed: a paragraph for each block between empty lines.
enum KnowledgeText {
  /// The HTML of a plain text.
  static func html(_ text: String) -> String {
    var paragraphs: [[Substring]] = [[]]
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.allSatisfy(\.isWhitespace) {
        paragraphs.append([])
      } else {
        paragraphs[paragraphs.count - 1].append(line)
      }
    }
    return paragraphs.filter { !$0.isEmpty }.map { "<p>\(escaped($0.joined(separator: "\n")))</p>" }.joined()
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
    let line = text.split(whereSeparator: \.isNewline).first.map { String($0.prefix(50)) } ?? ""
    return line.isEmpty ? "Text" : line
  }

  private static func escaped(_ text: String) -> String {
    text.replacing(text: "&", with: "&amp;").replacing(text: "<", with: "&lt;").replacing(text: ">", with: "&gt;")
      .replacing(text: "\"", with: "&quot;")
  }
}
