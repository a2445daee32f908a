public import EventLoop

/// What is left of a life that is over: too much to be let go at once.
@LoopActor public protocol Remains {
  /// Lets a little of it go: some ten microseconds' work.
  mutating func letGo() -> LettingGo
}

/// How far remains are.
public enum LettingGo: Sendable {
  /// There may be more.
  case goesOn
  /// There may be more, and whoever was let go has yet to come to his end: enough for now.
  case isFollowed
  /// Nothing is left.
  case isDone
}

extension World: Remains {
  /// Removes some records.
  @LoopActor public mutating func letGo() -> LettingGo { discard(16) ? .goesOn : .isDone }
}

/// The tapes of a journal that was emptied.
@LoopActor struct JournalRemains: Remains {
  var tapes: [JournalTape]

  mutating func letGo() -> LettingGo { tapes.popLast() == nil ? .isDone : .goesOn }
}
