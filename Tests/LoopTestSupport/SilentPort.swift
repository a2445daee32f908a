internal import Glibc

/// A port of this machine that nobody listens on, and nobody else is given until `close`.
public struct SilentPort {
  private let descriptor: Int32
  /// Its number.
  public let number: Int

  /// Takes a free one.
  public init() {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
      }
    }
    precondition(status == 0, "cannot take a port")
    self.descriptor = descriptor
    number = Int(UInt16(bigEndian: address.sin_port))
  }

  /// Gives it back.
  public func close() { Glibc.close(descriptor) }
}
