public import JSON
internal import EventLoop
internal import Glibc

/// The files of the repository, found from where this one stands.
public enum Repository {
  private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  /// A file that is not there.
  public struct Missing: Error {
    /// Its path in the repository.
    public let path: String
  }

  /// The place of a file on this machine.
  public static func path(_ path: String) -> String { "\(root)/\(path)" }

  /// A file's bytes.
  public static func bytes(_ path: String) throws(Missing) -> [UInt8] {
    guard let bytes = try? FileSystem.read(Self.path(path)) else { throw Missing(path: path) }
    return bytes
  }

  /// A file's text.
  public static func text(_ path: String) throws(Missing) -> String { String(decoding: try bytes(path), as: UTF8.self) }

  /// A file's JSON value.
  public static func json(_ path: String) throws -> JSONValue { try JSONParser(duplicates: .refuse).parse(bytes(path)) }

  /// The names in a folder that end in `suffix`, in alphabetical order.
  public static func names(in folder: String, suffix: String) -> [String] {
    guard let directory = opendir(Self.path(folder)) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(suffix) { names.append(name) }
    }
    return names.sorted()
  }

  /// The paths of all files below a folder that end in `suffix`.
  public static func files(below folder: String, suffix: String) -> [String] {
    names(in: folder, suffix: "").filter { !$0.hasPrefix(".") }.flatMap { name in
      name.hasSuffix(suffix) ? ["\(folder)/\(name)"] : files(below: "\(folder)/\(name)", suffix: suffix)
    }
  }
}
