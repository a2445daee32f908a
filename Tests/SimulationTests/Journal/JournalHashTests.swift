import EventLoop
import HTTP1
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct JournalHashTests {
  @LoopActor static func hash(_ happenings: [Happening], in name: String = "a") async -> String {
    let sandbox = Happening.sandbox(name)
    for happening in happenings { happening.append(to: sandbox.journal) }
    return await sandbox.journal.hash(in: sandbox)
  }

  typealias Change = @LoopActor @Sendable (inout Happening) -> Void

  static let counting: [(String, Change)] = [
    ("time", { $0.time = Instant(nanoseconds: Happening.noon.nanoseconds + 1) }), ("kind", { $0.kind = .control }),
    ("operation", { $0.operation = "other" }), ("no operation", { $0.operation = nil }),
    ("method", { $0.method = .put }),
    ("path", { $0.target = "/v1/others?b=2&a=1" }), ("query value", { $0.target = "/v1/things?b=2&a=2" }),
    ("query name", { $0.target = "/v1/things?b=2&c=1" }), ("no query", { $0.target = "/v1/things" }),
    ("body value", { $0.body = #"{"b":2,"a":[2,3]}"# }), ("array order", { $0.body = #"{"b":1,"a":[3,2]}"# }),
    ("a real", { $0.body = #"{"b":1.0,"a":[2,3]}"# }), ("no body", { $0.body = "" }), ("status", { $0.status = 200 }),
    ("error", { $0.error = "e" }), ("rule", { $0.rule = "r" }), ("answer", { $0.answer = #"{"y":1,"x":3}"# }),
    ("long body", { $0.body = String(repeating: "a", count: 70_000) }),
  ]

  @Test(arguments: 0..<counting.count)
  func differsWhereSomethingThatCountsDoes(index: Int) async throws {
    try await onLoop {
      let (name, change) = Self.counting[index]
      let (one, other) = (
        await Self.hash([Happening(), Happening(change)]), await Self.hash([Happening(), Happening()])
      )
      #expect(one != other, "\(name)")
    }
  }

  static let indifferent: [(String, Change)] = [
    ("nothing", { _ in }), ("real time", { $0.nanoseconds = 1 }), ("hint", { $0.hint = "h" }),
    ("host", { $0.fields[0].value = "localhost:9" }), ("a header", { $0.fields.append(("user-agent", "x")) }),
    ("an answer's header", { $0.answerFields["x-trace-id"] = "9" }),
    ("query order", { $0.target = "/v1/things?a=1&b=2" }),
    ("query spelling", { $0.target = "/v1/things?%61=%31&b=2" }),
    ("key order", { $0.body = #"{ "a": [2,3], "b": 1 }"# }),
    ("answer's key order", { $0.answer = #"{"x":2,"y":1}"# }), ("prefix", { $0.prefix = "/~a" }),
  ]

  @Test(arguments: 0..<indifferent.count)
  func isTheSameWhereOnlyTheRestDiffers(index: Int) async throws {
    try await onLoop {
      let (name, change) = Self.indifferent[index]
      let (one, other) = (
        await Self.hash([Happening(), Happening(change)]), await Self.hash([Happening(), Happening()])
      )
      #expect(one == other, "\(name)")
    }
  }

  @Test func orderAndNumberCount() async throws {
    try await onLoop {
      let other = Happening { $0.status = 200 }
      let (first, last) = (await Self.hash([Happening(), other]), await Self.hash([other, Happening()]))
      #expect(first != last)
      let (once, twice) = (await Self.hash([Happening()]), await Self.hash([Happening(), Happening()]))
      #expect(once != twice)
      let none = await Self.hash([])
      #expect(none == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }
  }

  @Test func secretsHostsAndPrefixesAreTheSameInEverySandbox() async throws {
    try await onLoop {
      var hashes: Set<String> = []
      for (name, host) in [("a", "127.0.0.1:8080"), ("b", "localhost:9"), ("c-with-a-long-name", "[::1]:80")] {
        let sandbox = Happening.sandbox(name)
        let encoded = Base64Text.encode(Array("\(sandbox.twilio.accountSID):\(sandbox.twilio.authToken)".utf8))
        hashes.insert(
          await Self.hash(
            [
              Happening {
                $0.fields = [("host", host), ("content-type", "application/json")]
                $0.prefix = "/~\(name)"
                $0.target = "/\(sandbox.twilio.accountSID)?token=\(sandbox.twilio.authToken)"
                $0.body = "{\"key\":\"\(sandbox.value("main"))\",\"basic\":\"\(encoded)\"}"
                $0.answer = "{\"url\":\"ws://\(host)/~\(name)/v1/x\",\"plain\":\"http://\(host)/y\"}"
              }
            ], in: name))
      }
      #expect(hashes.count == 1)
      let other = await Self.hash([Happening { $0.answer = #"{"url":"ws://elsewhere/v1/x"}"# }])
      #expect(!hashes.contains(other))
    }
  }

  @Test func formsAndBoundariesAreNormal() async throws {
    try await onLoop {
      @LoopActor func form(_ body: String) async -> String {
        await Self.hash([
          Happening {
            $0.fields = [("content-type", "application/x-www-form-urlencoded")]
            $0.body = body
          }
        ])
      }
      let (one, other) = (await form("To=1&From=2"), await form("From=2&To=%31"))
      #expect(one == other)
      let (there, back) = (await form("To=1&To=2"), await form("To=2&To=1"))
      #expect(there != back)
      @LoopActor func parts(_ boundary: String, _ content: [UInt8]) async -> String {
        await Self.hash([
          Happening {
            $0.fields = [("content-type", "multipart/form-data; boundary=\"\(boundary)\"")]
            $0.bytes = Array("--\(boundary)\r\n\r\n".utf8) + content + Array("\r\n--\(boundary)--\r\n".utf8)
          }
        ])
      }
      for content in [Array("text".utf8), [0xff, 0]] {
        let (one, other) = (await parts("----one1", content), await parts("----another2", content))
        #expect(one == other)
        let longer = await parts("----one1", content + [1])
        #expect(one != longer)
      }
    }
  }
}
