internal import Cryptography
internal import EventLoop
internal import JSON
internal import Simulation

/// The file of `--state`: for each live sandbox what it was made of and what it is now.
///
/// A line a sandbox, so that a place in it is a place a person finds; the last line has the digest of all before it.
struct StateFile: Sendable {
  /// The form that this program writes, and the newest that it reads; the first had no digest.
  static let version: Int64 = 2

  /// One sandbox.
  struct Entry: Sendable {
    let name: String
    let recipe: JSONObject
    /// The start of a fork; nil where the recipe tells it.
    let start: Snapshot?
    let present: Snapshot
  }

  var entries: [Entry]
}

extension StateFile {
  /// The text of the file; long work for large worlds.
  func bytes(_ kinds: SnapshotKinds, program: String) throws(JSONCodingFailure) -> [UInt8] {
    var text = Array(#"{"ringback":"state","version":\#(Self.version),"program":"\#(program)","sandboxes":["#.utf8)
    for (place, entry) in entries.enumerated() {
      text += place == 0 ? "\n".utf8 : ",\n".utf8
      var members: JSONObject = ["name": .string(entry.name), "recipe": .object(entry.recipe)]
      if let start = entry.start { members.append("start", try start.json(kinds)) }
      members.append("present", try entry.present.json(kinds))
      JSONWriter.append(members, to: &text)
    }
    text += "\n]".utf8
    return Seal.sealed(text)
  }

  /// Reads the text of a file; `path` is for messages.
  init(_ text: [UInt8], path: String, _ kinds: SnapshotKinds) throws(StateFailure) {
    let seal = Seal(text)
    if let seal, !seal.fits { throw .content(path, line: seal.line, column: 1, Seal.broken) }
    let value: JSONValue
    do throws(JSONFailure) {
      value = try JSONParser(limits: .init(maxDepth: 500, maxBytes: .max), duplicates: .refuse).parse(text)
    } catch {
      throw .content(
        path, line: error.line, column: error.column,
        error.kind == .empty
          ? "expected a state file of Ringback; found nothing." : "not a whole JSON text: \(error.message).")
    }
    do throws(JSONCodingFailure) {
      try FileMark.check(value, is: "state", version: Self.version)
      if seal == nil, value["version"] != 1 { throw JSONCodingFailure(JSONPointer(tokens: []), Seal.missing) }
      entries = []
      let list = try MemberReader(value).read("sandboxes", as: [JSONValue].self)
      for (place, sandbox) in list.enumerated() {
        do throws(JSONCodingFailure) {
          entries.append(try Entry(sandbox, kinds))
        } catch {
          throw error.under(JSONPointer(tokens: ["sandboxes", String(place)]))
        }
      }
    } catch {
      throw Self.located(error, in: text, path: path)
    }
  }

  /// The failure with the line and column of its place, or of what surrounds it where it is absent.
  static func located(_ failure: JSONCodingFailure, in text: [UInt8], path: String) -> StateFailure {
    let place = failure.place(in: text)
    return .content(path, line: place.line, column: place.column, failure.description)
  }
}

extension StateFile.Entry {
  /// What a live sandbox is.
  @LoopActor init(_ sandbox: Sandbox) {
    name = sandbox.name
    recipe = sandbox.plan.recipe
    start = sandbox.plan.isFork ? sandbox.start : nil
    present = sandbox.snapshot
  }

  init(_ value: JSONValue, _ kinds: SnapshotKinds) throws(JSONCodingFailure) {
    let reader = MemberReader(value)
    name = try reader.read("name", as: String.self)
    recipe = try reader.read("recipe", as: JSONObject.self)
    present = try Self.snapshot(reader, "present", kinds)
    start = recipe["fork"] != nil ? try Self.snapshot(reader, "start", kinds) : nil
  }

  private static func snapshot(
    _ reader: MemberReader, _ name: String, _ kinds: SnapshotKinds
  ) throws(JSONCodingFailure) -> Snapshot {
    let value = try reader.read(name, as: JSONValue.self)
    do throws(JSONCodingFailure) {
      return try Snapshot(value, kinds)
    } catch {
      throw error.under(JSONPointer(tokens: [name]))
    }
  }
}

extension JSONCodingFailure {
  /// Line and column of the place, or of what surrounds it where it is absent.
  func place(in text: [UInt8]) -> (line: Int, column: Int) {
    var tokens = pointer.tokens
    var offset = JSONLocator.offset(of: pointer, in: text)
    while offset == nil, !tokens.isEmpty {
      tokens.removeLast()
      offset = JSONLocator.offset(of: JSONPointer(tokens: tokens), in: text)
    }
    return JSONLocator.place(of: offset ?? 0, in: text)
  }
}
