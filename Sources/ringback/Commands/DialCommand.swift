internal import ArgumentParser
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Transport

/// `ringback dial`: calls a number of a running server's sandbox, and prints what happens until the call is over.
struct DialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dial", abstract: "Call a number of a running server, as from the telephone network.",
    discussion: """
      Prints what happens until the call is over. Where the sandbox's clock stands (manual), it says so and goes on when
      somebody moves the clock on. Exit code 0: the call was taken. 1: nobody took it. 2: the server does not answer.
      """)

  @Option(help: "The called number, which the sandbox has: an imported phone number with an agent.") var to: String
  @Option(help: "The calling number.") var from: String
  @Option(
    help: "Who calls: a person as in a scenario's people (JSON, or a file), or a number or pattern of the scenario.")
  var person: String?
  @Option(help: "Where the server answers (default: RINGBACK_URL, else http://127.0.0.1:8080).") var url: String?
  @Option(help: "The sandbox (default: that of the URL, else default).") var sandbox: String?
  @Option(help: "What the server was given as --admin-token (default: RINGBACK_ADMIN_TOKEN).") var adminToken: String?

  func run() throws {
    var call: JSONObject = ["from": .string(from), "to": .string(to)]
    if let person { call.append("person", try Self.caller(person)) }
    let server = RunningServer(url: url, sandbox: sandbox, adminToken: adminToken)
    let body = JSONWriter.bytes(.object(call))
    let isTaken = try RunningServer.onLoop { client throws(CommandFailure) in
      try await Self.follow(server, client, body)
    }
    if !isTaken { ProcessEnvironment.exitNow(1) }
  }

  /// JSON as it stands, what a file says, or else a name.
  private static func caller(_ text: String) throws(CommandFailure) -> JSONValue {
    let isInline = text.drop { $0 == " " }.first == "{"
    guard isInline || text.hasSuffix(".json") || text.contains("/") else { return .string(text) }
    let bytes = isInline ? Array(text.utf8) : try InputFile.read(text, or: SystemExit.noInput)
    do throws(JSONFailure) {
      return try JSONParser(duplicates: .refuse).parse(bytes)
    } catch {
      let name = isInline ? "--person" : text
      throw CommandFailure(SystemExit.dataError, "\(name):\(error.line):\(error.column): \(error.message)")
    }
  }

  /// Places the call and tells what the journal says of it; answers whether somebody took it.
  @LoopActor private static func follow(
    _ server: RunningServer, _ client: HTTPClient, _ body: [UInt8]
  ) async throws(CommandFailure) -> Bool {
    let clock = try await server.json(server.request(.get, "clock"), client)
    let placed = try await server.json(server.request(.post, "calls", body: body), client)
    let sid = placed["call_sid"]?.string ?? ""
    say(placed["conversation_id"]?.string.map { "\(sid), conversation \($0)" } ?? sid)
    if let hint = placed["hint"]?.string {
      say("Nobody takes it: \(hint)")
      return false
    }
    if clock["mode"] == "manual" {
      say("The clock stands: it goes on by POST \(server.base)/_ringback/clock/advance {\"until\": \"idle\"}.")
    }
    var cursor = try await firstEntry(of: sid, server, client) - 1
    while true {
      let page = try await server.json(server.request(.get, "journal?after=\(cursor)&wait=30"), client)
      for entry in page["entries"]?.array ?? [] {
        guard let line = CallEventWords.line(entry, callSID: sid) else { continue }
        say(line)
        if CallEventWords.isEnd(entry) { return true }
      }
      cursor = page["next"]?.integer ?? cursor
    }
  }

  /// The sequence at which the journal begins to speak of the call.
  @LoopActor private static func firstEntry(
    of sid: String, _ server: RunningServer, _ client: HTTPClient
  ) async throws(CommandFailure) -> Int64 {
    let filter = PercentCoding.encode("{\"body\":{\"/call_sid\":\"\(sid)\"}}")
    let page = try await server.json(server.request(.get, "journal?limit=1&filter=\(filter)"), client)
    guard let sequence = page["entries"]?[0]?["sequence"]?.integer else {
      throw CommandFailure(VerifyCommand.unknown, "the journal does not speak of \(sid): was the sandbox reset?")
    }
    return sequence
  }

  @LoopActor private static func say(_ line: String) { StandardStream.output.write(Array("\(line)\n".utf8)) }
}
