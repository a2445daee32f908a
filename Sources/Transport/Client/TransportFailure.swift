/// Why a request of ours got no answer.
public struct TransportFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, as far as callers treat it differently.
  public enum Kind: String, Sendable {
    /// libcurl is not on this machine.
    case libraryMissing = "library_missing"
    /// The URL or a field cannot be sent.
    case invalidRequest = "invalid_request"
    /// The address must not be reached.
    case targetNotAllowed = "target_not_allowed"
    /// This process has no file descriptor left.
    case noDescriptors = "no_descriptors"
    /// Nobody knows the address of the host, or of the proxy.
    case unknownHost = "unknown_host"
    /// Nothing takes connections there.
    case unreachable = "unreachable"
    /// The answer was not complete in time, or the connection took too long.
    case timedOut = "timed_out"
    /// The certificate does not prove who the server is.
    case untrusted = "untrusted"
    /// TLS failed in another way.
    case tls = "tls"
    /// The answer is larger than allowed.
    case tooLarge = "too_large"
    /// More redirects than allowed.
    case tooManyRedirects = "too_many_redirects"
    /// The connection ended before the answer did, or what came is no HTTP.
    case brokenOff = "broken_off"
    /// The task was cancelled, or the client closed.
    case cancelled = "cancelled"
    /// Anything else, in the message's words.
    case other = "other"
  }

  /// What went wrong.
  public let kind: Kind
  /// What went wrong in words, such as `Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server`.
  public let message: String

  /// A failure with these words.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The words.
  public var description: String { message }
}
