public import JSON

/// The faults that there are, by name.
public enum FaultTable {
  private static let types: [any Fault.Type] = [
    // WireMock's.
    ConnectionResetByPeer.self, EmptyResponse.self, MalformedResponseChunk.self, RandomDataThenClose.self,
    // Toxiproxy's.
    Latency.self, Bandwidth.self, SlowClose.self, Timeout.self, Slicer.self, LimitData.self,
    // Ours.
    TruncatedBody.self, NeverAnswer.self,
  ]
  private static let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0) })

  /// Every name, in the order in which they are explained.
  public static let names = types.map { $0.name }

  /// Reads one fault: an object with `type` and the options of that type.
  ///
  /// - Throws: what is wrong, at the member that is.
  public static func fault(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> any Fault {
    guard let members = value.object else {
      throw FaultOptions.mistake(at: pointer, expected: "an object with a \"type\"", found: value)
    }
    guard let name = members["type"]?.string else {
      throw FaultOptions.mistake(at: pointer.appending("type"), expected: "the name of a fault", found: members["type"])
    }
    guard let type = byName[name] else {
      throw .unknown("fault", name, among: names, at: pointer.appending("type"))
    }
    return try type.init(members, at: pointer)
  }

  /// Reads one fault or a list of them.
  public static func faults(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> [any Fault] {
    guard let elements = value.array else { return [try fault(value, at: pointer)] }
    var faults: [any Fault] = []
    for (index, element) in elements.enumerated() { faults.append(try fault(element, at: pointer.appending(index))) }
    return faults
  }
}
