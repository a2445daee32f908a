internal import EventLoop
internal import JSON

/// A file for `ringback verify`, and where in it something is wrong.
struct ExpectationFile {
  let name: String
  let bytes: [UInt8]
  let value: JSONValue

  /// Reads it; `-` is standard input.
  init(_ path: String) throws(CommandFailure) {
    name = path == "-" ? "standard input" : path
    bytes = try InputFile.read(path, or: VerifyCommand.unknown)
    do throws(JSONFailure) {
      value = try JSONParser(duplicates: .refuse).parse(bytes)
    } catch {
      throw CommandFailure(VerifyCommand.unknown, "\(name):\(error.line):\(error.column): \(error.message)")
    }
  }

  /// The server's refusal, with the place that it points to.
  func failure(_ error: JSONValue) -> CommandFailure {
    let message = error["message"]?.string ?? "the server refuses"
    guard let pointer = (error["pointer"]?.string).flatMap({ try? JSONPointer($0) }) else {
      return CommandFailure(VerifyCommand.unknown, message)
    }
    guard let offset = JSONLocator.offset(of: pointer, in: bytes) else {
      return CommandFailure(VerifyCommand.unknown, "\(name): \(message) (at \(pointer))")
    }
    let place = JSONLocator.place(of: offset, in: bytes)
    return CommandFailure(VerifyCommand.unknown, "\(name):\(place.line):\(place.column): \(message) (at \(pointer))")
  }
}
