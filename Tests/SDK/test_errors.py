"""Each way to be refused: status, exact body in both envelopes, headers, hint, and what the SDK raises."""

import json
import re

import httpx
import pytest
from elevenlabs.core.api_error import ApiError
from elevenlabs.errors import UnprocessableEntityError

from conftest import connect
from operations import ERRORS
from server import Server

NO_RETRY = {"max_retries": 0}
UNKNOWN_AGENT = "agent_0001k6rm4bjae2z9amfm5w1y6aps"
UNKNOWN_NUMBER = "phnum_0001k6sa89eqfpnsfjsxbr40phen"

# Reference 1.3; `date`, `content-type` and `x-trace-id` vary.
USUAL_HEADERS = {
    "server": "uvicorn",
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "*",
    "access-control-allow-methods": "POST, PATCH, OPTIONS, DELETE, GET, PUT",
    "access-control-max-age": "600",
    "strict-transport-security": "max-age=1800;",
    "via": "1.1 google",
    "vary": "Accept-Language",
}
NEVER_SENT = ("retry-after", "retry-after-ms", "request-id", "x-ratelimit-limit", "connection: close")


def refused(answer, status, hint=None):
    """Checks what every refusal has, and gives its body."""
    assert answer.status_code == status, answer.text
    has_usual_headers(answer)
    assert answer.headers["x-ringback-fidelity"] in ("stateful", "scenario")
    line = answer.headers["x-ringback-hint"]
    assert line.isascii() and len(line) <= 512 and not re.search("sk_[0-9a-f]{16}", line)
    if hint:
        assert hint in line
    return answer.json()


def has_usual_headers(answer):
    assert {name: answer.headers.get(name) for name in USUAL_HEADERS} == USUAL_HEADERS
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-trace-id"])
    assert re.fullmatch("[a-z]+-[a-z]+[0-9]", answer.headers["x-region"])
    assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", answer.headers["date"])
    assert answer.headers["alt-svc"].startswith('h3=":443"; ma=2592000')
    assert not [name for name in NEVER_SENT if name in answer.headers]
    assert len(answer.headers.get_list("x-trace-id")) == len(answer.headers.get_list("date")) == 1


def current(answer, kind, code, status, message):
    """The body of 2026 as text: members in the order of the captures, request_id equal to the trace."""
    detail = {
        "type": kind, "code": code, "message": message, "status": status, "request_id": answer.headers["x-trace-id"]}
    return json.dumps({"detail": detail}, separators=(",", ":"), ensure_ascii=False)


def legacy(status, message):
    return json.dumps({"detail": {"status": status, "message": message}}, separators=(",", ":"), ensure_ascii=False)


def not_found(answer, id):
    return current(answer, "not_found", "document_not_found", "document_not_found", "Document with id %s not found." % id)


# ---- Who asks (reference 2.2, rows 1 to 5) ----


def test_without_a_key(sandbox):
    del sandbox.http.headers["xi-api-key"]
    for answer in (sandbox.http.get("/v1/convai/conversations/conv_x"), sandbox.http.get("/v1/user")):
        refused(answer, 401, "xi-api-key")
        assert answer.text == current(
            answer, "authentication_error", "unauthorized", "needs_authorization",
            "Neither authorization header nor xi-api-key received, please provide one.")


def test_with_an_unknown_key(sandbox):
    answer = sandbox.http.get("/v1/user", headers={"xi-api-key": "sk_" + "0" * 48})
    refused(answer, 401, "--accept-any-key")
    assert answer.text == current(answer, "authentication_error", "unauthorized", "invalid_api_key", "Invalid API key")


def test_with_a_key_and_quotes_around_it(sandbox):
    refused(sandbox.http.get("/v1/user", headers={"xi-api-key": '"%s"' % sandbox.key}), 401, "quotes")


@pytest.mark.parametrize(
    "key, method, path, permission",
    [
        ("no-read", "GET", "/v1/convai/agents", "convai_read"),
        ("no-read", "GET", "/v1/convai/phone-numbers", "convai_read"),
        ("no-read", "GET", "/v1/convai/conversations", "convai_read"),
        ("no-write", "GET", "/v1/convai/conversation/get-signed-url?agent_id=x", "convai_write"),
        ("no-write", "DELETE", "/v1/convai/agents/x", "convai_write"),
        ("no-write", "PATCH", "/v1/convai/agents/x", "convai_write"),
        ("no-account", "GET", "/v1/user", "user_read"),
        ("no-account", "GET", "/v1/user/subscription", "user_read"),
        ("no-account", "GET", "/v1/models", "models_read"),
        ("no-account", "GET", "/v1/voices", "voices_read"),
        ("no-account", "GET", "/v2/voices", "voices_read"),
    ])
def test_without_the_permission(make_sandbox, key, method, path, permission):
    sandbox = make_sandbox(scenario="missing-permissions", world={
        "elevenlabs": {"keys": {"no-account": {"permissions": ["convai_read"]}}}})
    answer = sandbox.http.request(
        method, path, headers={"xi-api-key": sandbox.keys[key]}, json={} if method == "PATCH" else None)
    refused(answer, 401, permission)
    assert answer.text == current(
        answer, "authentication_error", "unauthorized", "missing_permissions",
        "The API key you used is missing the permission %s to execute this operation." % permission)


def test_the_sdk_raises_for_a_missing_permission(make_sandbox, recorder):
    sandbox = make_sandbox(scenario="missing-permissions")
    sdk = connect(sandbox, recorder, key=sandbox.keys["no-write"])
    assert sdk.conversational_ai.agents.list().agents
    with pytest.raises(ApiError) as raised:
        sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body())
    assert raised.value.status_code == 401
    assert raised.value.body["detail"]["status"] == "missing_permissions"
    assert raised.value.headers["x-trace-id"] == raised.value.body["detail"]["request_id"]


def test_a_key_as_a_bearer_token(sandbox):
    key = sandbox.http.headers.pop("xi-api-key")
    answer = sandbox.http.get("/v1/user", headers={"authorization": "Bearer " + key})
    detail = refused(answer, 401, "xi-api-key")["detail"]
    assert (detail["type"], detail["status"]) == ("authentication_error", "invalid_authorization_header")


def test_models_without_a_key(sandbox):
    del sandbox.http.headers["xi-api-key"]
    answer = sandbox.http.get("/v1/models")
    refused(answer, 404, "xi-api-key")
    assert answer.text == current(
        answer, "not_found", "workspace_not_found", "workspace_not_found", "Workspace 1anonymous1 not found.")


def test_any_key_opens_default_when_told_so():
    running = Server("--accept-any-key")
    try:
        default = running.default()
        assert default.http.get("/v1/user", headers={"xi-api-key": "sk_whatever"}).status_code == 200
        assert default.http.get("/v1/user").status_code == 200
        del default.http.headers["xi-api-key"]
        assert default.http.get("/v1/user").status_code == 401
    finally:
        running.kill()


# ---- What is asked for (rows 7 to 10, 21, 22) ----


@pytest.mark.parametrize("id", [UNKNOWN_AGENT, "nonsense", "a b\u00e9"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_agent(sandbox, method, id):
    answer = sandbox.http.request(method, "/v1/convai/agents/" + id, json={} if method == "PATCH" else None)
    refused(answer, 404, sandbox.agent)
    assert answer.text == not_found(answer, id)


def test_an_unknown_agent_on_a_call(sdk, sandbox, recorder):
    with pytest.raises(ApiError) as raised:
        sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body(agent_id=UNKNOWN_AGENT))
    assert raised.value.status_code == 404 and not isinstance(raised.value, UnprocessableEntityError)
    refused(recorder.last, 404, sandbox.agent)
    assert recorder.last.text == not_found(recorder.last, UNKNOWN_AGENT)
    assert sdk.conversational_ai.conversations.list().conversations == []


def test_an_unknown_agent_elsewhere(sandbox):
    paths = ["/v1/convai/conversation/get-signed-url?agent_id=", "/v1/convai/conversation/get_signed_url?agent_id="]
    for answer in [sandbox.http.get(path + UNKNOWN_AGENT) for path in paths] + [
        sandbox.http.patch("/v1/convai/phone-numbers/" + sandbox.number, json={"agent_id": UNKNOWN_AGENT}),
        sandbox.http.post("/v1/convai/phone-numbers", json={
            "provider": "twilio", "phone_number": "+1", "label": "x", "sid": "AC", "token": "t", "agent_id": UNKNOWN_AGENT}),
    ]:
        refused(answer, 404)
        assert answer.text == not_found(answer, UNKNOWN_AGENT)
    number = sandbox.http.get("/v1/convai/phone-numbers/" + sandbox.number).json()
    assert number["assigned_agent"]["agent_id"] == sandbox.agent


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_phone_number(sandbox, method):
    answer = sandbox.http.request(
        method, "/v1/convai/phone-numbers/" + UNKNOWN_NUMBER, json={} if method == "PATCH" else None)
    refused(answer, 404, sandbox.number)
    assert answer.text == not_found(answer, UNKNOWN_NUMBER)


def test_an_unknown_phone_number_on_a_call(sandbox):
    answer = sandbox.call(agent_phone_number_id=UNKNOWN_NUMBER)
    refused(answer, 404, sandbox.number)
    assert answer.text == not_found(answer, UNKNOWN_NUMBER)


def test_a_phone_number_in_the_place_of_its_id(sandbox):
    answer = sandbox.call(agent_phone_number_id="+15555550100")
    refused(answer, 404, sandbox.phone_numbers["main"])
    assert answer.text == not_found(answer, "+15555550100")


def test_a_phone_number_in_the_place_of_its_id_as_the_report_saw_it(make_sandbox):
    sandbox = make_sandbox(scenario="phone-number-instead-of-id")
    answer = sandbox.call(agent_phone_number_id="+15555550100")
    detail = refused(answer, 400, sandbox.phone_numbers["main"])["detail"]
    assert "phone number id required" in detail["message"]


def test_ids_in_each_others_place(sandbox):
    answer = sandbox.call(agent_id=sandbox.number, agent_phone_number_id=sandbox.agent)
    refused(answer, 404, "phone number")
    answer = sandbox.call(agent_phone_number_id=sandbox.agent)
    refused(answer, 404, "id of an agent")


@pytest.mark.parametrize("id", ["conv_0001k6sysqn2fqzbdj1aedbpsx6z", "CA" + "0" * 32, "nonsense"])
@pytest.mark.parametrize("method, tail", [("GET", ""), ("DELETE", ""), ("POST", "/feedback")])
def test_an_unknown_conversation(sandbox, method, tail, id):
    answer = sandbox.http.request(
        method, "/v1/convai/conversations/" + id + tail, json={"feedback": "like"} if tail else None)
    refused(answer, 404, id)
    assert answer.text == current(
        answer, "not_found", "conversation_not_found", "conversation_history_not_found",
        "Conversation history with id %s not found." % id)


def test_an_unknown_voice(sandbox):
    answer = sandbox.http.get("/v1/voices/alloy")
    refused(answer, 404, "alloy")
    assert answer.text == current(
        answer, "not_found", "voice_not_found", "voice_not_found", "A voice with voice_id 'alloy' was not found.")


# ---- Paths and methods (rows 12 to 14, 33) ----


@pytest.mark.parametrize(
    "method, path, hint",
    [
        ("POST", "/v1/convai/conversation", "POST /v1/convai/twilio/outbound-call"),
        ("GET", "/v1/convai/conversation", "/v1/convai/conversations"),
        ("POST", "/v1/convai/conversation/phone", "POST /v1/convai/twilio/outbound-call"),
        ("POST", "/v1/convai/phone-number/phnum_x/call", "POST /v1/convai/twilio/outbound-call"),
        ("GET", "/v1/convai/twilio/accounts", "/v1/convai/phone-numbers"),
        ("GET", "/convai/agents", "/v1/convai/agents"),
        ("GET", "/user", "/v1/user"),
        ("GET", "/v1/v1/user", "twice"),
        ("GET", "/v1/convai/agnets", "/v1/convai/agents"),
        ("GET", "/", "/openapi.json"),
        ("DELETE", "/nowhere/at/all", "/openapi.json"),
    ])
def test_a_path_that_does_not_exist(sandbox, method, path, hint):
    answer = sandbox.http.request(method, path, json={} if method == "POST" else None)
    refused(answer, 404, hint)
    assert answer.text == '{"detail":"Not Found"}'


@pytest.mark.parametrize(
    "method, path, allow, hint",
    [
        ("POST", "/v1/convai/conversations", {"GET"}, "POST /v1/convai/twilio/outbound-call"),
        ("GET", "/v1/convai/twilio/outbound-call", {"POST"}, "POST"),
        ("POST", "/v1/convai/agents", {"GET"}, "/v1/convai/agents/create"),
        ("PUT", "/v1/convai/agents/x", {"GET"}, "PATCH"),
        ("DELETE", "/v1/user", {"GET"}, "GET"),
        ("OPTIONS", "/v1/user", {"GET"}, "GET"),
    ])
def test_a_method_that_the_path_does_not_have(sandbox, method, path, allow, hint):
    """FastAPI's `allow` has the methods of the first route with this path."""
    answer = sandbox.http.request(method, path)
    refused(answer, 405, hint)
    assert answer.text == '{"detail":"Method Not Allowed"}'
    assert {word.strip() for word in answer.headers["allow"].split(",")} == allow


def test_a_sandbox_that_does_not_exist(server):
    answer = httpx.get(server.url + "/~nobody/v1/user")
    assert answer.status_code == 404 and answer.text == '{"detail":"Not Found"}'
    assert "nobody" in answer.headers["x-ringback-hint"]


# ---- Calls that are not placed (rows 15, 16, 29, section 9) ----


def test_a_number_without_twilio_credentials(make_sandbox, recorder):
    sandbox = make_sandbox(scenario="phone-number-not-linked")
    sdk = connect(sandbox, recorder)
    with pytest.raises(ApiError) as raised:
        sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body())
    assert raised.value.status_code == 400
    refused(recorder.last, 400)
    # Captured in the legacy form only, so sent in it always (reference 2.2, row 29).
    assert recorder.last.text == legacy(
        "invalid_provider_config",
        "We are missing some Twilio credentials for the number +15555550100. "
        "Please delete and re-create it to be able to make outbound calls.")
    assert len(recorder.last.content) == 193
    assert sdk.conversational_ai.conversations.list().conversations == []


def test_a_trunk_number_on_the_twilio_endpoint(sandbox):
    answer = sandbox.call(agent_phone_number_id=sandbox.phone_numbers["trunk"])
    body = refused(answer, 400, "/v1/convai/sip-trunk/outbound-call")
    assert body["detail"]["status"] == "invalid_provider_config" and "+15555550101" in body["detail"]["message"]


def test_twilio_refuses_the_call(with_scenario, recorder):
    message = "Primary compliance profile is not approved."
    sandbox = with_scenario({"people": {"+15555550123": {"refused": {"status": 401, "code": 20003, "message": message}}}})
    sdk = connect(sandbox, recorder)
    call = sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body())
    reason = "HTTP 401 error: Unable to create record: " + message
    assert recorder.last.json() == {"success": False, "message": reason, "conversation_id": None, "callSid": None}
    assert list(recorder.last.json()) == ["success", "message", "conversation_id", "callSid"]
    assert "success" in recorder.last.headers["x-ringback-hint"]
    assert (call.success, call.conversation_id, call.call_sid) == (False, None, None)
    (summary,) = sdk.conversational_ai.conversations.list().conversations
    failed = sdk.conversational_ai.conversations.get(summary.conversation_id)
    assert (failed.status, failed.transcript, failed.analysis) == ("failed", [], None)
    assert recorder.last.json()["metadata"]["error"] == {
        "code": 1011, "reason": reason, "error_type": "call_initialization_error"}
    assert recorder.last.json()["metadata"]["accepted_time_unix_secs"] is None


@pytest.mark.parametrize("number", ["12", "not a number", ""])
def test_twilio_refuses_what_is_no_number(sandbox, number):
    answer = sandbox.call(to_number=number)
    assert answer.status_code == 200 and answer.json()["success"] is False
    assert answer.json()["message"] == (
        "HTTP 400 error: Unable to create record: "
        "The phone number you are attempting to call, %s, is not valid." % number)


def test_no_credits_fail_the_conversation(with_scenario, recorder):
    sandbox = with_scenario({"world": {"elevenlabs": {"subscription": {"character_count": 9, "character_limit": 9}}}})
    sdk = connect(sandbox, recorder)
    call = sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body())
    assert call.success is True
    sdk.conversational_ai.conversations.get(call.conversation_id)
    assert recorder.last.json()["status"] == "failed"
    assert recorder.last.json()["metadata"]["error"] == {
        "code": 3000, "error_type": "call_initialization_error",
        "reason": "[quota_exceeded] You've run out of credits. "
        "Add credits or upgrade your plan to start a new conversation."}
    assert sdk.conversational_ai.conversations.get_signed_url(agent_id=sandbox.agent).signed_url


@pytest.mark.parametrize(
    "setting, status, kind, code, word",
    [
        ("quota_exceeded", 401, "authentication_error", "quota_exceeded", "This request exceeds your quota of 30000"),
        ("insufficient_credits", 402, "payment_required", "insufficient_credits", "credits"),
    ])
def test_no_credits_over_http(with_scenario, setting, status, kind, code, word):
    sandbox = with_scenario({
        "settings": {"elevenlabs": {"out_of_credits": setting}},
        "world": {"elevenlabs": {"subscription": {"character_count": 30000, "character_limit": 30000}}}})
    detail = refused(sandbox.call(), status, "30000")["detail"]
    assert (detail["type"], detail["code"], detail["status"]) == (kind, code, setting)
    assert word in detail["message"]
    assert sandbox.http.get("/v1/convai/conversations").json()["conversations"] == []


def test_too_many_calls_at_once(make_sandbox, recorder):
    sandbox = make_sandbox(scenario="concurrency-limit")
    sdk = connect(sandbox, recorder)
    with pytest.raises(ApiError) as raised:
        sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body(), request_options=NO_RETRY)
    assert raised.value.status_code == 429
    refused(recorder.last, 429, "2 calls")
    assert recorder.last.text == current(
        recorder.last, "rate_limit_error", "concurrent_limit_exceeded", "too_many_concurrent_requests",
        "Too many concurrent requests. Your current subscription is associated with a maximum of 2 concurrent requests "
        "(running in parallel). This is done such that a single user does not overwhelm our systems and affect other "
        "users negatively. Please upgrade your subscription or contact sales if you want to increase this limit.")


def test_the_sdk_repeats_a_429_twice(make_sandbox, recorder, monkeypatch):
    from elevenlabs.core import http_client

    monkeypatch.setattr(http_client.time, "sleep", lambda seconds: None)
    sandbox = make_sandbox(scenario="concurrency-limit")
    with pytest.raises(ApiError):
        connect(sandbox, recorder).conversational_ai.twilio.outbound_call(**sandbox.call_body())
    assert [answer.status_code for answer in recorder.answers] == [429, 429, 429]


def test_too_many_calls_as_failed_conversations(with_scenario):
    sandbox = with_scenario({"settings": {"elevenlabs": {"over_concurrency": "failed_conversation", "concurrency_limit": 1}}})
    first, second = sandbox.call().json(), sandbox.call().json()
    assert first["success"] and second["success"]
    read = [sandbox.http.get("/v1/convai/conversations/" + call["conversation_id"]).json() for call in (first, second)]
    assert [conversation["status"] for conversation in read] == ["initiated", "failed"]
    assert read[1]["metadata"]["error"]["error_type"] == "call_initialization_error"


# ---- Shapes (rows 11, 30; reference 2.1) ----


def missing(*place):
    return {"type": "missing", "loc": list(place), "msg": "Field required", "input": None}


def test_a_missing_field_has_no_input(sandbox):
    answer = sandbox.call(agent_phone_number_id=...)
    refused(answer, 422, "agent_phone_number_id")
    assert answer.text == json.dumps({"detail": [missing("body", "agent_phone_number_id")]}, separators=(",", ":"))
    answer = sandbox.http.post("/v1/convai/twilio/outbound-call", json={})
    assert refused(answer, 422) == {"detail": [
        missing("body", "agent_id"), missing("body", "agent_phone_number_id"), missing("body", "to_number")]}


def test_the_sdk_raises_for_a_wrong_shape(sdk, sandbox):
    with pytest.raises(UnprocessableEntityError) as raised:
        sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body(to_number=5))
    assert raised.value.status_code == 422
    assert raised.value.body["detail"] == [
        {"type": "string_type", "loc": ["body", "to_number"], "msg": "Input should be a valid string", "input": 5}]


def test_the_shape_is_checked_before_the_key(sandbox):
    del sandbox.http.headers["xi-api-key"]
    assert refused(sandbox.call(to_number=...), 422) == {"detail": [missing("body", "to_number")]}


def test_the_key_is_checked_first_when_told_so(with_scenario):
    sandbox = with_scenario({"settings": {"elevenlabs": {"refusal_order": "key_first"}}})
    del sandbox.http.headers["xi-api-key"]
    assert sandbox.call(to_number=...).status_code == 401


@pytest.mark.parametrize(
    "query, issue",
    [
        ("page_size=0", {"type": "greater_than_equal", "msg": "Input should be greater than or equal to 1", "ctx": {"ge": 1}}),
        ("page_size=101", {"type": "less_than_equal", "msg": "Input should be less than or equal to 100", "ctx": {"le": 100}}),
        ("page_size=x", {"type": "int_parsing",
                         "msg": "Input should be a valid integer, unable to parse string as an integer"}),
        ("archived=maybe", {"type": "bool_parsing",
                            "msg": "Input should be a valid boolean, unable to interpret input"}),
        ("sort_direction=up", {"type": "enum", "msg": "Input should be 'asc' or 'desc'",
                               "ctx": {"expected": "'asc' or 'desc'"}}),
    ])
def test_a_wrong_query(sandbox, query, issue):
    name, value = query.split("=")
    expected = {"type": issue["type"], "loc": ["query", name], "msg": issue["msg"], "input": value}
    if "ctx" in issue:
        expected["ctx"] = issue["ctx"]
    answer = sandbox.http.get("/v1/convai/agents?" + query)
    assert refused(answer, 422) == {"detail": [expected]}
    assert list(answer.json()["detail"][0]) == list(expected)


@pytest.mark.parametrize("method, path, json, issue", [
    ("POST", "/v1/convai/conversations/{conversation}/feedback", {"feedback": "meh"},
     {"type": "enum", "loc": ["body", "feedback"], "msg": "Input should be 'like' or 'dislike'", "input": "meh",
      "ctx": {"expected": "'like' or 'dislike'"}}),
    ("GET", "/v1/convai/conversations/{conversation}?format=xml", None,
     {"type": "literal_error", "loc": ["query", "format"], "msg": "Input should be 'json' or 'opentelemetry'",
      "input": "xml", "ctx": {"expected": "'json' or 'opentelemetry'"}}),
    ("GET", "/v1/convai/conversation/get-signed-url", None,
     {"type": "missing", "loc": ["query", "agent_id"], "msg": "Field required", "input": None}),
    ("PATCH", "/v1/convai/phone-numbers/{trunk}", {"outbound_trunk_config": {"transport": "udp"}},
     {"type": "missing", "loc": ["body", "outbound_trunk_config", "address"], "msg": "Field required",
      "input": {"transport": "udp"}}),
    ("POST", "/v1/convai/agents/create", {"conversation_config": 5},
     {"type": "model_attributes_type", "loc": ["body", "conversation_config"], "input": 5,
      "msg": "Input should be a valid dictionary or object to extract fields from"}),
    ("POST", "/v1/convai/agents/create", {"conversation_config": {}, "tags": ["a", 1]},
     {"type": "string_type", "loc": ["body", "tags", 1], "msg": "Input should be a valid string", "input": 1}),
])
def test_one_wrong_place(sandbox, method, path, json, issue):
    path = path.format(conversation=sandbox.call().json()["conversation_id"], trunk=sandbox.phone_numbers["trunk"])
    assert refused(sandbox.http.request(method, path, json=json), 422) == {"detail": [issue]}


def test_a_wrong_provider(sandbox):
    answer = sandbox.http.post("/v1/convai/phone-numbers", json={"provider": "vonage", "phone_number": "+1", "label": "x"})
    assert answer.status_code == 422 and all(issue["loc"][0] == "body" for issue in answer.json()["detail"])
    answer = sandbox.http.post("/v1/convai/phone-numbers", json={"provider": "twilio", "phone_number": "+1", "label": "x"})
    assert {"sid", "token"} <= {issue["loc"][-1] for issue in answer.json()["detail"] if issue["type"] == "missing"}


@pytest.mark.parametrize("how", ["create", "patch"])
def test_a_wrong_configuration_inside_an_agent(sandbox, how):
    body = {"conversation_config": {"agent": {"first_message": 5}, "turn": {"turn_timeout": "soon"}}}
    if how == "create":
        answer = sandbox.http.post("/v1/convai/agents/create", json=body)
    else:
        answer = sandbox.http.patch("/v1/convai/agents/" + sandbox.agent, json=body)
    detail = refused(answer, 400, "turn.turn_timeout")["detail"]
    assert list(detail) == ["status", "message"] and detail["status"] == "input_invalid"
    issues = json.loads(detail["message"])
    assert json.dumps(issues) == detail["message"], "Python's json.dumps wrote the real ones"
    # pydantic goes through the fields as the model declares them.
    assert [(issue["type"], issue["loc"]) for issue in issues] == [
        ("float_parsing", ["turn", "turn_timeout"]), ("string_type", ["agent", "first_message"])]
    assert issues[1]["url"] == "https://errors.pydantic.dev/2.10/v/string_type" and issues[1]["input"] == 5
    assert len(sandbox.http.get("/v1/convai/agents").json()["agents"]) == 1


def test_an_english_agent_with_a_model_that_it_may_not_use(sandbox):
    answer = sandbox.http.post("/v1/convai/agents/create", json={
        "conversation_config": {"agent": {"language": "en"}, "tts": {"model_id": "eleven_turbo_v2_5"}}})
    (issue,) = json.loads(refused(answer, 400)["detail"]["message"])
    assert (issue["type"], issue["loc"]) == ("value_error", [])
    assert issue["msg"] == "Value error, English Agents must use turbo or flash v2."


# ---- Hints on requests that are accepted or nearly right ----


@pytest.mark.parametrize(
    "sent, status, hint",
    [
        ({"to_number": ..., "to_phone_number": "+15555550123"}, 422, "to_number"),
        ({"agent_phone_number_id": ..., "agent_phone_number": "+15555550100"}, 422, "agent_phone_number_id"),
        ({"agent_id": ..., "agentId": "x"}, 422, "agent_id"),
        ({"dynamic_variables": {"a": 1}}, 200, "conversation_initiation_client_data.dynamic_variables"),
        ({"conversation_initiation_client_data": {"call_id": "x"}}, 200, "call_id"),
        ({"conversation_initiation_client_data": {"variables": {}}}, 200, "dynamic_variables"),
    ])
def test_a_field_that_never_reaches_the_agent(sandbox, sent, status, hint):
    answer = sandbox.call(**sent)
    assert answer.status_code == status
    assert hint in answer.headers["x-ringback-hint"]
    for name in sent:
        if sent[name] is not ...:
            assert name in answer.headers["x-ringback-hint"]


def test_a_call_that_is_right_has_no_hint(sandbox):
    answer = sandbox.call(conversation_initiation_client_data={"dynamic_variables": {"customer_name": "Ada"}})
    assert answer.status_code == 200 and "x-ringback-hint" not in answer.headers


# ---- Headers of every answer ----


@pytest.mark.parametrize("method, path, status", [
    ("GET", "/v1/user", 200), ("GET", "/v1/models", 200), ("GET", "/v1/convai/agents/x", 404), ("GET", "/nowhere", 404),
    ("POST", "/v1/user", 405), ("GET", "/v1/user/", 307), ("POST", "/v1/convai/twilio/outbound-call", 422),
    ("HEAD", "/v1/user", 405), ("DELETE", "/v1/convai/batch-calling/btcal_x", 404),
])
def test_the_usual_headers_stand_on_every_answer(sandbox, method, path, status):
    answer = sandbox.http.request(method, path)
    assert answer.status_code == status
    has_usual_headers(answer)


def test_each_answer_has_a_trace_of_its_own(sandbox):
    assert len({sandbox.http.get("/v1/user").headers["x-trace-id"] for _ in range(50)}) == 50


# ---- The whole catalogue, by rules, in both envelopes ----

RULED = [name for name, error in ERRORS.items() if error["kind"] in ("envelope", "text") and name != "input_invalid"]


@pytest.fixture(scope="module", params=["current", "legacy"])
def catalogue(request, tmp_path_factory):
    """A server whose key named X meets the error X."""
    file = tmp_path_factory.mktemp("catalogue") / "scenario.json"
    file.write_text(json.dumps({
        "title": "Every error.", "extends": ["default"],
        "settings": {"elevenlabs": {"error_envelope": request.param}},
        "world": {"elevenlabs": {"keys": {name: {"permissions": "all"} for name in RULED}}},
        "rules": [{"when": {"operation": "get_user_info", "key": name}, "then": {"error": name}} for name in RULED]}))
    running = Server("--scenario", str(file))
    yield request.param, running.default()
    running.kill()


@pytest.mark.parametrize("name", RULED)
def test_a_rule_answers_with_any_named_error(catalogue, name):
    envelope, sandbox = catalogue
    error = ERRORS[name]
    answer = sandbox.http.get("/v1/user", headers={"xi-api-key": sandbox.keys[name]})
    assert answer.status_code == error["status"]
    has_usual_headers(answer)
    assert answer.headers["x-ringback-fidelity"] == "scenario" and answer.headers["x-ringback-hint"]
    if error["kind"] == "text":
        assert answer.text == error["body"] and answer.headers["content-type"] == error["headers"]["content-type"]
        return
    detail = answer.json()["detail"]
    if envelope == "legacy" or error.get("envelope") == "legacy":
        assert list(detail) == ["status", "message"] and detail["status"] == error["legacy_status"]
    else:
        assert list(detail)[:5] == ["type", "code", "message", "status", "request_id"]
        assert [detail[field] for field in ("type", "code", "status")] == [
            error["type"], error["code"], error["legacy_status"]]
        assert detail["request_id"] == answer.headers["x-trace-id"]


def test_a_crash_of_the_service(with_scenario, recorder):
    sandbox = with_scenario({
        "rules": [{"when": {"operation": "get_user_info"}, "then": {"error": "internal_server_error"}}]})
    with pytest.raises(ApiError) as raised:
        connect(sandbox, recorder).user.get(request_options=NO_RETRY)
    assert raised.value.status_code == 500
    assert recorder.last.headers["content-type"] == "text/plain; charset=utf-8"
    assert len(recorder.last.content) == 123 and b'"detail"' not in recorder.last.content


@pytest.mark.parametrize("setting, status", [("redirect", 307), ("not_found", 404)])
def test_a_slash_too_much(with_scenario, setting, status):
    sandbox = with_scenario({"settings": {"elevenlabs": {"trailing_slash": setting}}})
    answer = sandbox.http.get("/v1/convai/agents/?page_size=2")
    assert answer.status_code == status
    assert answer.headers.get("location") == (
        sandbox.base_url + "/v1/convai/agents?page_size=2" if setting == "redirect" else None)


def test_the_legacy_envelope_of_a_real_refusal(with_scenario):
    sandbox = with_scenario({"settings": {"elevenlabs": {"error_envelope": "legacy"}}})
    assert sandbox.http.get("/v1/convai/agents/" + UNKNOWN_AGENT).text == legacy(
        "document_not_found", "Document with id %s not found." % UNKNOWN_AGENT)
    assert sandbox.call(to_number=...).json() == {"detail": [missing("body", "to_number")]}


def test_batch_terms_are_not_accepted(make_sandbox, recorder):
    from test_operations import batch

    sandbox = make_sandbox(scenario="terms-not-accepted")
    sdk = connect(sandbox, recorder)
    with pytest.raises(ApiError) as raised:
        batch(sdk, sandbox)
    assert raised.value.status_code == 403
    assert raised.value.body["detail"]["status"] == "batch_calling_agreement_required"
    assert sdk.conversational_ai.twilio.outbound_call(**sandbox.call_body()).success
    assert sdk.conversational_ai.batch_calls.list() is not None
