internal import Bytes
internal import Glibc

/// Standard output or error: the one way by which the program speaks.
///
/// Whatever is written goes through `Printable`: what files, requests and answers say is shown, and never obeyed by a terminal.
@LoopActor public final class StandardStream {
  /// Standard output.
  public static let output = StandardStream(1)

  /// Up to this many bytes a pipe takes at once or not at all.
  private static let atomicBytes = 4096
  private let file: Int32

  private init(_ file: Int32) { self.file = file }

  /// Writes the text as far as the reader takes it now; never waits, so that what nobody reads is dropped.
  public func write(_ text: [UInt8]) {
    var rest = Printable.bytes(text)[...]
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

  /// Writes a line to standard output, waiting for the reader: for what a command was asked for.
  public nonisolated static func say(_ line: String, terminator: String = "\n") { put(line + terminator, to: 1) }

  /// Writes a line to standard error, waiting for the reader: for what a command ends with.
  public nonisolated static func complain(_ line: String) { put(line + "\n", to: 2) }

  /// Writes a question to standard error, without ending the line.
  nonisolated static func ask(_ question: String) { put(question, to: 2) }

  private nonisolated static func put(_ text: String, to file: Int32) {
    var rest = Printable.bytes(Array(text.utf8))[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        // Somebody else has made the terminal or the pipe one that does not wait.
        var entry = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&entry, 1, -1)
        continue
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
