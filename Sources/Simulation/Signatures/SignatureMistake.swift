/// One thing that people do otherwise than the vendor when they compute a signature.
public struct SignatureMistake: Sendable, Equatable {
  /// What the mistake does to the right ``SignatureRecipe``.
  ///
  /// Two mistakes can be made at once where they change different things.
  public enum Change: Sendable, Equatable {
    case key([UInt8])
    case timestamp(String)
    case body([UInt8])
    case pieces([SignatureRecipe.Piece])
    case algorithm(SignatureRecipe.Algorithm)
    /// The hash is right, and written in another way than it should be.
    case spelling
  }

  /// What programs call it: `compact-json`.
  public let name: String
  /// What was done, as the end of a sentence: `signed the body without t and dot`.
  public let deed: String
  /// What to do instead, as a sentence without its stop: `use the raw bytes of the request`.
  public let remedy: String
  /// What it changes.
  public let change: Change

  /// A mistake of these parts.
  public init(_ name: String, _ deed: String, remedy: String, _ change: Change) {
    self.name = name
    self.deed = deed
    self.remedy = remedy
    self.change = change
  }

  /// Makes the mistake; false where that changes nothing.
  public func apply(to recipe: inout SignatureRecipe) -> Bool {
    switch change {
    case .key(let key): Self.replace(&recipe.key, by: key)
    case .timestamp(let timestamp): Self.replace(&recipe.timestamp, by: timestamp)
    case .body(let body): Self.replace(&recipe.body, by: body)
    case .pieces(let pieces): Self.replace(&recipe.pieces, by: pieces)
    case .algorithm(let algorithm): Self.replace(&recipe.algorithm, by: algorithm)
    case .spelling: false
    }
  }

  private static func replace<Part: Equatable>(_ part: inout Part, by other: Part) -> Bool {
    guard part != other else { return false }
    part = other
    return true
  }

  /// Whether both change the same thing, so that they cannot be made together.
  public func excludes(_ other: SignatureMistake) -> Bool { place == other.place }

  private var place: Int {
    switch change {
    case .key: 0
    case .timestamp: 1
    case .body: 2
    case .pieces: 3
    case .algorithm: 4
    case .spelling: 5
    }
  }
}
