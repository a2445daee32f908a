internal import Bytes
internal import HashTreeCollections
public import JSON

/// Names of objects in the order in which they came, each with the object's id; also found by the id.
///
/// Copies share what they have in common, so that a name is added to a world of many at the same cost as to one of few.
public struct NamedIDs: Sendable {
  private struct Entry: Sendable {
    let place: Int
    var value: JSONValue
  }

  private var byName: TreeDictionary<ExactText, Entry> = [:]
  private var nameByID: TreeDictionary<ExactText, String> = [:]
  private var nextPlace = 0

  /// No names.
  public init() {}

  /// The names and ids of an object's members.
  public init(_ object: JSONObject) {
    for (name, id) in object { self[name] = id }
  }

  /// Whether there are none.
  public var isEmpty: Bool { byName.isEmpty }

  /// The names in order.
  public var keys: [String] { object.keys }

  /// The id that belongs to a name; setting nil removes the name.
  public subscript(name: String) -> JSONValue? {
    get { byName[ExactText(name)]?.value }
    set {
      let key = ExactText(name)
      if let id = byName[key]?.value.string.map(ExactText.init), nameByID[id] == name { nameByID[id] = nil }
      guard let newValue else {
        byName[key] = nil
        return
      }
      if byName[key] != nil {
        byName[key]?.value = newValue
      } else {
        byName[key] = Entry(place: nextPlace, value: newValue)
        nextPlace += 1
      }
      if let id = newValue.string.map(ExactText.init), nameByID[id] == nil { nameByID[id] = name }
    }
  }

  /// The name of the object with this id; the first that it was given, if it has several.
  public func name(ofID id: String) -> String? { nameByID[ExactText(id)] }

  /// All of them as an object.
  public var object: JSONObject {
    let sorted = byName.sorted { $0.value.place < $1.value.place }
    var object = JSONObject(minimumCapacity: sorted.count)
    for (name, entry) in sorted { object.append(name.text, entry.value) }
    return object
  }
}

extension NamedIDs: Equatable {
  /// Whether both have the same names with the same ids.
  public static func == (left: NamedIDs, right: NamedIDs) -> Bool { left.object == right.object }
}

extension NamedIDs: ExpressibleByDictionaryLiteral {
  /// Names and ids in the order written.
  public init(dictionaryLiteral pairs: (String, JSONValue)...) { self.init(JSONObject(pairs)) }
}

extension NamedIDs: Codable {
  /// Reads an object.
  public init(from decoder: any Decoder) throws {
    self.init(try JSONObject(from: decoder))
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws { try object.encode(to: encoder) }
}
