/// Conversions of numbers from outside: none of them traps, whatever the number is.
extension FixedWidthInteger {
  /// The whole number nearest to `value`, cut off towards zero; the ends of the range stand for what lies beyond, 0 for NaN.
  @inlinable public init(clamping value: Double) {
    if let exact = Self(exactly: value.rounded(.towardZero)) {
      self = exact
    } else {
      self = value.isNaN ? 0 : value < 0 ? .min : .max
    }
  }

  /// The sum, or the end of the range that lies nearest to it.
  @inlinable public func addingSaturating(_ other: Self) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// The difference, or the end of the range that lies nearest to it.
  @inlinable public func subtractingSaturating(_ other: Self) -> Self {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }

  /// The product, or the end of the range that lies nearest to it.
  @inlinable public func multipliedSaturating(by other: Self) -> Self {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
  }
}
