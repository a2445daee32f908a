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

    /// What happened and what helps.
    public var description: String {
      "the pattern \(pattern) came to no end within \(Pattern.matchLimit) steps on \(length) bytes: "
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
  /// - Throws: ``Overrun`` where the search takes more than ``matchLimit`` steps.
  public func matches(_ subject: String) throws(Overrun) -> Bool {
    var subject = subject
    let count = subject.utf8.count
    let status = subject.withUTF8 { bytes in
      let data = unsafe pcre2_match_data_create_8(1, nil)
      let context = unsafe pcre2_match_context_create_8(nil)
      defer {
        unsafe pcre2_match_data_free_8(data)
        unsafe pcre2_match_context_free_8(context)
      }
      unsafe pcre2_set_match_limit_8(context, UInt32(Self.matchLimit))
      unsafe pcre2_set_depth_limit_8(context, 10_000)
      unsafe pcre2_set_heap_limit_8(context, 4_096)
      // Swift's strings are valid UTF-8, so that PCRE2 need not look again.
      return unsafe pcre2_match_8(code, bytes.baseAddress, bytes.count, 0, PCRE2_NO_UTF_CHECK, data, context)
    }
    if status >= 0 { return true }
    if status == PCRE2_ERROR_NOMATCH { return false }
    throw Overrun(pattern: text, length: count)
  }

  private static func words(_ code: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe buffer.withUnsafeMutableBufferPointer {
      unsafe pcre2_get_error_message_8(code, $0.baseAddress, $0.count)
    }
    return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
  }
}
