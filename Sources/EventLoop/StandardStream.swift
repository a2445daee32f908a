internal import Glibc

/// Standard output or error.
///
/// Writing never waits: what nobody reads is dropped.
@LoopActor public final class StandardStream {
  /// Standard output.
  public static let output = StandardStream(1)

  /// Up to this many bytes a pipe takes at once or not at all.
  private static let atomicBytes = 4096
  private let file: Int32

  private init(_ file: Int32) { self.file = file }

  /// Writes the bytes as far as the reader takes them now.
  public func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard isWritable else { return }
      let count = unsafe rest.prefix(Self.atomicBytes).withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private var isWritable: Bool {
    var entry = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLOUT) != 0
  }

  /// Writes a line to standard error, waiting for whoever reads it: for what a command ends with.
  public nonisolated static func complain(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
  }
}
