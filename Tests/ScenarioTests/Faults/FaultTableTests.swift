import JSON
import Scenario
import Testing

@Suite(.timeLimit(.minutes(2))) struct FaultTableTests {
  @Test(arguments: [
    (#""empty_response""#, "/f", "expected an object with a \"type\"; found \"empty_response\"."),
    (#"{}"#, "/f/type", "expected the name of a fault; found nothing."),
    (#"{"type": 3}"#, "/f/type", "expected the name of a fault; found 3."),
    (
      #"{"type": "empty_respose"}"#, "/f/type",
      "there is no fault named \"empty_respose\". Did you mean \"empty_response\"?"
    ),
    (#"{"type": "teapot"}"#, "/f/type", "there is no fault named \"teapot\"."),
    (#"{"type": "never_answer", "delay": 1}"#, "/f/delay", "there is no option of never_answer named \"delay\"."),
    (
      #"{"type": "latency", "latency": 1, "jiter": 1}"#, "/f/jiter",
      "there is no option of latency named \"jiter\". Did you mean \"jitter\"?"
    ),
    (
      #"{"type": "latency"}"#, "/f/latency",
      "expected a whole number of milliseconds from 0 to 2147483647; found nothing."
    ),
    (
      #"{"type": "latency", "latency": "1"}"#, "/f/latency",
      "expected a whole number of milliseconds from 0 to 2147483647; found \"1\"."
    ),
    (
      #"{"type": "latency", "latency": 1, "jitter": null}"#, "/f/jitter",
      "expected a whole number of milliseconds from 0 to 2147483647; found null."
    ),
    (
      #"{"type": "timeout", "timeout": -1}"#, "/f/timeout",
      "expected a whole number of milliseconds from 0 to 2147483647; found -1."
    ),
    (
      #"{"type": "slow_close", "delay": 1.5}"#, "/f/delay",
      "expected a whole number of milliseconds from 0 to 2147483647; found 1.5."
    ),
    (
      #"{"type": "bandwidth", "rate": 0}"#, "/f/rate",
      "expected a whole number of kilobytes a second from 1 to 2147483647; found 0."
    ),
    (
      #"{"type": "limit_data", "bytes": 9000000000000000000}"#, "/f/bytes",
      "expected a whole number of bytes from 0 to 2147483647; found 9000000000000000000."
    ),
    (
      #"{"type": "slicer", "average_size": 0}"#, "/f/average_size",
      "expected a whole number of bytes from 1 to 2147483647; found 0."
    ),
    (
      #"{"type": "slicer", "average_size": 5, "size_variation": 5}"#, "/f/size_variation",
      "expected less than average_size; found 5."
    ),
    (
      #"{"type": "truncated_body", "fraction": 1}"#, "/f/fraction", "expected a number from 0 to less than 1; found 1."
    ),
    (
      #"{"type": "truncated_body", "fraction": 0.5, "bytes": 1}"#, "/f/fraction",
      "expected either \"bytes\" or \"fraction\", not both; found 0.5."
    ),
  ])
  func mistakesNameTheirPlace(fault: String, pointer: String, message: String) throws {
    let value = try JSONParser().parse(Array(fault.utf8))
    let mistake = #expect(throws: ScenarioMistake.self) {
      try FaultTable.fault(value, at: JSONPointer(tokens: ["f"]))
    }
    #expect(mistake?.pointer.description == pointer)
    #expect(mistake?.message == message)
  }

  @Test func aListNamesTheElement() throws {
    let value = try JSONParser().parse(Array(#"[{"type": "never_answer"}, {"type": "latency", "latency": []}]"#.utf8))
    let mistake = #expect(throws: ScenarioMistake.self) {
      try FaultTable.faults(value, at: JSONPointer(tokens: ["f"]))
    }
    #expect(mistake?.pointer.description == "/f/1/latency")
  }

  @Test func knowsTheWordsOfWireMockAndToxiproxy() {
    #expect(
      FaultTable.names == [
        "connection_reset_by_peer", "empty_response", "malformed_response_chunk", "random_data_then_close",
        "latency", "bandwidth", "slow_close", "timeout", "slicer", "limit_data", "truncated_body", "never_answer",
      ])
  }
}
