/// The header field's value, taken apart as the official Python SDK does it.
///
/// Parts stand between commas; a space before one hides it. Of several `v0` the last counts (in JavaScript's SDK the first).
struct WebhookSignatureHeader: Sendable, Equatable {
  /// What stands behind `t=`; nil where there is none, or nothing behind it.
  private(set) var timestamp: String?
  /// What stands behind `v0=`.
  private(set) var hash: String?
  private let parts: [Substring]

  init(_ field: String) {
    parts = field.split(separator: ",", omittingEmptySubsequences: false)
    for part in parts {
      if part.hasPrefix("t=") {
        timestamp = String(part.dropFirst(2))
      } else if part.hasPrefix("v0=") {
        hash = String(part.dropFirst(3))
      }
    }
    if timestamp?.isEmpty == true { timestamp = nil }
  }

  /// `t` as Python's `int` reads it: white space around it and a sign do not matter; too large is the largest.
  var seconds: Int64? {
    guard let timestamp else { return nil }
    let digits = timestamp.trimmingWhitespace()
    let unsigned = digits.hasPrefix("-") || digits.hasPrefix("+") ? digits.dropFirst() : digits
    guard !unsigned.isEmpty, unsigned.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int64(digits) ?? (digits.hasPrefix("-") ? .min : .max)
  }

  /// Whether the two SDKs may look at different hashes.
  var hasSeveralHashes: Bool { parts.count { $0.hasPrefix("v0=") } > 1 }

  /// Why a part is not found.
  var flaw: String {
    if parts.contains(where: { $0 != $0.trimmingWhitespace() && Self.isKnown($0.trimmingWhitespace()) }) {
      return "there is white space around its parts: they are t=…,v0=… with nothing between"
    }
    if parts.contains(where: { $0.hasPrefix("v1=") }) {
      return "its scheme is v1, which is Stripe's: ElevenLabs' is v0"
    }
    switch (timestamp, hash) {
    case (nil, nil): return "it has neither t= nor v0=: it is t=…,v0=…"
    case (nil, _): return "it has no t=: what was signed begins with it"
    default: return "it has no v0="
    }
  }

  private static func isKnown(_ part: Substring) -> Bool { part.hasPrefix("t=") || part.hasPrefix("v0=") }
}

extension StringProtocol where SubSequence == Substring {
  /// Without white space at either end.
  func trimmingWhitespace() -> Substring {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return self[startIndex..<startIndex]
    }
    return self[first...last]
  }
}
