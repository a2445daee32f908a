internal import Glibc
internal import Synchronization

/// Owns a file that one process at a time may have; the system gives it back when the process ends, however it ends.
///
/// The lock is on the file itself, so that neither another name of it nor the removal of some other file leads around it.
/// Each replacement is locked before it gets the file's name. Whatever another program has put there meanwhile is left alone.
public final class OwnedFile: Sendable {
  /// Why the file was not had.
  public enum Refusal: Error, Equatable, Sendable {
    /// Another process has it.
    case held
    /// The file cannot be opened or locked.
    case failed(FileSystem.Failure)
  }

  private let path: String
  /// The descriptor that holds the lock; nil while there is no file.
  private let held: Mutex<Int32?>

  /// Takes the file if there is one, or refuses at once; writes nothing.
  public init(_ path: String) throws(Refusal) {
    self.path = path
    held = Mutex(try Self.take(path))
  }

  deinit {
    held.withLock { file in
      if let file { _ = close(file) }
    }
  }

  private static func take(_ path: String) throws(Refusal) -> Int32? {
    while true {
      let file: Int32
      do throws(FileSystem.Failure) {
        file = try FileSystem.openRegular(path, O_RDWR)
      } catch {
        if error.isAbsent { return nil }
        throw .failed(error)
      }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        let refusal = errno == EWOULDBLOCK ? Refusal.held : .failed(FileSystem.Failure())
        _ = close(file)
        throw refusal
      }
      // Its owner may have replaced it between the opening and the locking.
      if isAt(path, file) { return file }
      _ = close(file)
    }
  }

  /// Whether the file of a descriptor has the name.
  private static func isAt(_ path: String, _ file: Int32) -> Bool {
    var (named, opened) = (stat(), stat())
    return unsafe stat(path, &named) == 0 && fstat(file, &opened) == 0 && named.st_dev == opened.st_dev
      && named.st_ino == opened.st_ino
  }

  /// The bytes of the file; nil if there is none.
  public func load(limit: Int) throws(FileSystem.Failure) -> [UInt8]? {
    try held.withLock { file throws(FileSystem.Failure) in
      guard let file else { return nil }
      guard lseek(file, 0, SEEK_SET) == 0 else { throw FileSystem.Failure() }
      return try FileSystem.read(file, limit: limit)
    }
  }

  /// Replaces the file as `FileSystem.replace` does, or makes it.
  ///
  /// A file that another program has put there since is left alone.
  public func replace(with bytes: [UInt8], mode: UInt32) throws(FileSystem.Failure) {
    try held.withLock { file throws(FileSystem.Failure) in
      let isThere = unsafe access(path, F_OK) == 0
      if let file, isThere, !Self.isAt(path, file) { throw Self.foreign }
      let new: Int32
      do throws(FileSystem.Failure) {
        new = try FileSystem.put(bytes, at: path, mode: mode, isNew: file == nil || !isThere)
      } catch {
        throw error.isTaken ? Self.foreign : error
      }
      if let file { _ = close(file) }
      file = new
      try FileSystem.syncFolder(of: path)
    }
  }

  private static let foreign = FileSystem.Failure("Another program has put a file there, which is left as it is")
}
