import HTTP1

extension Method {
  /// The method that a table names.
  static func named(_ name: String) -> Method {
    [Method.get, .post, .put, .patch, .delete, .head, .options].first { $0.name == name } ?? .get
  }
}
