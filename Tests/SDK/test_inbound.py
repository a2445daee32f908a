"""Somebody calls in: through the control API and by `ringback dial`, with and without the initiation webhook."""

import json
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from server import BINARY, Server, environment, run

NOON = "2026-11-21T12:00:00Z"
CALLER = "+15555550177"


class App:
    """The app under test: keeps what it is asked, and answers what it is told to."""

    def __init__(self):
        self.asked, self.status, self.answer = [], 200, {"type": "conversation_initiation_client_data"}
        self.gate = threading.Event()
        self.gate.set()
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                app.asked.append((self.path, dict(self.headers.items()), json.loads(body)))
                app.gate.wait(10)
                text = app.answer if isinstance(app.answer, str) else json.dumps(app.answer)
                try:
                    self.send_response(app.status)
                    self.send_header("content-length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text.encode())
                except OSError:
                    pass

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/who" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def app():
    made = App()
    yield made
    made.close()


@pytest.fixture
def standing(make_sandbox):
    return make_sandbox(time=NOON)


def admin(sandbox, method, path, json=None, status=200):
    return sandbox.server.admin(method, path, json=json, status=status, headers={"x-ringback-sandbox": sandbox.name})


def receive(sandbox, status=201, **changes):
    number = sandbox.http.get("/v1/convai/phone-numbers/" + sandbox.number).json()["phone_number"]
    return admin(sandbox, "POST", "/calls", json={"from": CALLER, "to": number, **changes}, status=status)


def asks(sandbox, url, headers=None):
    """Lets the agent ask the app who is calling."""
    webhook = None if url is None else {"url": url, "request_headers": headers or {}}
    answer = sandbox.http.patch("/v1/convai/agents/" + sandbox.agent, json={"platform_settings": {
        "overrides": {"enable_conversation_initiation_client_data_from_webhook": True},
        "workspace_overrides": {"conversation_initiation_client_data_webhook": webhook}}})
    assert answer.status_code == 200, answer.text


def conversation(sandbox, placed):
    return sandbox.http.get("/v1/convai/conversations/" + placed["conversation_id"]).json()


def events(sandbox, name):
    entries = admin(sandbox, "GET", "/journal?limit=1000")["entries"]
    return [entry for entry in entries if entry["operation"] == name]


def test_the_numbers_agent_answers(standing):
    placed = receive(standing)
    record = conversation(standing, placed)
    assert (record["status"], record["transcript"], record["analysis"]) == ("initiated", [], None)
    call = record["metadata"]["phone_call"]
    assert (call["direction"], call["external_number"], call["call_sid"]) == ("inbound", CALLER, placed["call_sid"])
    assert admin(standing, "GET", "/calls")["open"] == 1
    admin(standing, "POST", "/clock/advance", json={"seconds": 2})
    assert conversation(standing, placed)["status"] == "in-progress"
    admin(standing, "POST", "/clock/advance", json={"until": "idle"})
    record = conversation(standing, placed)
    assert record["status"] == "done" and record["transcript"][0]["role"] == "agent"
    variables = record["conversation_initiation_client_data"]["dynamic_variables"]
    assert variables["system__caller_id"] == CALLER
    assert variables["system__called_number"] == call["agent_number"]
    assert record["metadata"]["conversation_initiation_source"] == "twilio"
    calls = admin(standing, "GET", "/calls")
    assert calls["open"] == 0 and calls["calls"][0]["direction"] == "inbound"
    assert calls["calls"][0]["status"] == "completed"


def test_a_number_without_an_agent_rejects(standing):
    standing.http.patch("/v1/convai/phone-numbers/" + standing.number, json={"agent_id": None})
    placed = receive(standing)
    assert placed["conversation_id"] is None and standing.number in placed["hint"]
    assert admin(standing, "GET", "/calls")["calls"][0]["status"] == "busy"
    unknown = receive(standing, to="+15555550999")
    assert unknown["conversation_id"] is None and "no number" in unknown["hint"]


@pytest.mark.parametrize("changes,code,pointer", [
    ({"from": "Ada"}, "bad_number", "/from"), ({"to": "12"}, "bad_number", "/to"),
    ({"person": "Ada"}, "unknown_person", "/person"), ({"person": {"says": [{"when": "x"}]}}, "invalid_person", "/person/says/0"),
    ({"person": {"says": [{"say": "x", "when": "("}]}}, "invalid_person", "/person/says/0/when"),
    ({"person": {"reaction": "busy"}}, "invalid_person", "/person/reaction"),
    ({"person": {"hangs_up": {"soon": 1}}}, "invalid_person", "/person/hangs_up/soon"), ({"person": 1}, "invalid_request", "/person"),
])
def test_mistakes_are_pointed_at(standing, changes, code, pointer):
    error = receive(standing, status=422, **changes)["error"]
    assert (error["code"], error.get("pointer")) == (code, pointer)
    assert admin(standing, "GET", "/calls")["calls"] == []


def test_people_who_call_speak_their_lines(make_sandbox):
    sandbox = make_sandbox(time=NOON, scenario=["default", {"title": "People", "people": {
        "+15555559*": {"says": ["I am the pattern."]}, CALLER: {"says": ["I am behind the number."]}}}])
    placed = [receive(sandbox), receive(sandbox, person="+15555559*"), receive(sandbox, person={"says": ["I am inline."]})]
    admin(sandbox, "POST", "/clock/advance", json={"until": "idle"})
    said = [conversation(sandbox, each)["transcript"][1]["message"] for each in placed]
    assert said == ["I am behind the number.", "I am the pattern.", "I am inline."]


def test_the_app_says_who_is_calling(standing, app):
    app.answer = {
        "type": "conversation_initiation_client_data", "dynamic_variables": {"name": "Ada", "n": 3}, "user_id": "u-1",
        "conversation_config_override": {"agent": {"language": "de"}}}
    secret = standing.http.post("/v1/convai/secrets", json={"type": "new", "name": "token", "value": "open sesame"})
    assert secret.status_code == 200, secret.text
    named = {"secret_id": secret.json()["secret_id"]}
    asks(standing, app.url, {"X-Own": "yes", "X-Token": named, "X-Lost": {"secret_id": "none"}})
    placed = receive(standing)
    admin(standing, "POST", "/clock/advance", json={"until": "idle"})
    path, headers, question = app.asked[0]
    assert len(app.asked) == 1 and path == "/who"
    assert list(question.items()) == [
        ("caller_id", CALLER), ("agent_id", standing.agent), ("called_number", "+15555550100"),
        ("call_sid", placed["call_sid"]), ("conversation_id", placed["conversation_id"])]
    fields = {name.lower(): value for name, value in headers.items()}
    assert (fields["x-own"], fields["x-token"]) == ("yes", "open sesame") and "x-lost" not in fields
    assert "X-Lost" in events(standing, "initiation_header_left_out")[0]["event"]["why"]
    assert "open sesame" not in json.dumps(admin(standing, "GET", "/journal?limit=1000"))
    assert fields["content-type"] == "application/json"
    assert "elevenlabs-signature" not in fields
    data = conversation(standing, placed)["conversation_initiation_client_data"]
    assert data["dynamic_variables"]["name"] == "Ada" and data["dynamic_variables"]["n"] == 3
    assert data["user_id"] == "u-1" and data["conversation_config_override"]["agent"] == {"language": "de"}
    letter = events(standing, "conversation_initiation_client_data")[0]
    assert letter["kind"] == "outgoing" and letter["response"]["status"] == 200


def test_the_workspace_names_the_webhook_where_the_agent_does_not(standing, app):
    asks(standing, None)
    changed = standing.http.patch("/v1/convai/settings", json={
        "conversation_initiation_client_data_webhook": {"url": app.url, "request_headers": {}}})
    assert changed.status_code == 200, changed.text
    receive(standing)
    admin(standing, "POST", "/clock/advance", json={"until": "idle"})
    assert [question["caller_id"] for _, _, question in app.asked] == [CALLER]


@pytest.mark.parametrize("status,answer,why", [
    (500, {}, "it answered 500"), (200, "{", "no JSON object"), (200, [], "no JSON object"),
    (200, {"dynamic_variables": {}}, "\"type\" is not"),
    (200, {"type": "conversation_initiation_client_data", "dynamic_variables": []}, "\"dynamic_variables\" is no object"),
    (200, {"type": "conversation_initiation_client_data", "dynamic_variables": {"a": {}}}, "\"a\" is neither"),
])
def test_an_answer_that_cannot_be_used_is_passed_over_and_told(standing, app, status, answer, why):
    app.status, app.answer = status, answer
    asks(standing, app.url)
    placed = receive(standing)
    admin(standing, "POST", "/clock/advance", json={"until": "idle"})
    assert conversation(standing, placed)["status"] == "done"
    assert why in events(standing, "initiation_data_refused")[0]["event"]["why"]


def test_a_call_can_fail_of_its_webhook(make_sandbox, app):
    sandbox = make_sandbox(time=NOON, scenario=["default", {"title": "Strict", "settings": {"elevenlabs": {
        "initiation_webhook_failure": "failed_conversation", "initiation_webhook_timeout": 0.2}}}])
    app.gate.clear()
    asks(sandbox, app.url)
    placed = receive(sandbox)
    admin(sandbox, "POST", "/clock/advance", json={"until": "idle"})
    record = conversation(sandbox, placed)
    assert (record["status"], record["metadata"]["error"]["error_type"]) == ("failed", "integration_error")
    assert events(sandbox, "conversation_initiation_client_data")[0]["error"] == "timed_out"
    assert admin(sandbox, "GET", "/calls")["calls"][0]["duration_seconds"] == 0


def test_a_flag_without_a_url_ends_the_call_at_once(standing):
    asks(standing, None)
    placed = receive(standing)
    admin(standing, "POST", "/clock/advance", json={"until": "idle"})
    record = conversation(standing, placed)
    assert (record["status"], record["metadata"]["call_duration_secs"]) == ("failed", 0)
    call = admin(standing, "GET", "/calls")["calls"][0]
    assert (call["status"], call["duration_seconds"]) == ("completed", 0)
    assert "no URL" in events(standing, "initiation_data_unasked")[0]["event"]["why"]


def test_a_caller_can_be_cut_off_while_the_app_thinks(make_sandbox, app):
    sandbox = make_sandbox()
    app.gate.clear()
    asks(sandbox, app.url)
    placed = receive(sandbox)
    account = sandbox.twilio["account_sid"]
    answer = sandbox.http.post(
        "/2010-04-01/Accounts/%s/Calls/%s.json" % (account, placed["call_sid"]), data={"Status": "completed"},
        auth=(account, sandbox.twilio["auth_token"]))
    assert answer.json()["status"] == "canceled"
    app.gate.set()
    entry = admin(sandbox, "GET", "/journal?wait=10&filter=" + json.dumps({"operation": "conversation_initiation_client_data"}))
    assert conversation(sandbox, placed)["status"] == "failed", entry


def test_people_of_one_request_and_of_a_reload(with_scenario, tmp_path):
    """The scenario of a header counts for its request; an edited file for the calls behind the edit."""
    busy = tmp_path / "busy.json"
    busy.write_text(json.dumps({"title": "Busy.", "people": {"+1555555*": {"reaction": "busy"}}}))
    own = {"people": {"+15555550123": {"says": ["Hello?"]}}}
    sandbox = with_scenario(own, "--scenario", str(busy), "--time", NOON, "--watch")
    placed = [sandbox.call(to_number=number).json()["callSid"] for number in ("+15555550123", "+15555550199")]
    (tmp_path / "scenario.json").write_text(json.dumps(
        {"title": "Edited.", "extends": ["default"], "people": {"+15555550123": {"reaction": "rejects"}}}))
    deadline = time.monotonic() + 10
    while "read again" not in sandbox.server.told():
        assert time.monotonic() < deadline, sandbox.server.told()
        time.sleep(0.02)
    placed.append(sandbox.call().json()["callSid"])
    header = {"x-ringback-scenario": str(busy)}
    placed.append(sandbox.http.post(
        "/v1/convai/twilio/outbound-call", json=sandbox.call_body(to_number="+15555550166"), headers=header).json()["callSid"])
    admin(sandbox, "POST", "/clock/advance", json={"until": "idle"})
    calls = {call["call_sid"]: call for call in admin(sandbox, "GET", "/calls")["calls"]}
    assert [(calls[sid]["status"], calls[sid]["sip_status"]) for sid in placed] == [
        ("completed", 200), ("busy", 486), ("busy", 603), ("busy", 486)]


def test_two_runs_are_alike(make_sandbox):
    hashes = []
    for _ in range(2):
        sandbox = make_sandbox(time=NOON, seed=7)
        receive(sandbox, person={"says": ["Hello?"]})
        admin(sandbox, "POST", "/clock/advance", json={"until": "idle"})
        hashes.append(admin(sandbox, "GET", "/journal/hash")["hash"])
    assert hashes[0] == hashes[1]


def dial(url, *arguments):
    return run("dial", "--url", url, "--from", CALLER, *arguments)


def test_dial_prints_what_happens(tmp_path):
    server = Server()
    try:
        server.admin("PUT", "/clock", json={"mode": "auto"})
        person = tmp_path / "person.json"
        person.write_text(json.dumps({"says": ["Hello?"]}))
        told = dial(server.url, "--to", "+15555550100", "--person", str(person))
        assert told.returncode == 0, told.stderr
        assert told.stdout.startswith("CA") and ", conversation conv_" in told.stdout
        words = [line.split("  ", 1)[1] for line in told.stdout.splitlines()[1:]]
        assert words == ["ringing", "answered", "completed, ended by person"]
        refused = dial(server.url, "--to", "+15555550999")
        assert refused.returncode == 1 and "Nobody takes it" in refused.stdout
        for flags, code, words in [
            (["--to", "x"], 64, "phone number"), (["--to", "+15555550100", "--person", "{"], 65, "--person:1:"),
            (["--to", "+15555550100", "--person", "missing.json"], 66, "cannot read missing.json"),
        ]:
            told = dial(server.url, *flags)
            assert told.returncode == code and words in told.stderr
    finally:
        server.kill()
    assert dial(server.url, "--to", "+15555550100").returncode == 2


def test_dial_says_that_the_clock_stands():
    server = Server("--time", NOON)
    try:
        process = subprocess.Popen(
            [str(BINARY), "dial", "--url", server.url, "--from", CALLER, "--to", "+15555550100"], stdout=subprocess.PIPE,
            text=True, env=environment())
        assert process.stdout.readline().startswith("CA")
        assert "The clock stands" in process.stdout.readline()
        server.admin("POST", "/clock/advance", json={"until": "idle"})
        assert "12:00:01  answered" in process.stdout.read()
        assert process.wait(15) == 0
    finally:
        server.kill()
