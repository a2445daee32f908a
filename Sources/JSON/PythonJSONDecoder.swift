/// What CPython's `json.loads` says about a text that it refuses.
///
/// Source: CPython 3.11, whose words FastAPI puts into `json_invalid` errors; recorded in the test fixture. Python 3.13
/// words a trailing comma differently.
public enum PythonJSONDecoder {
  /// Where Python stops and why, or nil when it accepts the text.
  ///
  /// `offset` counts characters from the start of the decoded text, a byte order mark excluded; `words` are those of
  /// `JSONDecodeError.msg`. The bytes have to be UTF-8. Depth is not bounded here.
  public static func failure(in bytes: [UInt8]) -> (offset: Int, words: String)? {
    let start = JSONText.byteOrderMark(of: bytes)
    var scanner = JSONScanner(bytes, from: start, maxDepth: .max)
    guard case .failed(let offset, let words) = scanner.run() else { return nil }
    return (JSONText.characters(in: start..<offset, of: bytes), words)
  }
}
