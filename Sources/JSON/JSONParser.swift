internal import CJansson

/// Parses JSON text with jansson into a ``JSONValue``.
///
/// Order of members is kept; of equal keys the first gives the position and the last the value, as in Python. A byte order
/// mark at the start is skipped. What Python's `json` accepts and this does not: `NaN`, `Infinity`, half a surrogate pair
/// (`"\ud800"`), a NUL in a key, integers beyond 64 bits and reals beyond a double.
public struct JSONParser: Sendable {
  /// Bounds on what is parsed at all.
  public struct Limits: Sendable {
    /// How many containers may stand inside each other; jansson itself stops at 2,048.
    public var maxDepth: Int
    /// How many bytes a text may have.
    public var maxBytes: Int
    /// How many members one object may have.
    public var maxMembers: Int

    /// Bounds; by default 200 levels, 16 MiB and any number of members.
    public init(maxDepth: Int = 200, maxBytes: Int = 16 << 20, maxMembers: Int = .max) {
      self.maxDepth = maxDepth
      self.maxBytes = maxBytes
      self.maxMembers = maxMembers
    }
  }

  /// What happens when a key stands twice in one object.
  public enum Duplicates: Sendable {
    /// The last value wins, as in Python. For what others send.
    case lastWins
    /// The text is refused. For files that people write.
    case refuse
  }

  private let limits: Limits
  private let flags: Int32

  /// A parser; without arguments one for request bodies.
  public init(limits: Limits = Limits(), duplicates: Duplicates = .lastWins) {
    self.limits = limits
    flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | (duplicates == .refuse ? JSON_REJECT_DUPLICATES : 0)
  }

  /// The value that the whole of `bytes` is.
  public func parse(_ bytes: [UInt8]) throws(JSONFailure) -> JSONValue {
    try parse(bytes[...])
  }

  /// The value that the whole of `bytes` is; offsets in a failure count from the start of the slice.
  public func parse(_ bytes: ArraySlice<UInt8>) throws(JSONFailure) -> JSONValue {
    guard bytes.count <= limits.maxBytes else {
      throw JSONFailure(.tooLarge, "longer than \(limits.maxBytes) bytes", at: limits.maxBytes, in: Array(bytes))
    }
    var refusal = JanssonRefusal.tooDeep
    let value = unsafe bytes.withUnsafeBytes { buffer in
      let mark = unsafe buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      return unsafe JanssonTree.value(
        of: UnsafeRawBufferPointer(rebasing: buffer[mark...]), flags: flags, limits, refusal: &refusal)
    }
    if let value { return value }
    if case .outOfMemory = refusal { throw .outOfMemory }
    if case .tooManyMembers(let count) = refusal {
      throw JSONFailure(.tooManyMembers, "an object of \(count) members, more than \(limits.maxMembers)", at: 0, in: [])
    }
    throw JSONDiagnosis.failure(in: Array(bytes), refusal: refusal, maxDepth: limits.maxDepth)
  }
}

/// What jansson said when it refused a text; `end` is where the refused token ends, after the byte order mark.
enum JanssonRefusal {
  case outOfMemory
  case tooDeep
  case tooManyMembers(Int)
  case invalidUTF8(at: Int)
  case duplicateKey(end: Int)
  case numberOutOfRange(end: Int)
  case other(end: Int, String)
}
