internal import Glibc

extension FileSystem {
  /// The names of what a folder holds, in alphabetical order, without those that begin with a dot; nil where there is no such folder.
  public static func names(in folder: String) -> [String]? {
    guard let directory = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder and those that it stands in, unless they are there.
  public static func makeFolder(_ path: String) throws(Failure) {
    for (place, byte) in path.utf8.enumerated() where byte == UInt8(ascii: "/") && place > 0 {
      try makeOne(String(path.utf8.prefix(place)) ?? path)
    }
    try makeOne(path)
  }

  private static func makeOne(_ path: String) throws(Failure) {
    guard unsafe mkdir(path, 0o755) != 0, errno != EEXIST else { return }
    throw Failure()
  }
}
