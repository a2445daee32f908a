internal import JSON
internal import Patterns
internal import Simulation

/// What people sign instead of the bytes that came: the body written again, decoded wrongly, or gone.
enum RewrittenBodies {
  /// Each way that makes other bytes of this body.
  static func all(_ body: [UInt8]) -> [SignatureMistake] {
    var mistakes: [SignatureMistake] = []
    if let value = try? JSONParser(limits: .init(maxBytes: .max)).parse(body) {
      mistakes = styles.map { name, words, style in
        mistake(name, "signed its own re-serialised JSON (\(words))", style.bytes(value))
      }
      mistakes += [
        mistake("python-dict", "signed a parsed body as Python prints it", Array(PythonLiteral.text(value).utf8)),
        mistake("object-object", "signed a parsed body as JavaScript prints it, [object Object]", "[object Object]"),
      ]
    }
    mistakes.append(
      SignatureMistake(
        "python-bytes", "signed Python's b'…' of the body",
        remedy: "decode the body before it is put into a text: request.get_data(as_text=True), body.decode()",
        .body(Array(PythonLiteral.text(body).utf8))))
    return mistakes + edges(body) + decodings(body) + missing
  }

  private static let raw = "use the raw bytes of the request before any JSON parser"

  private static func mistake(_ name: String, _ deed: String, _ body: [UInt8]) -> SignatureMistake {
    SignatureMistake(name, deed, remedy: raw, .body(body))
  }

  private static func mistake(_ name: String, _ deed: String, _ body: String) -> SignatureMistake {
    mistake(name, deed, Array(body.utf8))
  }

  private static let styles: [(name: String, words: String, style: JSONStyle)] = {
    let compact = JSONStyle()
    let compactASCII = JSONStyle.with(compact) { $0.escapesNonASCII = true }
    let spaced = JSONStyle.with(.python) { $0.escapesNonASCII = false }
    let indented = JSONStyle.with(spaced) {
      $0.itemSeparator = ","
      $0.indent = 2
    }
    let plain: [(name: String, words: String, style: JSONStyle)] = [
      ("compact-json", "compact, as JSON.stringify writes it", .javaScript),
      ("compact-json", "compact, as orjson and httpx write it", compact),
      ("compact-json", "compact, as json.dumps(separators=(\",\", \":\")) writes it", compactASCII),
      ("spaced-json", "with spaces, as json.dumps writes it", .python),
      ("spaced-json", "with spaces, as json.dumps(ensure_ascii=False) writes it", spaced),
      (
        "indented-json", "indented, as JSON.stringify(body, null, 2) writes it",
        .with(indented) { $0.numbersAreJavaScript = true }
      ),
      ("indented-json", "indented, as json.dumps(indent=2) writes it", .with(indented) { $0.escapesNonASCII = true }),
    ]
    let sorted = plain.map { name, words, style in
      ("sorted-\(name)", "keys sorted; \(words)", JSONStyle.with(style) { $0.sortsKeys = true })
    }
    return plain + sorted + [
      (
        "go-json", "as Go's json.Marshal writes a map",
        .with(.javaScript) {
          $0.sortsKeys = true
          $0.escapesMarkup = true
        }
      ),
      (
        "php-json", "as PHP's json_encode writes it",
        .with(compactASCII) {
          $0.escapesSlashes = true
          $0.numbersAreJavaScript = true
        }
      ),
    ]
  }()

  private static func edges(_ body: [UInt8]) -> [SignatureMistake] {
    let breaks = Set("\r\n".utf8)
    let blanks = Set(" \t\r\n".utf8)
    let stripped = body.prefix(body.count - body.reversed().prefix { breaks.contains($0) }.count)
    let trimmed = Array(body.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
    let text = String(decoding: body, as: UTF8.self)
    return [
      mistake("newline-stripped", "signed the body without the line break at its end", Array(stripped)),
      mistake("newline-added", "signed the body with a line break behind it", body + Array("\n".utf8)),
      mistake("newline-added", "signed the body with a Windows line break behind it", body + Array("\r\n".utf8)),
      mistake("blanks-trimmed", "signed the body without the white space around it", trimmed),
      mistake("unix-line-breaks", "signed the body with Unix line breaks", text.replacing(text: "\r\n", with: "\n")),
      mistake(
        "windows-line-breaks", "signed the body with Windows line breaks",
        text.replacing(text: "\r\n", with: "\n").replacing(text: "\n", with: "\r\n")),
    ]
  }

  private static func decodings(_ body: [UInt8]) -> [SignatureMistake] {
    var latin1: [UInt8] = []
    latin1.reserveCapacity(body.count)
    for byte in body {
      if byte >= 0x80 { latin1.append(0xC0 | byte >> 6) }
      latin1.append(byte < 0x80 ? byte : 0x80 | byte & 0x3F)
    }
    return [
      mistake("escaped", "signed the body with \\uXXXX for what is not ASCII", JSONEscapes.made(in: body)),
      mistake(
        "unescaped", "signed the body with the characters that \\uXXXX stands for", JSONEscapes.resolved(in: body)),
      mistake("latin1", "signed the body read as Latin-1 instead of UTF-8", latin1),
    ]
  }

  private static let missing = [
    SignatureMistake(
      "empty-body", "signed an empty body", remedy: "read the body before something else consumes its stream", .body([])
    ),
    SignatureMistake(
      "undefined-body", "signed \"undefined\" for a body",
      remedy: "mount express.raw() on this route, before express.json()", .body(Array("undefined".utf8))),
    SignatureMistake(
      "none-body", "signed \"None\" for a body", remedy: "read the body before something else consumes its stream",
      .body(Array("None".utf8))),
  ]
}
