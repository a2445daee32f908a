internal import ArgumentParser
internal import Bytes

/// What sandboxes may send requests to.
struct OutgoingOptions: ParsableArguments {
  @Option(help: "Host on the internet that sandboxes may send requests to; *.example.com allows all below. Repeatable.")
  var allowHost: [String] = []
  @Option(help: "Where a host of the app really is: app.example.com=127.0.0.1:3000. Repeatable.")
  var mapHost: [String] = []
  @Option(help: "File of certificates (PEM) that sandboxes trust in the place of the system's.") var ca: String?

  @Option(help: "Requests to the app at once; more wait (by default a quarter of the descriptors, at most 256).")
  var maxOutgoing: Int?

  func validate() throws {
    if let maxOutgoing, maxOutgoing < 1 {
      throw ValidationError("--max-outgoing is at least 1; found \(maxOutgoing).")
    }
    try NamedValues.check(mapHost, of: "map-host")
    for (host, target) in NamedValues.pairs(mapHost) where Authority(target) == nil {
      throw ValidationError("--map-host \(host) goes to HOST[:PORT], such as 127.0.0.1:3000; found \"\(target)\".")
    }
    if allowHost.contains("") { throw ValidationError("--allow-host is empty: name a host, or leave the option out.") }
  }

  /// Where hosts really are.
  var hostMap: [String: String] {
    Dictionary(NamedValues.pairs(mapHost).map { ($0.key.lowercased(), $0.value) }) { _, last in last }
  }
}
