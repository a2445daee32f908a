internal import CProcess
internal import Glibc

/// What the system tells the process about itself.
public enum ProcessEnvironment {
  /// Makes the process one that survives closed standard descriptors, `ulimit -f` and readers that go away.
  ///
  /// The first thing in `main`: the loop's own descriptors must not get the numbers of standard ones.
  public static func begin() { ringback_process_begin() }

  /// The environment's variables.
  public static var all: [String: String] {
    var variables: [String: String] = [:]
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let parts = unsafe String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      unsafe entry += 1
    }
    return variables
  }

  /// The number of this process.
  public static var processID: Int { Int(getpid()) }

  /// Ends the process at once, with everything that is still under way.
  public static func exitNow(_ code: Int32) -> Never { exit(code) }
}
