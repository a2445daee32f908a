internal import Glibc

/// Owns a lock that one process at a time can hold; the system gives it back when the process ends, however it ends.
///
/// The lock is on a file of its own, which stays behind: a file that is replaced cannot carry one.
public struct FileLock: ~Copyable, Sendable {
  /// Why the lock was not had.
  public enum Refusal: Error, Equatable, Sendable {
    /// Another process holds it.
    case held
    /// The file cannot be made or locked.
    case failed(FileSystem.Failure)
  }

  private let file: Int32

  /// Takes the lock, or refuses at once.
  public init(_ path: String) throws(Refusal) {
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .failed(FileSystem.Failure()) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let refusal = errno == EWOULDBLOCK ? Refusal.held : .failed(FileSystem.Failure())
      _ = close(file)
      throw refusal
    }
    self.file = file
  }

  deinit { _ = close(file) }
}
