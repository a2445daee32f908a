import JSON
import LoopTestSupport
import Scenario
import Simulation
import Testing

/// Every mistake that a rule can have is refused with file, line, column and pointer, and says what was expected.
@Suite(.timeLimit(.minutes(2))) struct RuleMistakeTests {
  @Test(arguments: [
    (
      #"{"wehn": {}, "then": {"delay": 1}}"#,
      #"10: /rules/0/wehn: "wehn" means nothing here. Did you mean "when"?"#
    ),
    (
      #"{"when": {}}"#,
      #"1: /rules/0/then: this member is required."#
    ),
    (
      #"{"then": {"delay": 1}}"#,
      #"1: /rules/0/when: this member is required."#
    ),
    (
      #"{"when": {}, "then": {}}"#,
      #"22: /rules/0/then: expected one or more of error, response, rate_limit, patch, delay, fault, state; found {}."#
    ),
    (
      #"{"when": [], "then": {"delay": 1}}"#,
      #"10: /rules/0/when: expected an object; found []."#
    ),
    (
      #"{"when": {}, "then": {"with": {"a": "b"}}}"#,
      #"22: /rules/0/then: expected one or more of error, response, rate_limit, patch, delay, fault, state; found {"with":{"a":"b"}}."#
    ),
    (
      #"{"when": {}, "then": {"error": "invalid_api_key", "response": {}}}"#,
      #"63: /rules/0/then/response: a rule decides once: "error" and "response" cannot stand together."#
    ),
    (
      #"{"when": {}, "then": {"erorr": "invalid_api_key"}}"#,
      #"32: /rules/0/then/erorr: "erorr" means nothing here. Did you mean "error"?"#
    ),
    (
      #"{"when": {}, "then": {"error": "invalid_apikey"}}"#,
      #"32: /rules/0/then/error: there is no error named "invalid_apikey". Did you mean "invalid_api_key"?"#
    ),
    (
      #"{"when": {}, "then": {"error": "quota_exceeded", "with": {"limti": "3"}}}"#,
      #"68: /rules/0/then/with/limti: there is no parameter of quota_exceeded named "limti". Did you mean "limit"?"#
    ),
    (
      #"{"when": {}, "then": {"error": "quota_exceeded", "with": {"limit": 3}}}"#,
      #"68: /rules/0/then/with/limit: Input should be a valid string; found 3."#
    ),
    (
      #"{"when": {"operation": "get_modles"}, "then": {"delay": 1}}"#,
      #"24: /rules/0/when/operation: there is no operation named "get_modles". Did you mean "get_models"?"#
    ),
    (
      #"{"when": {"operation": []}, "then": {"delay": 1}}"#,
      #"24: /rules/0/when/operation: expected a name, or a list with at least one; found []."#
    ),
    (
      #"{"when": {"method": "post"}, "then": {"delay": 1}}"#,
      #"21: /rules/0/when/method: expected one of GET, POST, PATCH, PUT, DELETE, HEAD, OPTIONS; found "post". Did you mean "POST"?"#
    ),
    (
      #"{"when": {"path": "v1"}, "then": {"delay": 1}}"#,
      #"19: /rules/0/when/path: expected a path that begins with "/"; found "v1"."#
    ),
    (
      #"{"when": {"key": "mian"}, "then": {"delay": 1}}"#,
      #"18: /rules/0/when/key: there is no key named "mian". Did you mean "main"?"#
    ),
    (
      #"{"when": {"key": 3}, "then": {"delay": 1}}"#,
      #"18: /rules/0/when/key: Input should be a valid string; found 3."#
    ),
    (
      #"{"when": {"body": {"to": 1}}, "then": {"delay": 1}}"#,
      #"26: /rules/0/when/body/to: expected a JSON Pointer such as "/to_number": "to" is no JSON Pointer: it must be empty or start with "/", and "~" must be written "~0", "/" "~1"."#
    ),
    (
      #"{"when": {"body": {"/to": {"regex": "(a"}}}, "then": {"delay": 1}}"#,
      #"37: /rules/0/when/body/~1to/regex: the pattern cannot be read: missing closing parenthesis at offset 2."#
    ),
    (
      #"{"when": {"body": {"/to": {"regexp": "a"}}}, "then": {"delay": 1}}"#,
      #"38: /rules/0/when/body/~1to/regexp: "regexp" means nothing here. Did you mean "regex"?"#
    ),
    (
      #"{"when": {"body": {"/to": {"regex": 1}}}, "then": {"delay": 1}}"#,
      #"37: /rules/0/when/body/~1to/regex: Input should be a valid string; found 1."#
    ),
    (
      #"{"when": {"body": {"/to": [1]}}, "then": {"delay": 1}}"#,
      #"27: /rules/0/when/body/~1to: expected a text, a number, true or false or an object; found [1]."#
    ),
    (
      #"{"when": {"body": {"/to": {}}}, "then": {"delay": 1}}"#,
      #"27: /rules/0/when/body/~1to: expected one or more of equals, contains, regex, type, absent; found {}."#
    ),
    (
      #"{"when": {"body": {"/to": {"type": "text"}}}, "then": {"delay": 1}}"#,
      #"36: /rules/0/when/body/~1to/type: expected 'string', 'number', 'integer', 'boolean', 'array', 'object' or 'null'; found "text"."#
    ),
    (
      #"{"when": {"query": {"a": null}}, "then": {"delay": 1}}"#,
      #"26: /rules/0/when/query/a: a field is a text and never null; that it is not there is {"absent": true}."#
    ),
    (
      #"{"when": {"nth": 0}, "then": {"delay": 1}}"#,
      #"18: /rules/0/when/nth: expected a whole number of at least 1; found 0."#
    ),
    (
      #"{"when": {"nth": "2"}, "then": {"delay": 1}}"#,
      #"18: /rules/0/when/nth: expected a whole number, a list or an object; found "2"."#
    ),
    (
      #"{"when": {"nth": {"from": 3, "to": 2}}, "then": {"delay": 1}}"#,
      #"36: /rules/0/when/nth/to: expected a whole number of at least 3; found 2."#
    ),
    (
      #"{"when": {"nth": {"evry": 3}}, "then": {"delay": 1}}"#,
      #"27: /rules/0/when/nth/evry: "evry" means nothing here. Did you mean "every"?"#
    ),
    (
      #"{"when": {"nth": [1, "b"]}, "then": {"delay": 1}}"#,
      #"22: /rules/0/when/nth/1: Input should be a valid integer; found "b"."#
    ),
    (
      #"{"when": {"state": {"m": 1}}, "then": {"delay": 1}}"#,
      #"26: /rules/0/when/state/m: Input should be a valid string; found 1."#
    ),
    (
      #"{"when": {}, "then": {"delay": -1}}"#,
      #"32: /rules/0/then/delay: expected a number of at least 0; found -1."#
    ),
    (
      #"{"when": {}, "then": {"delay": "1s"}}"#,
      #"32: /rules/0/then/delay: expected a number or an object; found "1s"."#
    ),
    (
      #"{"when": {}, "then": {"delay": {"type": "normal"}}}"#,
      #"41: /rules/0/then/delay/type: expected 'fixed', 'uniform' or 'lognormal'; found "normal"."#
    ),
    (
      #"{"when": {}, "then": {"delay": {"type": "uniform", "lower": 2}}}"#,
      #"32: /rules/0/then/delay/upper: this member is required."#
    ),
    (
      #"{"when": {}, "then": {"delay": {"type": "uniform", "lower": 2, "upper": 1}}}"#,
      #"73: /rules/0/then/delay/upper: expected at least "lower", which is 2; found 1."#
    ),
    (
      #"{"when": {}, "then": {"delay": {"type": "fixed", "upper": 1}}}"#,
      #"59: /rules/0/then/delay/upper: "upper" means nothing here. Known are: type, milliseconds, virtual."#
    ),
    (
      #"{"when": {}, "then": {"fault": {"type": "conection_reset_by_peer"}}}"#,
      #"41: /rules/0/then/fault/type: "conection_reset_by_peer" is not one of the 12 words known here. Did you mean "connection_reset_by_peer"?"#
    ),
    (
      #"{"when": {}, "then": {"fault": {"type": "latency", "latency": 5, "jiter": 1}}}"#,
      #"75: /rules/0/then/fault/jiter: "jiter" means nothing here. Did you mean "jitter"?"#
    ),
    (
      #"{"when": {}, "then": {"fault": {"type": "timeout", "rate": 5}}}"#,
      #"60: /rules/0/then/fault/rate: there is no option of timeout named "rate"."#
    ),
    (
      #"{"when": {}, "then": {"fault": "x"}}"#,
      #"32: /rules/0/then/fault: expected an object or a list; found "x"."#
    ),
    (
      #"{"when": {}, "then": {"fault": [{"type": 1}]}}"#,
      #"42: /rules/0/then/fault/0/type: Input should be 'connection_reset_by_peer', 'empty_response', 'malformed_response_chunk', 'random_data_then_close', 'latency', 'bandwidth', 'slow_close', 'timeout', 'slicer', 'limit_data', 'truncated_body' or 'never_answer'; found 1."#
    ),
    (
      #"{"when": {}, "then": {"response": {"status": 99}}}"#,
      #"46: /rules/0/then/response/status: Input should be greater than or equal to 200; found 99."#
    ),
    (
      #"{"when": {}, "then": {"response": {"json": 1, "body": "x"}}}"#,
      #"55: /rules/0/then/response/body: an answer has "json" or "body", not both."#
    ),
    (
      #"{"when": {}, "then": {"response": {"body": "{{request.bdoy}}"}}}"#,
      #"44: /rules/0/then/response/body: {{request.bdoy}} is no expression. Did you mean {{request.body}}?"#
    ),
    (
      #"{"when": {}, "then": {"response": {"json": {"a": ["x", "{{now"]}}}}"#,
      #"56: /rules/0/then/response/json/a/1: "{{" opens an expression that "}}" never closes; a literal "{{" is written "{{{{"."#
    ),
    (
      #"{"when": {}, "then": {"response": {"json": "{{world.agents.recptionist}}"}}}"#,
      #"44: /rules/0/then/response/json: there is no agent named "recptionist". Did you mean "receptionist"?"#
    ),
    (
      #"{"when": {"operation": "get_agent_route"}, "then": {"response": {"json": "{{request.path.agentid}}"}}}"#,
      #"74: /rules/0/then/response/json: {{request.path.agentid}}: there is no parameter of /v1/convai/agents/{agent_id} named "agentid". Did you mean "agent_id"?"#
    ),
    (
      #"{"when": {}, "then": {"response": {"json": "{{request.path.agentid}}"}}}"#,
      #"44: /rules/0/then/response/json: {{request.path.agentid}} needs a "path" or an "operation" in "when" that has {agentid}."#
    ),
    (
      #"{"when": {}, "then": {"response": {"json": "{{random.hex 65}}"}}}"#,
      #"44: /rules/0/then/response/json: {{random.hex 65}}: expected 1 to 64 digits."#
    ),
    (
      #"{"when": {}, "then": {"response": {"headers": {"content-length": "3"}}}}"#,
      #"66: /rules/0/then/response/headers/content-length: "content-length" is written by the server; faults are what damages an answer."#
    ),
    (
      #"{"when": {}, "then": {"response": {"headers": {"a b": "3"}}}}"#,
      #"55: /rules/0/then/response/headers/a b: expected the name of a header field; found "a b"."#
    ),
    (
      #"{"when": {}, "then": {"patch": {}}}"#,
      #"32: /rules/0/then/patch: expected one or more of status, headers, merge, edits; found {}."#
    ),
    (
      #"{"when": {}, "then": {"patch": {"edits": [{"op": "move", "path": "/a"}]}}}"#,
      #"50: /rules/0/then/patch/edits/0/op: expected 'add', 'replace' or 'remove'; found "move"."#
    ),
    (
      #"{"when": {}, "then": {"patch": {"edits": [{"op": "add", "path": "/a"}]}}}"#,
      #"43: /rules/0/then/patch/edits/0/value: "add" needs a value."#
    ),
    (
      #"{"when": {}, "then": {"patch": {"edits": [{"op": "add", "path": "a", "value": 1}]}}}"#,
      #"65: /rules/0/then/patch/edits/0/path: expected a JSON Pointer such as "/agent_id"; found "a"."#
    ),
    (
      #"{"when": {}, "then": {"rate_limit": {"requests": 1}}}"#,
      #"37: /rules/0/then/rate_limit/seconds: this member is required."#
    ),
    (
      #"{"when": {}, "then": {"rate_limit": {"requests": 1, "seconds": 0}}}"#,
      #"64: /rules/0/then/rate_limit/seconds: expected a number above 0; found 0."#
    ),
    (
      #"{"when": {}, "then": {"rate_limit": {"requests": 1, "seconds": 1, "error": "x_y"}}}"#,
      #"76: /rules/0/then/rate_limit/error: there is no error named "x_y"."#
    ),
    (
      #"{"when": {}, "then": {"rate_limit": {"requests": 1, "seconds": 1, "by_teir": {}}}}"#,
      #"78: /rules/0/then/rate_limit/by_teir: "by_teir" means nothing here. Did you mean "by_tier"?"#
    ),
    (
      #"{"when": {}, "then": {"rate_limit": {"requests": 1, "seconds": 1, "by_tier": {"free": "4"}}}}"#,
      #"87: /rules/0/then/rate_limit/by_tier/free: Input should be a valid integer; found "4"."#
    ),
    (
      #"{"when": {}, "then": {"rate_limit": {"requests": 1, "seconds": 1}, "with": {"limit": "3"}}}"#,
      #"86: /rules/0/then/with/limit: there is no parameter of rate_limit_exceeded named "limit"."#
    ),
    (
      #"{"when": {}, "then": {"state": {"m": 1}}}"#,
      #"38: /rules/0/then/state/m: Input should be a valid string; found 1."#
    ),
    (
      #"{"when": {}, "then": {"delay": 1}, "times": 0}"#,
      #"45: /rules/0/times: Input should be greater than or equal to 1; found 0."#
    ),
    (
      #"{"when": {}, "then": {"delay": 1}, "priority": 0}"#,
      #"48: /rules/0/priority: Input should be greater than or equal to 1; found 0."#
    ),
    (
      #"{"when": {}, "then": {"delay": 1}, "name": 1}"#,
      #"44: /rules/0/name: Input should be a valid string; found 1."#
    ),
    (
      #"7"#,
      #"1: /rules/0: expected an object; found 7."#
    ),
  ])
  func isToldWithItsPlace(rule: String, words: String) async throws {
    try await onLoop {
      let failure = try TestBlueprints.failure(
        "{\"title\": \"t\", \"extends\": [\"default\"],\n \"rules\": [\n\(rule)]}")
      #expect(failure == "my.json:3:\(words)")
    }
  }

  @Test func aMistakeInAnExtendedFileIsToldThere() throws {
    let rule = #"{"when": {"body": {"/a": {"regex": "["}}}, "then": {"delay": 1}}"#
    let files = [
      "my.json": #"{"title": "m", "extends": ["a.json"], "rules": [{"when": {}, "then": {"delay": 1}}]}"#,
      "a.json": #"{"title": "a", "rules": [\#(rule)]}"#,
    ]
    #expect {
      try library(files).compose(["my.json"]).rules(RuleVocabulary(operations: { [:] }, errors: { ErrorCatalog([:]) }))
    } throws: { error in
      "\(error)".hasPrefix(
        "a.json:1:61: /rules/0/when/body/~1a/regex: the pattern cannot be read: missing terminating ]")
    }
  }
}
