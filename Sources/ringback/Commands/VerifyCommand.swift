internal import ArgumentParser
internal import Bytes
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Transport

/// `ringback verify`: holds a running server's journal against a file of expectations.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that what a file expects has happened on a running server.",
    discussion: """
      The file is JSON as POST /_ringback/verify takes it: {"expect": [{"when": {"operation": "get_user_info"}, "exactly": 1}]}.
      Exit code 0: it has happened. 1: it has not. 2: nobody can say, for instance because the server does not answer.
      """)

  @Argument(help: "A file of expectations; - reads standard input.") var file: String
  @Option(help: "Where the server answers (default: RINGBACK_URL, else http://127.0.0.1:8080).") var url: String?
  @Option(help: "The sandbox (default: that of the URL, else default).") var sandbox: String?
  @Option(help: "What the server was given as --admin-token (default: RINGBACK_ADMIN_TOKEN).") var adminToken: String?

  /// What the program ends with where nobody can say.
  static let unknown: Int32 = 2
  static let unmet: Int32 = 1
  /// Seconds that the server may take beyond those that the file lets it wait.
  private static let patience = 30.0

  func run() throws {
    let source = try ExpectationFile(file)
    let server = RunningServer(url: url, sandbox: sandbox, adminToken: adminToken)
    var request = server.request(.post, "verify", body: source.bytes)
    request.timeout = Duration(clampingSeconds: Self.patience + min(max(source.value["timeout"]?.real ?? 0, 0), 3600))

    let answer = try RunningServer.onLoop { client throws(CommandFailure) in try await server.send(request, client) }
    let body = try? JSONParser().parse(answer.body)
    guard let body, body["verified"]?.bool == true || body["error"]?.object != nil else {
      throw CommandFailure(
        Self.unknown, "\(server.base) answers \(answer.status) and not as Ringback does: is --url right?")
    }
    if body["verified"]?.bool == true { return StandardStream.say(VerificationText.verified(body, source.value)) }
    guard body["error"]?["code"]?.string == "verification_failed" else { throw source.failure(body["error"] ?? .null) }
    StandardStream.say(VerificationText.unmet(body["error"] ?? .null))
    ProcessEnvironment.exitNow(Self.unmet)
  }
}
