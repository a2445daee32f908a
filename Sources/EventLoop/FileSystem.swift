internal import Glibc

/// The few files that the program reads and writes, all small; it blocks, so none of it belongs on the request path.
public enum FileSystem {
  /// Why a file could not be read or written.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system's words, such as `Permission denied`, or ours.
    public let message: String
    /// Whether there is no such file.
    public let isAbsent: Bool
    /// Whether the file stands there already, although it should be new.
    let isTaken: Bool

    /// What the system says about its last refusal.
    init() {
      let code = errno
      message =
        switch code {
        // Neither can be opened as a file is.
        case ENXIO: "It is a socket or a device, not a file"
        case EISDIR: "It is a folder, not a file"
        default: unsafe String(cString: strerror(code))
        }
      isAbsent = code == ENOENT
      isTaken = code == EEXIST
    }

    init(_ message: String) {
      self.message = message
      isAbsent = false
      isTaken = false
    }

    /// The words.
    public var description: String { message }
  }

  /// Bytes that a file may have which people write.
  public static let mostBytes = 64 << 20
  /// Bytes that a file may have which programs write, such as a capsule.
  public static let mostRecordedBytes = 1 << 30

  /// The bytes of a regular file of at most `limit` bytes.
  ///
  /// Whatever else stands at the path is refused and not waited for: a pipe may never be written, a device may never end.
  public static func read(_ path: String, limit: Int = mostBytes) throws(Failure) -> [UInt8] {
    let file = try openRegular(path, O_RDONLY)
    defer { _ = close(file) }
    return try read(file, limit: limit)
  }

  /// The bytes of a file as `read` gives them; nil if there is none.
  public static func load(_ path: String, limit: Int = mostBytes) throws(Failure) -> [UInt8]? {
    do throws(Failure) {
      return try read(path, limit: limit)
    } catch {
      if error.isAbsent { return nil }
      throw error
    }
  }

  /// Whether something has the path, whatever it is.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// Everything on standard input, whatever it is, up to `limit` bytes; waits for it.
  public static func readStandardInput(limit: Int = mostBytes) throws(Failure) -> [UInt8] { try read(0, limit: limit) }

  /// Throws why `read` would refuse a file; for those that a library opens.
  public static func check(_ path: String) throws(Failure) { _ = close(try openRegular(path, O_RDONLY)) }

  /// A descriptor of a regular file.
  static func openRegular(_ path: String, _ flags: Int32) throws(Failure) -> Int32 {
    // Without O_NONBLOCK this would wait for a pipe's writer; reading from files is the same with it.
    let file = unsafe open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard file >= 0 else { throw Failure() }
    do throws(Failure) {
      try requireRegular(try status(of: file))
    } catch {
      _ = close(file)
      throw error
    }
    return file
  }

  static func status(of file: Int32) throws(Failure) -> stat {
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw Failure() }
    return status
  }

  private static func requireRegular(_ status: stat) throws(Failure) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw Failure("It is a folder, not a file")
    case S_IFIFO: throw Failure("It is a pipe, not a file")
    default: throw Failure("It is a socket or a device, not a file")
    }
  }

  static func read(_ file: Int32, limit: Int) throws(Failure) -> [UInt8] {
    // A large file is refused before it is read; the system says 0 for those that it makes up.
    let size = try Int(status(of: file).st_size)
    guard size <= limit else { throw tooLarge(limit) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure() }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= limit else { throw tooLarge(limit) }
      bytes += buffer[..<count]
    }
  }

  private static func tooLarge(_ limit: Int) -> Failure { Failure("It is larger than \(limit) bytes") }

  /// The path after all symbolic links; the path itself if nothing is there yet.
  public static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
