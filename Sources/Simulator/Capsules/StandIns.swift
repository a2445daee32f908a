internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation

/// What a replay sends where a capsule has the placeholder of a credential that no sandbox has: `<credential:token>` was an
/// app's own secret, whose value the capsule does not know.
///
/// A stand-in may stand in a URL, and is hidden as the secret was.
enum StandIns {
  private static let mark = "<credential:"

  private static let beginning = "stand-in.for."

  private static func standIn(_ name: String) -> String { beginning + name }

  /// Whether one secret comes before another: of several with one placeholder the stand-in counts.
  static func precedes(_ one: String, _ other: String) -> Bool {
    let isStandIn = (one.hasPrefix(beginning), other.hasPrefix(beginning))
    return isStandIn.0 == isStandIn.1 ? one < other : isStandIn.0
  }

  /// Lets a sandbox hide the stand-ins of all placeholders in a value, wherever they turn up.
  @LoopActor static func hide(_ value: JSONValue, in sandbox: Sandbox) {
    switch value {
    case .string(let text):
      for piece in text.pieces(betweenText: mark).dropFirst() {
        guard let end = piece.firstIndex(of: ">") else { continue }
        let name = String(piece[..<end])
        sandbox.hide(standIn(name), as: "\(mark)\(name)>")
      }
    case .array(let elements): for element in elements { hide(element, in: sandbox) }
    case .object(let members):
      for (key, value) in members {
        hide(.string(key), in: sandbox)
        hide(value, in: sandbox)
      }
    default: break
    }
  }
}
