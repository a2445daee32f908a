internal import EventLoop
internal import JSON

/// A folder with a snapshot: `snapshot.json` says where it comes from, `CASE.json` holds each case.
public struct SnapshotFolder: Sendable {
  private let path: String
  private static let head = "snapshot.json"

  /// A folder.
  public init(_ path: String) { self.path = path.hasSuffix("/") ? String(path.dropLast()) : path }

  /// Writes a snapshot, every text through the mask.
  ///
  /// A folder holds what one target answered: cases of an earlier recording on another target are refused.
  public func write(_ snapshot: ParitySnapshot, _ mask: SecretMask) throws(TargetFailure) {
    if let before = try? read().origin, before.kind != snapshot.origin.kind || before.target != snapshot.origin.target {
      throw TargetFailure("\(path) holds what \(before.target) answered: record into another folder.")
    }
    do throws(FileSystem.Failure) {
      try FileSystem.makeFolder(path)
      for (id, content) in snapshot.cases { try write("\(id).json", content.json(id), mask) }
      try write(Self.head, snapshot.origin.json, mask)
    } catch {
      throw TargetFailure("cannot write to \(path): \(error.message)")
    }
  }

  private func write(_ name: String, _ value: JSONValue, _ mask: SecretMask) throws(FileSystem.Failure) {
    let text = mask.values(String(decoding: JSONWriter.bytes(value, pretty: true), as: UTF8.self))
    try FileSystem.replace("\(path)/\(name)", with: Array((text + "\n").utf8))
  }

  /// Reads the snapshot.
  public func read() throws(TargetFailure) -> ParitySnapshot {
    guard let origin = ParitySnapshot.Origin(try value(Self.head)) else {
      throw TargetFailure("\(path)/\(Self.head) does not say what the snapshot was made on.")
    }
    var cases: [(id: String, content: ParitySnapshot.Case)] = []
    for name in FileSystem.names(in: path) ?? [] where name.hasSuffix(".json") && name != Self.head {
      cases.append((String(name.dropLast(5)), ParitySnapshot.Case(try value(name))))
    }
    return ParitySnapshot(origin: origin, cases: cases)
  }

  private func value(_ name: String) throws(TargetFailure) -> JSONValue {
    let bytes: [UInt8]
    do throws(FileSystem.Failure) {
      bytes = try FileSystem.read("\(path)/\(name)")
    } catch {
      throw TargetFailure("\(path) holds no snapshot: \(name) cannot be read: \(error.message).")
    }
    do throws(JSONFailure) {
      return try JSONParser().parse(bytes)
    } catch {
      throw TargetFailure("\(path)/\(name): \(error)")
    }
  }
}
