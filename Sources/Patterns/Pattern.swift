internal import CPCRE2

/// A regular expression, compiled once and bounded in what a search may cost (PCRE2's match, depth and heap limits).
///
/// Owns the compiled code. `@unchecked Sendable`: PCRE2 never changes compiled code while it matches.
@safe public final class Pattern: @unchecked Sendable {
  /// A text that is no pattern.
  public struct Malformed: Error, Equatable, CustomStringConvertible, Sendable {
    /// PCRE2's words.
    public let message: String
    /// The place in the pattern, in bytes.
    public let offset: Int

    /// The words with the place.
    public var description: String { "\(message) at offset \(offset)" }
  }

  /// A search that came to no end within its bound.
  public struct Overrun: Error, Equatable, CustomStringConvertible, Sendable {
    /// The pattern.
    public let pattern: String
    /// How long the searched text was, in bytes.
    public let length: Int
    /// How many steps all patterns together had; nil if this search alone took too many.
    public let budget: Int?

    /// What happened and what helps.
    public var description: String {
      if let budget {
        return
          "the patterns took more than \(budget) steps together, the last one being \(pattern): ask for fewer entries or "
          + "requests by other means first, such as operation, path or status, or write patterns that fail sooner"
      }
      return "the pattern \(pattern) came to no end within \(Pattern.matchLimit) steps on \(length) bytes: "
        + "avoid nested repetitions such as (a+)+"
    }
  }

  /// How many steps one search may take.
  public static let matchLimit = 100_000

  /// What was compiled.
  public let text: String
  private let code: OpaquePointer

  /// Compiles a pattern in Perl's syntax, Unicode throughout.
  public init(_ text: String) throws(Malformed) {
    self.text = text
    var error: Int32 = 0
    var offset = 0
    var pattern = text
    let options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY
    let code = pattern.withUTF8 { bytes in
      unsafe pcre2_compile_8(bytes.baseAddress, bytes.count, options, &error, &offset, nil)
    }
    guard let code = unsafe code else { throw Malformed(message: Self.words(error), offset: offset) }
    unsafe self.code = code
  }

  deinit { unsafe pcre2_code_free_8(code) }

  /// Whether the pattern fits anywhere in the text.
  ///
  /// - Throws: ``Overrun`` where the search takes more than ``matchLimit`` steps, or more than are left of the budget.
  public func matches(_ subject: String, within budget: PatternBudget? = nil) throws(Overrun) -> Bool {
    let overrun = Overrun(pattern: text, length: subject.utf8.count, budget: nil)
    guard let budget else {
      guard let isMatch = search(subject, limit: Self.matchLimit) else { throw overrun }
      return isMatch
    }
    // PCRE2 does not tell how many steps a search took, only that it took more than it may.
    if let isMatch = search(subject, limit: Self.freeLimit) { return isMatch }
    for limit in [5_000, 30_000, Self.matchLimit] {
      guard budget.spend(limit) else {
        throw Overrun(pattern: text, length: subject.utf8.count, budget: budget.steps)
      }
      if let isMatch = search(subject, limit: limit) { return isMatch }
    }
    throw overrun
  }

  /// What a search may take without being charged for it.
  private static let freeLimit = 1_000

  /// Whether the pattern fits; nil if that takes more steps than `limit`.
  private func search(_ subject: String, limit: Int) -> Bool? {
    var subject = subject
    let status = subject.withUTF8 { bytes in
      let data = unsafe pcre2_match_data_create_8(1, nil)
      let context = unsafe pcre2_match_context_create_8(nil)
      defer {
        unsafe pcre2_match_data_free_8(data)
        unsafe pcre2_match_context_free_8(context)
      }
      unsafe pcre2_set_match_limit_8(context, UInt32(limit))
      unsafe pcre2_set_depth_limit_8(context, 10_000)
      unsafe pcre2_set_heap_limit_8(context, 4_096)
      // Swift's strings are valid UTF-8, so that PCRE2 need not look again.
      return unsafe pcre2_match_8(code, bytes.baseAddress, bytes.count, 0, PCRE2_NO_UTF_CHECK, data, context)
    }
    if status >= 0 { return true }
    return status == PCRE2_ERROR_NOMATCH ? false : nil
  }

  private static func words(_ code: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe buffer.withUnsafeMutableBufferPointer {
      unsafe pcre2_get_error_message_8(code, $0.baseAddress, $0.count)
    }
    return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
  }
}
