internal import HTTP1

extension Delivery.Step {
  /// The bytes that go out in this step; nil where none do.
  var bytes: [UInt8]? {
    switch self {
    case .head(let bytes), .body(let bytes): bytes
    case .pause, .hold, .close, .reset: nil
    }
  }

  /// Whether the bytes belong to the body.
  var isBody: Bool {
    if case .body = self { true } else { false }
  }

  /// Whether nothing can follow.
  var isEnd: Bool {
    switch self {
    case .hold, .close, .reset: true
    case .head, .body, .pause: false
    }
  }

  /// The step where time goes so many times as fast.
  func hastened(_ speed: Double) -> Delivery.Step {
    if case .pause(let duration) = self { .pause(duration / speed) } else { self }
  }

  /// A step of the same kind with other bytes.
  func replacing(_ bytes: some Sequence<UInt8>) -> Delivery.Step { isBody ? .body(Array(bytes)) : .head(Array(bytes)) }
}

extension [Delivery.Step] {
  /// The pauses before anything is sent: a fault that replaces the answer comes after them too.
  var openingPauses: [Delivery.Step] {
    Array(
      prefix {
        if case .pause = $0 { true } else { false }
      })
  }

  /// The steps up to the byte that makes the counted ones `count`, or all; and whether there were so many.
  func cut(at count: Int, counting isCounted: (Delivery.Step) -> Bool) -> (steps: [Delivery.Step], isReached: Bool) {
    var steps: [Delivery.Step] = []
    var rest = count
    for step in self {
      guard let bytes = step.bytes, isCounted(step) else {
        steps.append(step)
        continue
      }
      if bytes.count >= rest {
        if rest > 0 { steps.append(step.replacing(bytes.prefix(rest))) }
        return (steps, true)
      }
      steps.append(step)
      rest -= bytes.count
    }
    return (steps, false)
  }

  /// The steps, closed behind unless they end by themselves.
  var closed: [Delivery.Step] { contains(where: \.isEnd) ? self : self + [.close] }
}
