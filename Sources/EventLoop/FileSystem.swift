internal import Glibc

/// The few files that the program reads and writes, all small; it blocks, so none of it belongs on the request path.
public enum FileSystem {
  /// Why a file could not be written.
  public struct Failure: Error, Equatable, Sendable {
    /// The system's words, such as `Permission denied`.
    public let message: String

    init() { message = unsafe String(cString: strerror(errno)) }
  }

  /// The bytes of a regular file; nil where it cannot be read.
  public static func read(_ path: String) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { _ = close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// The bytes of a file; nil where there is none.
  public static func load(_ path: String) throws(Failure) -> [UInt8]? {
    if let bytes = read(path) { return bytes }
    if errno == ENOENT { return nil }
    throw Failure()
  }

  /// Puts the bytes in the place of a file in one step: a reader sees the old content or the new, never a part.
  ///
  /// On return the new content outlives a loss of power. Where the process dies on the way a file `PATH.PID.tmp` may be
  /// left behind; `removeTemporaries` takes those away.
  public static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o644) throws(Failure) {
    let temporary = "\(path).\(getpid()).tmp"
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard file >= 0 else { throw Failure() }
    do throws(Failure) {
      defer { _ = close(file) }
      try write(bytes, to: file)
      guard fsync(file) == 0 else { throw Failure() }
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
    guard unsafe rename(temporary, path) == 0 else {
      let failure = Failure()
      _ = unsafe unlink(temporary)
      throw failure
    }
    // The file is safe, its name in the folder only after this.
    let folder = unsafe open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw Failure() }
    defer { _ = close(folder) }
    // Some file systems cannot do this for a folder, and need not.
    guard fsync(folder) == 0 || errno == EINVAL else { throw Failure() }
  }

  private static func write(_ bytes: [UInt8], to file: Int32) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure() }
      rest = rest.dropFirst(count)
    }
  }

  /// Removes what `replace` of processes that died has left beside the file; the caller knows that nobody writes it now.
  public static func removeTemporaries(of path: String) {
    let folder = folder(of: path)
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? path
    guard let list = unsafe opendir(folder) else { return }
    defer { _ = unsafe closedir(list) }
    while let entry = unsafe readdir(list) {
      let found = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      guard found.hasPrefix("\(name)."), found.hasSuffix(".tmp") else { continue }
      let number = found.dropFirst(name.utf8.count + 1).dropLast(4)
      if !number.isEmpty, number.allSatisfy(\.isNumber) { _ = unsafe unlink("\(folder)/\(found)") }
    }
  }

  /// The path behind all symbolic links; the path itself where nothing is there yet.
  public static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
