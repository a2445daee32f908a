"""What no client library would send: the right answer, the server alive, nothing lost."""

import json
import os
import signal
import socket
import threading

import httpx
import pytest

from server import Server, serving
from wire import Wire, exchange, request

MALFORMED = "Invalid HTTP request received."
CALL = "/v1/convai/twilio/outbound-call"


@pytest.fixture(autouse=True)
def alive_afterwards(server, sandbox):
    """Whatever a test has sent, the next request of somebody else is answered in full."""
    yield
    assert server.is_healthy()
    assert sandbox.http.get("/v1/user").json()["subscription"]["tier"] == "pro"


def call(sandbox, **changes):
    return request("POST", sandbox.prefix + CALL, key=sandbox.key, body=sandbox.call_body(**changes))


def get(sandbox, path="/v1/user", **options):
    return request("GET", sandbox.prefix + path, key=sandbox.key, **options)


# ---- Bodies, as FastAPI reads them ----

UNPARSEABLE = {"detail": "There was an error parsing the body"}
NO_OBJECT = "Input should be a valid dictionary or object to extract fields from"
REQUIRED = ["agent_id", "agent_phone_number_id", "to_number"]
OPTIONAL = ["conversation_initiation_client_data", "call_recording_enabled", "telephony_call_config"]


def issue(kind, place, message, input=None):
    return {"type": kind, "loc": ["body", *place], "msg": message, "input": input}


def each_missing(names):
    return {"detail": [issue("missing", [name], "Field required") for name in names]}


def no_object(input):
    return {"detail": [issue("model_attributes_type", [], NO_OBJECT, input)]}


def post(sandbox, path, body, content_type="application/json"):
    fields = ["content-type: " + content_type] if content_type else ["x-no-content-type: 1"]
    head = request("POST", sandbox.prefix + path, key=sandbox.key, fields=fields + ["content-length: %d" % len(body)])
    return exchange(sandbox.server, head + body)


@pytest.fixture
def feedback(sandbox):
    return "/v1/convai/conversations/%s/feedback" % sandbox.call().json()["conversation_id"]


@pytest.mark.parametrize(
    "body, parameters, model",
    [
        (b"", each_missing(REQUIRED), {"detail": [issue("missing", [], "Field required")]}),
        (b"null", each_missing(REQUIRED + OPTIONAL), no_object(None)),
        (b"[]", each_missing(REQUIRED + OPTIONAL), no_object([])),
        (b"3", each_missing(REQUIRED + OPTIONAL), no_object(3)),
        (b'"x"', each_missing(REQUIRED + OPTIONAL), no_object("x")),
        (b"true", each_missing(REQUIRED + OPTIONAL), no_object(True)),
    ])
def test_a_body_that_is_no_object(sandbox, feedback, body, parameters, model):
    for path, expected in ((CALL, parameters), (feedback, model)):
        answer = post(sandbox, path, body)
        assert answer.status == 422
        found = answer.json
        # The order of the fields in the framework's list is that of the function's parameters.
        assert sorted(map(str, found["detail"])) == sorted(map(str, expected["detail"]))


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonish"])
def test_a_body_of_another_type(sandbox, feedback, content_type):
    text = json.dumps(sandbox.call_body())
    answer = post(sandbox, CALL, text.encode(), content_type)
    assert (answer.status, answer.json) == (422, each_missing(REQUIRED))
    assert "content-type" in answer.field("x-ringback-hint")
    answer = post(sandbox, feedback, b'{"feedback":"like"}', content_type)
    assert (answer.status, answer.json) == (422, no_object('{"feedback":"like"}'))


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON", "application/vnd.x+json"])
def test_other_names_for_json(sandbox, content_type):
    assert post(sandbox, CALL, json.dumps(sandbox.call_body()).encode(), content_type).status == 200


def test_json_that_breaks_off_anywhere(sandbox):
    """Place and words are those of Python's decoder, which reads the body of the real service."""
    text = json.dumps(sandbox.call_body(call_recording_enabled=True, telephony_call_config={"ringing_timeout_secs": 30}))
    with Wire(sandbox.server) as wire:
        for end in range(1, len(text)):
            try:
                json.loads(text[:end])
                raise AssertionError("the text is whole after %d characters" % end)
            except json.JSONDecodeError as error:
                expected = {
                    "type": "json_invalid", "loc": ["body", error.pos], "msg": "JSON decode error", "input": {},
                    "ctx": {"error": error.msg}}
            wire.send(request("POST", sandbox.prefix + CALL, key=sandbox.key, body=text[:end].encode()))
            answer = wire.answer()
            assert (answer.status, answer.json) == (422, {"detail": [expected]}), text[:end]


@pytest.mark.parametrize(
    "text",
    ["{", "}", "[", "[1", "[1 2]", "{'a':1}", '{"a" 1}', '{"a":}', '{"a":1 "b":2}', '{"a":1}}', "{1:2}", "nul", "tru",
     '{"a":"\t"}', '{"a":"\\x"}', '{"a":"\\u12"}', "+1", ".5", "01", "1.", "1e", "-", '"', '{"é":nope}'])
def test_broken_json_in_python_s_words(sandbox, feedback, text):
    with pytest.raises(json.JSONDecodeError) as raised:
        json.loads(text)
    for path in (CALL, feedback):
        answer = post(sandbox, path, text.encode())
        assert answer.status == 422
        (found,) = answer.json["detail"]
        assert (found["type"], found["loc"], found["ctx"]) == (
            "json_invalid", ["body", raised.value.pos], {"error": raised.value.msg})


def test_a_byte_order_mark_is_skipped(sandbox):
    assert post(sandbox, CALL, b"\xef\xbb\xbf" + json.dumps(sandbox.call_body()).encode()).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b'{"agent_id":"\xff"}', b'\xc3\x28', b'{"a":"\xed\xa0\x80"}', b'{"a":"\xf5\x80\x80\x80"}', b'{"a":"\xc0\xaf"}',
        b"[" * 100_000, b'{"a":' * 100_000, b"[" * 100_000 + b"]" * 100_000,
        b'{"agent_id":123456789012345678901234567890}', b'{"agent_id":9223372036854775808}', b'{"agent_id":1e400}',
        b'{"agent_id":-1e400}', b'{"agent_id":' + b"9" * 5000 + b"}",
    ], ids=lambda body: body[:24].decode("latin-1"))
def test_a_body_that_cannot_be_read(sandbox, feedback, body):
    for path in (CALL, feedback):
        answer = post(sandbox, path, body)
        assert (answer.status, answer.json) == (400, UNPARSEABLE)
        assert answer.field("x-ringback-hint")


def test_large_and_small_numbers_are_kept(sandbox):
    variables = {"most": 2**63 - 1, "least": -(2**63), "tiny": 5e-324, "huge": 1.7976931348623157e308, "zero": -0.0,
                 "third": 0.1, "whole": 3.0, "exponent": 1e-05}
    sent = sandbox.call(conversation_initiation_client_data={"dynamic_variables": variables})
    text = sandbox.http.get("/v1/convai/conversations/" + sent.json()["conversation_id"]).text
    for name, value in variables.items():
        assert '"%s":%s' % (name, json.dumps(value)) in text


def test_strings_are_kept_to_the_letter(sandbox):
    name = "é 漢字 \U0001f600 \" \\ / \b\f\n\r\t \u007f \u2028 end"
    words = name + "\u0000"
    for ascii_only in (True, False):
        body = json.dumps(sandbox.call_body(conversation_initiation_client_data={
            "dynamic_variables": {"words": words, name: "key"}}), ensure_ascii=ascii_only)
        answer = post(sandbox, CALL, body.encode())
        assert answer.status == 200, answer.text
        kept = sandbox.http.get("/v1/convai/conversations/" + answer.json["conversation_id"]).json()
        variables = kept["conversation_initiation_client_data"]["dynamic_variables"]
        assert (variables["words"], variables[name]) == (words, "key")


def test_nesting_that_is_deep_and_allowed(sandbox):
    deep = "[" * 90 + "]" * 90
    body = json.dumps(sandbox.call_body(conversation_initiation_client_data={"deep": "DEEP"})).replace('"DEEP"', deep)
    answer = post(sandbox, CALL, body.encode())
    assert answer.status == 200
    kept = sandbox.http.get("/v1/convai/conversations/" + answer.json["conversation_id"])
    assert kept.json()["conversation_initiation_client_data"]["deep"] == json.loads(deep)


def test_the_last_of_two_equal_keys_wins(sandbox):
    good = json.dumps(sandbox.call_body())
    assert post(sandbox, CALL, ('{"agent_id":"agent_x",' + good[1:]).encode()).status == 200
    assert post(sandbox, CALL, (good[:-1] + ',"agent_id":"agent_x"}').encode()).status == 404


@pytest.mark.parametrize("value, status", [
    ("30", 200), (30.0, 200), (" 30 ", 200), (30.5, 422), ("x", 422), (None, 422), (True, 200), (1000, 422), (0, 422)])
def test_what_counts_as_an_integer(sandbox, value, status):
    assert sandbox.call(telephony_call_config={"ringing_timeout_secs": value}).status_code == status


@pytest.mark.parametrize("value, status", [
    (True, 200), ("yes", 200), ("off", 200), ("TRUE", 200), (1, 200), (0.0, 200), (None, 200), (2, 422), ("maybe", 422), ([], 422)])
def test_what_counts_as_a_boolean(sandbox, value, status):
    assert sandbox.call(call_recording_enabled=value).status_code == status


@pytest.mark.parametrize("query", ["page_size=5&page_size=7", "cursor=", "search=%ff%zz+%", "a" * 30_000, "&&=&;", "page_size=%35"])
def test_odd_queries(sandbox, query):
    answer = exchange(sandbox.server, get(sandbox, "/v1/convai/agents?" + query))
    assert answer.status == 200 and "agents" in answer.json


def test_a_cursor_of_ones_own_making(sandbox):
    for cursor in ("x", "!!!", "MTIz", "9" * 200):
        answer = sandbox.http.get("/v1/convai/conversations", params={"cursor": cursor})
        assert answer.status_code == 400 and answer.json()["detail"]["code"] == "invalid_cursor"


# ---- HTTP that is not quite HTTP ----


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"hello\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\nhost: x\r\n\r\n", b"get / HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost : x\r\n\r\n", b"GET / HTTP/1.1\r\nhost x\r\n\r\n",
        b"GET / HTTP/1.1\r\nho\x00st: x\r\n\r\n", b"GET / HTTP/1.1\r\nhost: x\x00y\r\n\r\n",
        b"GET /\x01 HTTP/1.1\r\nhost: x\r\n\r\n", b"GET / HTTP/1.1\r\n: empty\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n", b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1e3\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    ])
def test_malformed_requests(server, data):
    with Wire(server) as wire:
        wire.send(data)
        answer = wire.answer()
        assert (answer.status, answer.text) == (400, MALFORMED)
        assert answer.field("content-type").startswith("text/plain") and answer.field("connection") == "close"
        assert wire.is_at_end()


def test_what_follows_a_malformed_request_is_not_served(sandbox):
    with Wire(sandbox.server) as wire:
        wire.send_what_is_taken(get(sandbox) + b"rubbish\r\n\r\n" + call(sandbox))
        assert wire.answer().status == 200
        assert wire.answer().status == 400
        assert wire.is_at_end()
    assert sandbox.http.get("/v1/convai/conversations").json()["conversations"] == []


def test_a_content_length_that_is_too_small(sandbox):
    body = json.dumps(sandbox.call_body()).encode()
    data = request("POST", sandbox.prefix + CALL, key=sandbox.key, body=body, fields=["content-length: %d" % (len(body) - 1)])
    with Wire(sandbox.server) as wire:
        wire.send(data)
        assert wire.answer().json["detail"][0]["type"] == "json_invalid"
        wire.socket.shutdown(socket.SHUT_WR)
        rest = wire.answer()
        assert rest is None or rest.status == 400
        assert wire.is_at_end()


def test_a_content_length_that_is_too_large(sandbox):
    body = json.dumps(sandbox.call_body()).encode()
    data = request("POST", sandbox.prefix + CALL, key=sandbox.key, body=body, fields=["content-length: %d" % (len(body) + 1)])
    with Wire(sandbox.server) as wire:
        wire.send(data)
        wire.socket.shutdown(socket.SHUT_WR)
        answer = wire.answer()
        assert answer is None or answer.status == 400
        assert wire.is_at_end()
    assert sandbox.http.get("/v1/convai/conversations").json()["conversations"] == []


def chunked(body, sizes, extension=b"", trailer=b""):
    parts = []
    while body:
        size = sizes.pop(0) if sizes else len(body)
        part, body = body[:size], body[size:]
        parts.append(b"%x%s\r\n%s\r\n" % (len(part), extension, part))
    return b"".join(parts) + b"0\r\n" + trailer + b"\r\n"


@pytest.mark.parametrize("sizes, extension, trailer", [
    ([], b"", b""), ([1] * 400, b"", b""), ([7, 50], b";name=value", b""), ([10], b"", b"x-checksum: 1\r\n")])
def test_chunked_bodies(sandbox, sizes, extension, trailer):
    body = json.dumps(sandbox.call_body()).encode()
    head = request("POST", sandbox.prefix + CALL, key=sandbox.key, fields=[
        "content-type: application/json", "transfer-encoding: chunked"])
    with Wire(sandbox.server) as wire:
        wire.send(head + chunked(body, list(sizes), extension, trailer) + get(sandbox))
        assert wire.answer().json["success"] is True
        assert wire.answer().status == 200


@pytest.mark.parametrize("fields", [["x-long: " + "a" * 70_000], ["x-%d: %s" % (n, "b" * 600) for n in range(120)]])
def test_a_head_over_the_limit(server, fields):
    answer = exchange(server, request("GET", "/v1/user", fields=fields))
    assert answer.status == 431 and "--max-header-bytes" in answer.text and "65536" in answer.text


def test_a_target_over_the_limit(server):
    assert exchange(server, request("GET", "/" + "a" * 70_000)).status == 431


def test_many_small_fields(sandbox):
    fields = ["x-%d: y" % number for number in range(90)]
    assert exchange(sandbox.server, get(sandbox, fields=fields)).status == 200
    flood = exchange(sandbox.server, get(sandbox, fields=["x-%d: y" % number for number in range(5000)]))
    assert flood.status == 431


def test_a_head_just_under_the_limit(sandbox):
    bare = len(get(sandbox, fields=["x-long: "]))
    assert exchange(sandbox.server, get(sandbox, fields=["x-long: " + "a" * (65_000 - bare)])).status == 200


def test_a_body_over_the_limit():
    with serving("--max-body-bytes", "1000") as small:
        for data in (
            request("POST", CALL, body=b"{}", fields=["content-length: 1001"]),
            request("POST", CALL, fields=["expect: 100-continue", "content-length: 1001"]),
            request("POST", CALL, fields=["transfer-encoding: chunked"]) + chunked(b"x" * 1001, [400]),
        ):
            answer = exchange(small, data)
            assert answer.status == 413 and "--max-body-bytes" in answer.text and "1000" in answer.text
        default = small.default()
        assert exchange(small, call(default)).status == 200
        padded = json.dumps(default.call_body()).ljust(1000).encode()
        assert exchange(small, request("POST", CALL, key=default.key, body=padded)).status == 200


def test_the_limit_of_a_body_is_ten_mebibytes(server, sandbox):
    answer = exchange(server, request("POST", CALL, fields=["content-length: %d" % ((10 << 20) + 1)]))
    assert answer.status == 413
    body = json.dumps(sandbox.call_body()).ljust(10 << 20).encode()
    assert exchange(server, request("POST", sandbox.prefix + CALL, key=sandbox.key, body=body)).status == 200


# ---- Requests in pieces ----


def test_requests_split_at_every_byte(sandbox):
    """The end of one request comes together with the beginning of the next, cut at every byte of each."""
    pieces = [(each, cut) for each in (get(sandbox), call(sandbox)) for cut in range(1, len(each))]
    connections = [Wire(sandbox.server) for _ in range(8)]
    try:
        expected = 0
        for index, wire in enumerate(connections):
            rest = b""
            for data, cut in pieces[index:: len(connections)]:
                wire.send(rest + data[:cut])
                if rest:
                    assert wire.answer().status == 200
                rest = data[cut:]
                expected += data.startswith(b"POST")
            wire.send(rest)
            assert wire.answer().status == 200
    finally:
        for wire in connections:
            wire.socket.close()
    assert count_conversations(sandbox) == expected


def count_conversations(sandbox):
    seen, cursor = set(), None
    while True:
        page = sandbox.http.get("/v1/convai/conversations", params={"page_size": 100, **({"cursor": cursor} if cursor else {})}).json()
        seen |= {conversation["conversation_id"] for conversation in page["conversations"]}
        cursor = page["next_cursor"]
        if not page["has_more"]:
            return len(seen)


def test_a_request_byte_by_byte(sandbox):
    with Wire(sandbox.server) as wire:
        for data in (call(sandbox), get(sandbox)):
            for byte in data:
                wire.send(bytes([byte]))
            assert wire.answer().status == 200


def test_a_thousand_pipelined_requests_are_answered_in_order(sandbox):
    data = b"".join(get(sandbox, "/v1/convai/agents/agent_%d" % number) for number in range(1000))
    with Wire(sandbox.server) as wire:
        sender = threading.Thread(target=wire.send, args=(data,))
        sender.start()
        for number in range(1000):
            answer = wire.answer()
            assert answer.status == 404
            assert answer.json["detail"]["message"] == "Document with id agent_%d not found." % number
        sender.join()


def test_calls_on_many_connections_get_lost_nowhere(sandbox):
    connections = [Wire(sandbox.server) for _ in range(50)]
    data = call(sandbox)
    for wire in connections:
        wire.send(data * 4)
    ids = [wire.answer().json["conversation_id"] for wire in connections for _ in range(4)]
    for wire in connections:
        wire.socket.close()
    assert len(set(ids)) == 200 == count_conversations(sandbox)


def test_a_client_that_reads_nothing_is_waited_for(sandbox):
    """Its answers are not piled up: 400 of them would be 80 MB."""
    server = sandbox.server
    data = get(sandbox, "/openapi.json")
    with Wire(server) as wire:
        before = resident(server)
        sender = threading.Thread(target=wire.send, args=(data * 400,))
        sender.start()
        length = None
        for _ in range(20):
            assert server.is_healthy()
        assert resident(server) - before < 32 << 20
        for _ in range(400):
            answer = wire.answer()
            assert answer.status == 200
            length = length or len(answer.body)
            assert len(answer.body) == length
        sender.join()


def resident(server):
    try:
        with open("/proc/%d/statm" % server.process.pid) as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        return 0


def test_clients_that_vanish(sandbox):
    for data in (call(sandbox)[:-5], call(sandbox), get(sandbox, "/openapi.json") * 20, b"GET"):
        for _ in range(20):
            wire = Wire(sandbox.server)
            wire.send(data)
            # Closing with a reset, as a process that is killed does.
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            wire.socket.close()


# ---- Time and numbers of connections ----


def test_a_slow_head_is_given_up():
    with serving("--header-timeout", "0.3") as impatient:
        whole = Wire(impatient)
        whole.send(request("GET", "/_ringback/health"))
        assert whole.answer().status == 200
        with whole, Wire(impatient) as half, Wire(impatient) as silent:
            half.send(b"GET /v1/user HTTP/1.1\r\nhost: x\r\nx-slow: ")
            answer = half.answer()
            assert answer.status == 408 and "--header-timeout" in answer.text
            assert half.is_at_end()
            answer = silent.answer()
            assert answer is None or answer.status == 408
            # A kept connection is not held to it between requests.
            whole.send(request("GET", "/_ringback/health"))
            assert whole.answer().status == 200


def test_slow_clients_hold_no_place():
    with serving("--header-timeout", "0.3", "--max-connections", "20") as impatient:
        slow = [Wire(impatient) for _ in range(20)]
        for wire in slow:
            wire.send(b"GET / HTTP/1.1\r\nx: ")
        assert all(wire.answer().status == 408 and wire.is_at_end() for wire in slow)
        for wire in slow:
            wire.socket.close()
        assert answered_eventually(impatient)


def answered_eventually(server):
    """Whether a place becomes free; each try is answered, with 503 where there is none."""
    for _ in range(2000):
        answer = exchange(server, request("GET", "/_ringback/health"))
        if answer and answer.status == 200:
            return True
    return False


def test_a_body_that_comes_no_further_and_an_idle_connection():
    with serving("--idle-timeout", "0.3") as impatient:
        with Wire(impatient) as stalled, Wire(impatient) as idle:
            idle.send(request("GET", "/_ringback/health"))
            assert idle.answer().status == 200
            stalled.send(request("POST", CALL, body=b"{", fields=["content-length: 100"]))
            answer = stalled.answer()
            assert answer.status == 408 and "--idle-timeout" in answer.text
            assert idle.is_at_end()


def test_one_connection_too_many():
    with serving("--max-connections", "2", "--reserved-connections", "0") as small:
        first, second = Wire(small), Wire(small)
        for wire in (first, second):
            wire.send(request("GET", "/_ringback/health"))
            assert wire.answer().status == 200
        refused = exchange(small, b"")
        assert refused.status == 503 and "--max-connections" in refused.text and "2" in refused.text
        second.send(request("GET", "/_ringback/health"))
        assert second.answer().status == 200
        first.socket.close()
        assert answered_eventually(small)
        second.socket.close()


# ---- Parts of HTTP ----


def test_head_has_headers_and_no_body(sandbox):
    with Wire(sandbox.server) as wire:
        wire.send(request("HEAD", sandbox.prefix + "/v1/user", key=sandbox.key) + get(sandbox))
        answer = wire.answer(head_only=True)
        assert (answer.status, answer.field("allow"), answer.field("content-length")) == (405, "GET", "31")
        assert wire.answer().json["subscription"]


def test_bare_options_is_no_method_of_any_path(sandbox):
    answer = exchange(sandbox.server, request("OPTIONS", sandbox.prefix + "/v1/user"))
    assert (answer.status, answer.field("allow"), answer.json) == (405, "GET", {"detail": "Method Not Allowed"})


@pytest.mark.parametrize("path", ["/v1/user", CALL, "/nowhere"])
def test_a_preflight_is_let_through(sandbox, path):
    answer = exchange(sandbox.server, request("OPTIONS", sandbox.prefix + path, fields=[
        "origin: https://app.example.com", "access-control-request-method: POST",
        "access-control-request-headers: xi-api-key,content-type"]))
    assert answer.status == 200
    assert answer.field("access-control-allow-origin") == "*" and answer.field("access-control-max-age") == "600"
    assert "POST" in answer.field("access-control-allow-methods")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_trailing_slash_redirects(sandbox, method):
    answer = exchange(sandbox.server, request(method, sandbox.prefix + "/v1/convai/agents/?a=b%20c", host="ring.test:80"))
    assert (answer.status, answer.body) == (307, b"")
    assert answer.field("location") == "http://ring.test:80%s/v1/convai/agents?a=b%%20c" % sandbox.prefix


def test_a_doubled_slash_is_one(sandbox):
    assert exchange(sandbox.server, get(sandbox, "//v1/user")).status == 200
    assert exchange(sandbox.server, request("GET", "//v1/user", key=sandbox.key)).status == 200


def test_escapes_in_a_path_are_read(sandbox):
    assert exchange(sandbox.server, get(sandbox, "/v1/convai/%61gents")).status == 200
    answer = exchange(sandbox.server, get(sandbox, "/v1/convai/agents/a%20b%C3%A9"))
    assert answer.json["detail"]["message"] == "Document with id a b\u00e9 not found."


def test_continue_is_said_before_the_body(sandbox):
    head, body = call(sandbox).split(b"\r\n\r\n", 1)
    with Wire(sandbox.server) as wire:
        wire.send(head + b"\r\nexpect: 100-continue\r\n\r\n")
        assert wire.answer().status == 100
        wire.send(body)
        assert wire.answer().json["success"] is True


def test_http_1_0(sandbox):
    with Wire(sandbox.server) as wire:
        wire.send(get(sandbox, version="1.0", fields=["connection: keep-alive"]))
        answer = wire.answer()
        assert (answer.status, answer.field("connection").lower()) == (200, "keep-alive")
        wire.send(get(sandbox, version="1.0"))
        assert wire.answer().status == 200
        assert wire.is_at_end()


def test_connection_close_is_obeyed(sandbox):
    with Wire(sandbox.server) as wire:
        wire.send(get(sandbox, fields=["connection: close"]))
        answer = wire.answer()
        assert (answer.status, answer.field("connection")) == (200, "close")
        assert wire.is_at_end()


def test_a_client_that_stops_sending_gets_its_answers(sandbox):
    with Wire(sandbox.server) as wire:
        wire.send(get(sandbox) + call(sandbox))
        wire.socket.shutdown(socket.SHUT_WR)
        assert wire.answer().status == 200 and wire.answer().json["success"] is True
        assert wire.is_at_end()


@pytest.mark.parametrize("target", ["http://any.example/v1/user", "/v1/user#part", "/v1/user?"])
def test_other_forms_of_the_target(sandbox, target):
    assert exchange(sandbox.server, request("GET", target, key=sandbox.key)).status == 200


def test_an_upgrade_that_is_not_offered(sandbox):
    with Wire(sandbox.server) as wire:
        wire.send(request("GET", sandbox.prefix + "/v1/convai/conversation?agent_id=x", fields=[
            "connection: Upgrade", "upgrade: websocket", "sec-websocket-version: 13",
            "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="]))
        assert wire.answer().status in (403, 404)


@pytest.mark.parametrize("data", [b"CONNECT host:1 HTTP/1.1\r\nhost: x\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n",
                                  b"FROBNICATE / HTTP/1.1\r\nhost: x\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"])
def test_requests_for_something_else(server, data):
    assert 400 <= exchange(server, data).status < 500


def test_blanks_around_a_value_are_no_part_of_it(sandbox):
    """RFC 9110, section 5.5."""
    data = request("GET", sandbox.prefix + "/v1/user", fields=["xi-api-key: \t %s \t" % sandbox.key])
    assert exchange(sandbox.server, data).status == 200


def test_blank_lines_before_a_request(sandbox):
    assert exchange(sandbox.server, b"\r\n\r\n" + get(sandbox)).status == 200


def test_ipv6():
    if not has_ipv6():
        pytest.skip("this machine has no ::1")
    with serving("--host", "::1") as six:
        assert six.url == "http://[::1]:%d" % six.port
        default = six.default()
        assert default.call().json()["success"] is True
        assert exchange(six, get(default), host="::1").status == 200
        assert default.http.get("/v1/convai/agents/").headers["location"].startswith(six.url)


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
            return True
    except OSError:
        return False


# ---- The end ----


def half_a_call(server):
    """A connection on which half a call stands, and the other half."""
    default = server.default()
    data = call(default)
    wire = Wire(server)
    wire.send(get(default) + data[: len(data) // 2])
    assert wire.answer().status == 200
    return wire, data[len(data) // 2:]


def wait_until_it_takes_no_more(server):
    while True:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:
            pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_in_flight_is_finished(number):
    with serving() as ending:
        idle = Wire(ending)
        idle.send(request("GET", "/_ringback/health"))
        assert idle.answer().status == 200
        wire, rest = half_a_call(ending)
        ending.signal(number)
        wait_until_it_takes_no_more(ending)
        assert idle.is_at_end()
        assert ending.process.poll() is None
        wire.send(rest)
        answer = wire.answer()
        assert answer.json["success"] is True and answer.field("connection") == "close"
        assert wire.is_at_end()
        assert ending.wait() == 0


def test_a_second_signal_ends_at_once():
    with serving("--grace", "60") as ending:
        wire, _ = half_a_call(ending)
        ending.signal()
        wait_until_it_takes_no_more(ending)
        assert ending.process.poll() is None
        ending.signal()
        assert ending.wait() != 0
        assert wire.is_at_end()


def test_grace_has_an_end():
    with serving("--grace", "0.2") as ending:
        wire, _ = half_a_call(ending)
        ending.signal()
        assert ending.wait() == 0
        assert wire.is_at_end()


def test_the_end_of_an_idle_server():
    with serving() as ending:
        ending.signal()
        assert ending.wait() == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(ending.url)
