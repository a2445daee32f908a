internal import CResources

/// The files that the program carries inside; the only place that reads C's table of them.
enum EmbeddedFiles {
  /// The file's bytes by its path in the repository; a missing one is a fault of the build.
  static func bytes(_ path: String) -> [UInt8] {
    for file in files where String(cString: file.name) == path { return copy(file) }
    preconditionFailure("the build has left out \(path)")
  }

  /// The shipped scenarios in the order of the table: name without folder and ending, and text.
  static var scenarios: [(name: String, text: [UInt8])] {
    files.compactMap { file in
      let path = String(cString: file.name)
      guard path.hasPrefix("scenarios/"), !path.hasPrefix("scenarios/templates/"), !path.hasSuffix(".schema.json")
      else { return nil }
      return (String(path.dropFirst("scenarios/".count).dropLast(".json".count)), copy(file))
    }
  }

  private static var files: some Sequence<ringback_resource> {
    sequence(state: 0) { index in
      defer { index += 1 }
      return ringback_resource_at(index)?.pointee
    }
  }

  private static func copy(_ file: ringback_resource) -> [UInt8] {
    Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
