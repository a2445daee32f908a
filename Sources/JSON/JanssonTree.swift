internal import CJansson
internal import CWatchedMemory

/// The one place that touches `json_t`: it loads a text, copies it into a ``JSONValue`` and frees the tree.
enum JanssonTree {
  /// jansson does not tell a lack of memory from a mistake in the text, and goes on after some such failures with less text
  /// than it was given: its allocations are watched.
  private static let watching: Void = unsafe json_set_alloc_funcs(
    ringback_watched_malloc, ringback_watched_free)

  static func value(
    of text: UnsafeRawBufferPointer, flags: Int32, _ limits: JSONParser.Limits, refusal: inout JanssonRefusal
  ) -> JSONValue? {
    var error = json_error_t()
    // An empty buffer may have no address, which jansson takes for a wrong argument.
    let start = unsafe text.baseAddress?.assumingMemoryBound(to: CChar.self)
    _ = watching
    _ = ringback_take_lack_of_memory()
    let root = unsafe start.flatMap { unsafe json_loadb($0, text.count, Int(flags), &error) }
    defer { unsafe json_decref(root) }
    if ringback_take_lack_of_memory() {
      refusal = .outOfMemory
      return nil
    }
    guard let root = unsafe root else {
      refusal = Self.refusal(error)
      return nil
    }
    refusal = .tooDeep
    return unsafe copy(root, depth: limits.maxDepth, limits.maxMembers, &refusal)
  }

  /// The value under `node`, or nil when more than `depth` containers stand inside each other, or an object has too many
  /// members.
  private static func copy(
    _ node: UnsafeMutablePointer<json_t>, depth: Int, _ maxMembers: Int, _ refusal: inout JanssonRefusal
  ) -> JSONValue? {
    switch unsafe ringback_json_type(node) {
    case JSON_STRING:
      return unsafe .string(text(json_string_value(node), json_string_length(node)))
    case JSON_INTEGER: return unsafe .integer(Int64(json_integer_value(node)))
    case JSON_REAL: return unsafe .real(json_real_value(node))
    case JSON_TRUE: return .bool(true)
    case JSON_FALSE: return .bool(false)
    case JSON_OBJECT:
      guard depth > 0 else { return nil }
      let count = unsafe json_object_size(node)
      guard count <= maxMembers else {
        refusal = .tooManyMembers(count)
        return nil
      }
      var members: [JSONObject.Element] = []
      members.reserveCapacity(count)
      var place = unsafe json_object_iter(node)
      while let current = unsafe place {
        guard let child = unsafe json_object_iter_value(current),
          let value = unsafe copy(child, depth: depth - 1, maxMembers, &refusal)
        else { return nil }
        let key = unsafe text(json_object_iter_key(current), json_object_iter_key_len(current))
        members.append((key, value))
        unsafe place = json_object_iter_next(node, current)
      }
      return .object(JSONObject(members: members))
    case JSON_ARRAY:
      guard depth > 0 else { return nil }
      var elements: [JSONValue] = []
      let count = unsafe json_array_size(node)
      elements.reserveCapacity(count)
      for index in 0..<count {
        guard let child = unsafe json_array_get(node, index),
          let value = unsafe copy(child, depth: depth - 1, maxMembers, &refusal)
        else { return nil }
        elements.append(value)
      }
      return .array(elements)
    default: return .null
    }
  }

  private static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }

  private static func refusal(_ error: json_error_t) -> JanssonRefusal {
    var error = error
    let end = Int(error.position)
    let code = unsafe json_error_code(rawValue: UInt32(ringback_json_error_code(&error)))
    switch code {
    case json_error_stack_overflow: return .tooDeep
    case json_error_invalid_utf8: return .invalidUTF8(at: end)
    case json_error_duplicate_key: return .duplicateKey(end: end)
    case json_error_numeric_overflow: return .numberOutOfRange(end: end)
    default:
      let words = unsafe withUnsafeBytes(of: &error.text) { unsafe $0.prefix { $0 != 0 } }
      return .other(end: end, unsafe String(decoding: words, as: UTF8.self))
    }
  }
}
