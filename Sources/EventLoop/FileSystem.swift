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

  /// Puts the bytes in the place of a file in one step: a reader sees the old content or the new, never a part.
  public static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let temporary = "\(path).\(getpid()).tmp"
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Failure() }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        let failure = Failure()
        _ = close(file)
        _ = unsafe unlink(temporary)
        throw failure
      }
      rest = rest.dropFirst(count)
    }
    guard fsync(file) == 0, close(file) == 0, unsafe rename(temporary, path) == 0 else { throw Failure() }
  }
}
