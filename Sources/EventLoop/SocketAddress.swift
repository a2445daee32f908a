internal import CLibuv
internal import Glibc

/// An IPv4 or IPv6 address with a port, in the form that sockets take.
@safe struct SocketAddress {
  private var storage = sockaddr_storage()

  /// Reads an address, or asks the resolver when it is a name.
  ///
  /// `[::1]` is the same as `::1`.
  init(host: String, port: Int, operation: String) throws(LoopError) {
    let port = Int32(clamping: port)
    let text = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    let status = unsafe withUnsafeMutablePointer(to: &storage) { place in
      unsafe place.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { unsafe uv_ip4_addr(text, port, $0) } == 0
        ? 0
        : unsafe place.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { unsafe uv_ip6_addr(text, port, $0) }
    }
    if status == 0 { return }
    try resolve(text, port: port, operation: operation)
  }

  private init() {}

  /// The address of one end of a connected or bound socket.
  init(of tcp: UnsafePointer<uv_tcp_t>, peer: Bool) throws(LoopError) {
    var length = Int32(MemoryLayout<sockaddr_storage>.size)
    let status = unsafe withSockaddr { (address: UnsafeMutablePointer<sockaddr>) in
      unsafe peer ? uv_tcp_getpeername(tcp, address, &length) : uv_tcp_getsockname(tcp, address, &length)
    }
    try check(status, "ask for the address of a socket")
  }

  /// The port.
  var port: Int {
    var copy = self
    return unsafe copy.withSockaddr { address in
      unsafe UnsafeMutableRawPointer(address).load(as: sockaddr.self).sa_family == sa_family_t(AF_INET6)
        ? Int(UInt16(bigEndian: UnsafeMutableRawPointer(address).load(as: sockaddr_in6.self).sin6_port))
        : Int(UInt16(bigEndian: UnsafeMutableRawPointer(address).load(as: sockaddr_in.self).sin_port))
    }
  }

  /// `127.0.0.1:80` or `[::1]:80`.
  var description: String {
    var copy = self
    let isIPv6 = storage.ss_family == sa_family_t(AF_INET6)
    let host = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      let status = unsafe copy.withSockaddr { unsafe uv_ip_name($0, text.baseAddress, 64) }
      return unsafe status == 0 && text.baseAddress != nil ? String(cString: text.baseAddress!) : "?"
    }
    return isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  mutating func withSockaddr<T>(_ body: (UnsafeMutablePointer<sockaddr>) -> T) -> T {
    unsafe withUnsafeMutablePointer(to: &storage) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
    }
  }

  /// Blocks for the resolver; names are only used at start-up.
  private mutating func resolve(_ name: String, port: Int32, operation: String) throws(LoopError) {
    var request = unsafe uv_getaddrinfo_t()
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    try check(unsafe uv_getaddrinfo(LoopActor.executor.loop, &request, nil, name, String(port), &hints), operation)
    guard let found = unsafe request.addrinfo else {
      throw LoopError(code: UV_EAI_NONAME.rawValue, operation: operation)
    }
    unsafe memcpy(&storage, found.pointee.ai_addr, Int(found.pointee.ai_addrlen))
    unsafe uv_freeaddrinfo(found)
  }
}
