internal import Glibc

extension FileSystem {
  /// Puts the bytes in the place of a file in one step: a reader sees the old content or the new, never a part.
  ///
  /// On return the new content outlives a loss of power. If the process dies on the way, a file `PATH.PID.tmp` may be
  /// left behind; `removeTemporaries` takes those away. Only a regular file is replaced: never `/dev/null`, nor a pipe.
  public static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o644) throws(Failure) {
    try requireReplaceable(path)
    _ = close(try put(bytes, at: path, mode: mode, isNew: false))
    try syncFolder(of: path)
  }

  private static func requireReplaceable(_ path: String) throws(Failure) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw Failure("It is a folder, not a file")
    default: throw Failure("It is a pipe, a socket or a device, not a file")
    }
  }

  /// Writes a file beside the path, gives it the name, and returns its descriptor, which has the only lock on it.
  ///
  /// With `isNew` a file that stands there already is left alone, and the failure says so. `syncFolder` has to follow.
  static func put(_ bytes: [UInt8], at path: String, mode: UInt32, isNew: Bool) throws(Failure) -> Int32 {
    let temporary = "\(path).\(getpid()).tmp"
    // Nothing that somebody has put there is written to.
    _ = unsafe unlink(temporary)
    let file = unsafe open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard file >= 0 else { throw Failure() }
    do throws(Failure) {
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else { throw Failure() }
      try write(bytes, to: file)
      guard fsync(file) == 0 else { throw Failure() }
      try name(temporary, path, isNew: isNew)
    } catch {
      _ = unsafe unlink(temporary)
      _ = close(file)
      throw error
    }
    return file
  }

  private static func name(_ temporary: String, _ path: String, isNew: Bool) throws(Failure) {
    if isNew {
      // A second name is refused if there is such a file; a new name for the first would replace it.
      if unsafe link(temporary, path) == 0 {
        _ = unsafe unlink(temporary)
        return
      }
      // Some file systems give a file one name only.
      guard errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS else { throw Failure() }
    }
    guard unsafe rename(temporary, path) == 0 else { throw Failure() }
  }

  /// Has the name of a file outlive a loss of power, as the file itself does already.
  static func syncFolder(of path: String) throws(Failure) {
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
}
