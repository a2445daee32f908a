internal import CLibuv

/// A libuv status below zero, and what was being done.
///
/// Codes and texts: libuv manual, "Error handling".
public struct LoopError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The negative status.
  public let code: Int32
  /// What failed, such as `listen on 127.0.0.1:8080`.
  public let operation: String

  init(code: Int32, operation: String) {
    self.code = code
    self.operation = operation
  }

  /// The symbolic name, such as `EADDRINUSE`.
  public var name: String { unsafe String(cString: uv_err_name(code)) }

  /// libuv's words, such as `address already in use`.
  public var words: String { unsafe String(cString: uv_strerror(code)) }

  /// What failed and why, as one line: `listen on 127.0.0.1:8080: address already in use`.
  public var description: String { "\(operation): \(words)" }

  /// Whether another socket has the address.
  public var isAddressInUse: Bool { code == UV_EADDRINUSE.rawValue }

  /// Whether this process or the machine has no file descriptor left.
  public var isOutOfDescriptors: Bool { code == UV_EMFILE.rawValue || code == UV_ENFILE.rawValue }

  /// Whether the user may not do this, such as listening below port 1024.
  public var isPermissionDenied: Bool { code == UV_EACCES.rawValue || code == UV_EPERM.rawValue }
}

@inline(__always)
func check(_ status: Int32, _ operation: @autoclosure () -> String) throws(LoopError) {
  if status < 0 { throw LoopError(code: status, operation: operation()) }
}

/// For calls that cannot fail by libuv's contract, or only when memory or descriptors are gone.
@inline(__always)
func require(_ status: Int32, _ operation: StaticString) {
  if status < 0 { refused(status, operation) }
}

/// Optimised builds do not print the words of a precondition.
@inline(never)
private func refused(_ status: Int32, _ operation: StaticString) -> Never {
  fatalError("libuv refused to \(operation): \(LoopError(code: status, operation: "").words)")
}
