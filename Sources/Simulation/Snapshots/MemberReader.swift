public import JSON

/// Reads the members of an object one by one; a failure tells where in the whole it is.
public struct MemberReader {
  private let members: JSONObject
  private let place: JSONPointer

  /// The members of an object that stands at `place`; anything else has none.
  public init(_ value: JSONValue, at place: JSONPointer = JSONPointer(tokens: [])) {
    members = value.object ?? [:]
    self.place = place
  }

  /// A member that has to be there.
  public func read<T: Decodable>(_ name: String, as type: T.Type) throws(JSONCodingFailure) -> T {
    let here = place.appending(name)
    guard let value = members[name] else { throw JSONCodingFailure(here, "this member is required.") }
    do throws(JSONCodingFailure) { return try value.decoded(as: type) } catch { throw error.under(here) }
  }

  /// A member that may be absent or null.
  public func read<T: Decodable>(_ name: String, ifPresent type: T.Type) throws(JSONCodingFailure) -> T? {
    guard let value = members[name], !value.isNull else { return nil }
    return try read(name, as: type)
  }

  /// An object inside, none of whose members may be unknown.
  func object(_ name: String, known: [String]) throws(JSONCodingFailure) -> MemberReader {
    let object = try read(name, as: JSONObject.self)
    for key in object.keys where !known.contains(key) {
      throw JSONCodingFailure(
        place.appending(name).appending(key), "nothing here is called \"\(key)\": a newer Ringback may have written it."
      )
    }
    return MemberReader(.object(object), at: place.appending(name))
  }
}
