public import Bytes
internal import CLibuv

/// The network interfaces of this machine.
public enum NetworkInterfaces {
  /// Whether an address is one of this machine's.
  public static func own(_ address: IPAddress) -> Bool {
    if address.scope == .loopback || address.bytes.allSatisfy({ $0 == 0 }) { return true }
    var list: UnsafeMutablePointer<uv_interface_address_t>?
    var count: Int32 = 0
    guard unsafe uv_interface_addresses(&list, &count) == 0, let list = unsafe list else { return false }
    defer { unsafe uv_free_interface_addresses(list, count) }
    return (0..<Int(count)).contains { place in
      let bytes = unsafe withUnsafeBytes(of: list[place].address) { bytes in
        unsafe list[place].address.address4.sin_family == sa_family_t(AF_INET6)
          ? Array(bytes[8..<24]) : Array(bytes[4..<8])
      }
      return IPAddress(bytes: bytes) == address
    }
  }
}
