internal import JSON
internal import Simulation

extension Exchange {
  /// The page size that was asked for, or the document's default.
  func pageSize() throws(APIError) -> Int { Int(query("page_size")?.integer ?? 30) }

  /// The cursor that was sent.
  ///
  /// That a cursor of the caller's own making is refused with `invalid_cursor` is assumed. So is one of a list that was
  /// sorted by name where this one is not, and the other way round.
  func cursor(ofNames: Bool = false) throws(APIError) -> Cursor? {
    guard let text = query("cursor")?.string, !text.isEmpty else { return nil }
    guard let cursor = Cursor(text), cursor.isNumeric != ofNames else {
      throw APIError("invalid_cursor", ["cursor": text])
    }
    return cursor
  }
}

extension Page {
  /// The envelope of a cursor-paged list: the elements under `name`, `next_cursor`, `has_more`.
  func json(_ name: String, _ element: (Element) -> JSONValue) -> JSONValue {
    [
      name: .array(elements.map(element)),
      "next_cursor": JSONValue(nextCursor),
      "has_more": .bool(nextCursor != nil),
    ]
  }
}
