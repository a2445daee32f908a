import HTTP1
import Scenario
import Testing

@Suite(.timeLimit(.minutes(2))) struct FaultTests {
  @Test(arguments: [
    (#"[]"#, ["head", "body \"0123456789\""]),
    (#"{"type": "connection_reset_by_peer"}"#, ["reset"]),
    (#"{"type": "empty_response"}"#, ["close"]),
    (#"{"type": "never_answer"}"#, ["hold"]),
    (#"{"type": "timeout", "timeout": 5}"#, ["pause 5.0 ms", "close"]),
    (#"{"type": "timeout", "timeout": 0}"#, ["hold"]),
    (#"{"type": "latency", "latency": 7}"#, ["pause 7.0 ms", "head", "body \"0123456789\""]),
    (#"{"type": "latency", "latency": 0}"#, ["head", "body \"0123456789\""]),
    (#"{"type": "slow_close", "delay": 3}"#, ["head", "body \"0123456789\"", "pause 3.0 ms", "close"]),
    (#"{"type": "truncated_body"}"#, ["head", "body \"01234\"", "close"]),
    (#"{"type": "truncated_body", "bytes": 3}"#, ["head", "body \"012\"", "close"]),
    (#"{"type": "truncated_body", "bytes": 0}"#, ["head", "close"]),
    (#"{"type": "truncated_body", "bytes": 99}"#, ["head", "body \"0123456789\"", "close"]),
    (#"{"type": "truncated_body", "fraction": 0.99}"#, ["head", "body \"012345678\"", "close"]),
    (#"{"type": "truncated_body", "fraction": 0}"#, ["head", "close"]),
    (#"{"type": "limit_data", "bytes": 0}"#, ["close"]),
    (#"{"type": "limit_data", "bytes": 20}"#, ["head 20", "close"]),
    (#"{"type": "limit_data", "bytes": \#(answerHead.utf8.count)}"#, ["head", "close"]),
    (#"{"type": "limit_data", "bytes": \#(answerHead.utf8.count + 4)}"#, ["head", "body \"0123\"", "close"]),
    (#"{"type": "limit_data", "bytes": \#(answerHead.utf8.count + 10)}"#, ["head", "body \"0123456789\"", "close"]),
    (#"{"type": "limit_data", "bytes": \#(answerHead.utf8.count + 11)}"#, ["head", "body \"0123456789\""]),
  ])
  func shapesTheSteps(fault: String, expected: [String]) throws {
    #expect(words(try shaped(fault)) == expected)
  }

  @Test(arguments: [
    (#"[{"type": "latency", "latency": 2}, {"type": "connection_reset_by_peer"}]"#, ["pause 2.0 ms", "reset"]),
    (#"[{"type": "connection_reset_by_peer"}, {"type": "latency", "latency": 2}]"#, ["pause 2.0 ms", "reset"]),
    (#"[{"type": "latency", "latency": 2}, {"type": "never_answer"}]"#, ["pause 2.0 ms", "hold"]),
    (
      #"[{"type": "latency", "latency": 2}, {"type": "timeout", "timeout": 3}]"#,
      ["pause 2.0 ms", "pause 3.0 ms", "close"]
    ),
    (
      #"[{"type": "truncated_body", "bytes": 4}, {"type": "slow_close", "delay": 9}]"#,
      ["head", "body \"0123\"", "pause 9.0 ms", "close"]
    ),
    (#"[{"type": "never_answer"}, {"type": "slow_close", "delay": 9}]"#, ["hold"]),
    (#"[{"type": "connection_reset_by_peer"}, {"type": "slow_close", "delay": 9}]"#, ["pause 9.0 ms", "reset"]),
    (
      #"[{"type": "truncated_body", "bytes": 4}, {"type": "limit_data", "bytes": 9000}]"#,
      ["head", "body \"0123\"", "close"]
    ),
    (
      #"[{"type": "limit_data", "bytes": 10}, {"type": "slicer", "average_size": 5, "delay": 1000}]"#,
      ["head 5", "pause 1.0 ms", "head 5", "pause 1.0 ms", "close"]
    ),
    (
      #"[{"type": "slicer", "average_size": 5}, {"type": "limit_data", "bytes": 7}]"#,
      ["head 4", "head 3", "close"]
    ),
  ])
  func composesInOrder(faults: String, expected: [String]) throws {
    #expect(words(try shaped(faults)) == expected)
  }

  @Test(arguments: FaultTable.names)
  func aBodilessAnswerIsShapedToo(name: String) throws {
    let options = [
      "latency": #""latency": 1"#, "bandwidth": #""rate": 1"#, "slow_close": #""delay": 1"#,
      "timeout": #""timeout": 1"#,
      "slicer": #""average_size": 9"#, "limit_data": #""bytes": 5"#,
    ]
    let fault = #"{"type": "\#(name)"\#(options[name].map { ", \($0)" } ?? "")}"#
    let steps = try shaped(fault, body: "")
    #expect(!steps.isEmpty)
    #expect(sent(steps).isEmpty || name.hasPrefix("random") || sent(steps).starts(with: Array("HTTP/".utf8)))
  }
}
