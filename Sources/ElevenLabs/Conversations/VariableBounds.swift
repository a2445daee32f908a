internal import Bytes
internal import JSON
internal import Simulation

/// How many dynamic variables a call may bring, and how large they may be.
///
/// What the real service allows is not known; without a bound, a few small requests could fill the memory.
enum VariableBounds {
  /// Why the variables of a call are too many or too large; nil if they are not.
  static func excess(of variables: [JSONObject], _ limits: Limits) -> String? {
    let count = variables.reduce(0) { $0.addingSaturating($1.count) }
    guard count <= limits.dynamicVariables else {
      return
        "The call has \(count) dynamic variables, more than \(limits.dynamicVariables) (--limit dynamic-variables)."
    }
    let bytes = variables.reduce(0) { $0.addingSaturating(byteCount(of: $1)) }
    guard bytes <= limits.dynamicVariableBytes else {
      return
        "The dynamic variables of the call have \(bytes) bytes, more than \(limits.dynamicVariableBytes) "
        + "(--limit dynamic-variable-bytes)."
    }
    return nil
  }

  /// Bytes of all texts and names in a value; each other scalar counts eight.
  static func byteCount(of value: JSONValue) -> Int {
    switch value {
    case .string(let text): text.utf8.count
    case .array(let elements): elements.reduce(0) { $0.addingSaturating(byteCount(of: $1)) }
    case .object(let members): byteCount(of: members)
    case .null, .bool, .integer, .real: 8
    }
  }

  private static func byteCount(of members: JSONObject) -> Int {
    members.reduce(0) { $0.addingSaturating($1.key.utf8.count).addingSaturating(byteCount(of: $1.value)) }
  }
}
