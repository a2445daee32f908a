"""The command line: what it prints, how it fails, what it listens to, and that it does the same twice."""

import json
import re
import shutil
import socket
import subprocess

import httpx
import pytest

from server import BINARY, READY, ROOT, environment, run, serving
from wire import exchange, request

USAGE, DATA_ERROR, UNAVAILABLE, CANNOT_CREATE = 64, 65, 69, 73
INSTANT = "2026-11-21T10:00:00Z"
OPTIONS = {
    "host": None, "port": "nine", "port-file": None, "scenario": "no-such", "seed": "-1", "time": "noon",
    "log-format": "xml", "admin-token": None, "allow-hostname": None, "max-header-bytes": "0", "max-body-bytes": "x",
    "max-output-bytes": "-1", "max-connections": "0", "header-timeout": "0", "idle-timeout": "-2", "grace": "-1",
    "watchdog": "0", "limit": "x=1", "journal-entries": "-1", "journal-bytes": "many", "state": None,
    "clock": "fast", "speed": "0.05", "allow-host": None, "map-host": "app", "ca": None,
    "limit": "filled-text-bytes=0", "reserved-connections": "-1", "max-unfinished-bytes": "0", "max-outgoing": "0",
    "allow-origin": None,
}
SWITCHES = ["watch", "accept-any-key", "admin-open", "public-keys", "quiet", "check-responses"]


def one_line(finished, code):
    """The complaint, after it was checked that it is all there is."""
    assert finished.returncode == code, finished.stderr
    assert finished.stdout == ""
    lines = finished.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("ringback: "), finished.stderr
    return lines[0]


# ---- Saying what it is ----


def test_the_version():
    printed = run("--version")
    assert printed.returncode == 0 and re.fullmatch(r"ringback \d+\.\d+\.\d+\n", printed.stdout)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["help"]])
def test_help_names_the_commands(arguments):
    printed = run(*arguments)
    assert printed.returncode == 0
    for command in ["serve", "scenarios", "verify", "replay", "contract", "fidelity", "signature"]:
        assert re.search(r"^  %s\b" % command, printed.stdout, re.MULTILINE), command


def test_help_names_every_option():
    named = set(re.findall(r"--([a-z-]+)", run("serve", "--help").stdout)) - {"help", "version"}
    assert named == set(OPTIONS) | set(SWITCHES)


# ---- Failing in one line ----


@pytest.mark.parametrize("arguments, word", [
    (["serve", "--prot", "1"], "--prot"), (["--prot", "1"], "--prot"), (["serve", "extra"], "extra"),
    (["scenarios", "frobnicate"], "frobnicate"), (["serve", "--port", "65536"], "65536"), (["serve", "--port"], "--port")])
def test_a_wrong_argument(arguments, word):
    assert word in one_line(run(*arguments), USAGE)


@pytest.mark.parametrize("option, value", [(option, value) for option, value in OPTIONS.items() if value])
def test_a_wrong_value_as_an_option_and_as_a_variable(option, value):
    code = DATA_ERROR if option == "scenario" else USAGE
    line = one_line(run("serve", "--port", "0", "--%s=%s" % (option, value)), code)
    assert value in line
    variable = "RINGBACK_" + option.upper().replace("-", "_")
    assert one_line(run("serve", *([] if option == "port" else ["--port", "0"]), variables={variable: value}), code) == line


def test_a_wrong_switch_as_a_variable():
    assert "RINGBACK_QUIET" in one_line(run("serve", "--port", "0", variables={"RINGBACK_QUIET": "perhaps"}), USAGE)


@pytest.mark.parametrize("option", ["--grace", "--header-timeout", "--idle-timeout"])
@pytest.mark.parametrize("value", ["inf", "nan", "1e30"])
def test_a_time_that_no_clock_holds(option, value):
    assert option in one_line(run("serve", "--port", "0", option, value), USAGE)


def test_an_empty_token():
    assert "--admin-token" in one_line(run("serve", "--port", "0", "--admin-token="), USAGE)


def test_a_taken_port(server):
    line = one_line(run("serve", "--port", str(server.port)), UNAVAILABLE)
    assert str(server.port) in line and "--port" in line and "in use" in line


def test_an_address_that_is_not_ours():
    line = one_line(run("serve", "--host", "192.0.2.1", "--port", "0"), UNAVAILABLE)
    assert "192.0.2.1" in line and "--host" in line


def test_a_port_file_that_cannot_be_written(tmp_path):
    wanted = str(tmp_path / "no" / "port")
    finished = run("serve", "--port", "0", "--quiet", "--port-file", wanted)
    assert finished.returncode == CANNOT_CREATE and wanted in finished.stderr
    assert READY not in finished.stdout


# ---- Settings ----


def test_variables_are_options_and_the_command_line_wins():
    variables = {
        "RINGBACK_PORT": "1", "RINGBACK_SCENARIO": "creator-account,terms-not-accepted", "RINGBACK_QUIET": "1",
        "RINGBACK_TIME": INSTANT, "RINGBACK_ACCEPT_ANY_KEY": "true", "RINGBACK_ADMIN_TOKEN": "hush",
    }
    with serving(variables=variables) as running:
        state = running.admin("GET", "/sandboxes/default", headers={"authorization": "Bearer hush"})
        assert state["scenario"][-2:] == ["creator-account", "terms-not-accepted"] and state["now"] == INSTANT
        assert state["clock"] == {"mode": "manual"} and list(state["agents"]) == ["donna"]
        assert httpx.get(running.url + "/v1/user", headers={"xi-api-key": "any"}).status_code == 200
        assert [line for line in running.printed if not line.startswith(READY)] == []


def test_a_variable_may_begin_with_a_dash():
    with serving(variables={"RINGBACK_ADMIN_TOKEN": "-hush"}) as running:
        assert running.admin("GET", "/health", headers={"authorization": "Bearer -hush"})["status"] == "ok"


def test_serve_is_what_it_does_without_a_command():
    with serving("--port", "0", command=()) as running:
        assert running.is_healthy()


def test_the_ready_line_and_the_port_file(tmp_path):
    file = tmp_path / "port"
    with serving("--port-file", str(file)) as running:
        assert running.ready == {
            "url": "http://127.0.0.1:%d" % running.port, "port": running.port, "pid": running.process.pid}
        assert file.read_text() == "%d\n" % running.port
        assert running.is_healthy()


# ---- What start-up says ----


def test_what_start_up_prints_works_when_pasted():
    with serving() as running:
        text = "\n".join(line for line in running.printed if not line.startswith(READY))
        exports = "\n".join(re.findall(r"^\s*(export .*)$", text, re.MULTILINE))
        shown = subprocess.run(
            ["sh", "-c", exports + "\nenv"], capture_output=True, text=True, env=environment(), check=True).stdout
        default = running.default()
        assert "ELEVENLABS_API_KEY=%s\n" % default.key in shown
        assert "ELEVENLABS_BASE_URL=%s\n" % running.url in shown
        assert "TWILIO_ACCOUNT_SID=%s\n" % default.twilio["account_sid"] in shown
        assert "TWILIO_AUTH_TOKEN=%s\n" % default.twilio["auth_token"] in shown
        if not shutil.which("curl"):
            pytest.skip("this machine has no curl")
        command = re.search(r"^\s*curl (?:.*\\\n)*.*$", text, re.MULTILINE).group()
        answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment(), check=True)
        assert json.loads(answer.stdout)["success"] is True


def test_the_well_known_key_is_the_same_each_time():
    with serving() as one, serving() as two:
        assert one.default().keys == two.default().keys and one.default().twilio == two.default().twilio


# ---- The log ----


def test_the_json_log_is_json_and_keeps_secrets():
    secret = "sk_" + "0123456789abcdef" * 3
    with serving("--log-format", "json") as running:
        default = running.default()
        default.call(dynamic_variables={})
        httpx.get(running.url + "/v1/user?key=" + secret, headers={"xi-api-key": secret})
        httpx.get(running.url + "/v1/last-of-all")
        running.wait_for(lambda line: "/v1/last-of-all" in line)
        entries = [json.loads(line) for line in running.printed if not line.startswith(READY)]
        assert all({"time", "method", "target", "status", "microseconds"} <= set(entry) for entry in entries)
        called = next(entry for entry in entries if entry.get("operation") == "handle_twilio_outbound_call")
        assert (called["method"], called["status"], called["sandbox"]) == ("POST", 200, "default")
        assert "dynamic_variables" in called["hint"]
        refused = next(entry for entry in entries if entry.get("error") == "invalid_api_key")
        assert refused["status"] == 401 and refused["operation"] == "get_user_info"
        everything = "\n".join(running.printed + running.complaints)
        assert secret not in everything and default.key not in everything


def test_the_plain_log_has_a_line_a_request_and_its_hint():
    with serving("--log-format", "pretty") as running:
        httpx.post(running.url + "/v1/convai/conversation/phone")
        running.wait_for(lambda line: "/v1/convai/conversation/phone" in line and "404" in line and "POST" in line)
        assert "/v1/convai/twilio/outbound-call" in running.wait_for(lambda line: "hint" in line)


def test_control_characters_do_not_reach_the_terminal():
    with serving("--log-format", "pretty") as running:
        exchange(running, b"GET /v1/\x1b[2J HTTP/1.1\r\nhost: x\r\n\r\n")
        httpx.get(running.url + "/v1/%1B[2J")
        httpx.get(running.url + "/v1/last-of-all")
        running.wait_for(lambda line: "/v1/last-of-all" in line)
        assert not any(ord(character) < 32 for line in running.printed for character in line)


# ---- Who may use the control API ----


def control(running, host=None, path="/_ringback/health", **headers):
    fields = ["%s: %s" % (name.replace("_", "-"), value) for name, value in headers.items()]
    return exchange(running, request("GET", path, host=host or "127.0.0.1:%d" % running.port, fields=fields))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "10.0.0.7", "app.localhost"])
def test_addresses_and_localhost_reach_the_control_api(server, host):
    assert control(server, "%s:%d" % (host, server.port)).status == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "256.1.1.1", ""])
def test_a_foreign_host_is_refused(server, host):
    answer = control(server, host or " ")
    assert answer.status == 403 and answer.json["error"]["code"] == "foreign_host"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_a_foreign_origin_is_refused(server, origin):
    answer = control(server, origin=origin)
    assert answer.status == 403 and answer.json["error"]["code"] == "foreign_origin"
    assert not [name for name, _ in answer.fields if name.startswith("access-control-")]


def test_the_own_origin_is_let_in_without_cors(server):
    answer = control(server, origin="http://127.0.0.1:%d" % server.port)
    assert answer.status == 200
    assert not [name for name, _ in answer.fields if name.startswith("access-control-")]
    preflight = exchange(server, request(
        "OPTIONS", "/_ringback/sandboxes", host="127.0.0.1:%d" % server.port,
        fields=["origin: https://evil.example", "access-control-request-method: POST"]))
    assert preflight.status == 403


def test_a_host_name_can_be_allowed():
    with serving("--allow-hostname", "Ring.Test", "--allow-hostname", "other.test") as running:
        assert control(running, "ring.test").status == control(running, "other.test:80").status == 200
        assert control(running, "third.test").status == 403


def test_beyond_loopback_the_control_api_is_closed():
    with serving("--host", "0.0.0.0") as running:
        answer = control(running)
        assert answer.status == 403 and "--admin-token" in answer.json["error"]["message"]
        assert control(running, path="/v1/models").status in (401, 404)
    with serving("--host", "0.0.0.0", "--admin-open") as running:
        assert control(running).status == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_token_opens_the_control_api(host):
    with serving("--host", host, "--admin-token", "hush") as running:
        assert control(running).status == control(running, authorization="Bearer hus").status == 401
        assert control(running, authorization="Bearer hush").status == 200


def test_the_control_api_says_when_it_answers_and_what_it_could_not_read(server):
    answer = httpx.post(server.url + "/_ringback/sandboxes", content='{"name": "x"}', headers={"content-type": "text/plain"})
    assert answer.status_code == 422 and "content-type: application/json" in answer.json()["error"]["message"]
    assert "date" in answer.headers and "date" in httpx.get(server.url + "/~nobody/v1/user").headers


def test_a_scenario_named_many_times_is_read_once(server):
    made = server.admin("POST", "/sandboxes", {"scenario": ["default"] * 100_000}, status=201)
    assert made["scenario"] == ["default"]
    server.admin("DELETE", "/sandboxes/" + made["name"], status=204)


def test_an_agent_that_is_taken_away_leaves_its_numbers_unassigned(sandbox):
    sandbox.patch(agents={"receptionist": None})
    sandbox.patch(agents={"receptionist": {"name": "Again"}})
    numbers = sandbox.http.get("/v1/convai/phone-numbers").json()
    assert [number["assigned_agent"] for number in numbers] == [None] * len(numbers)
    assert sandbox.http.get("/v1/convai/phone-numbers", params={"agent_id": sandbox.agent}).json() == []


def test_the_control_api_says_what_it_does_not_know(server):
    assert server.admin("GET", "/nothing", status=404)["error"]["code"] == "unknown_path"
    assert server.admin("PUT", "/sandboxes", status=405)["error"]["code"] == "method_not_allowed"
    assert server.admin("GET", "/sandboxes/nobody", status=404)["error"]["code"] == "unknown_sandbox"
    assert server.admin("DELETE", "/sandboxes/default", status=409)["error"]["code"] == "default_stays"
    assert "/_ringback/sandboxes" in server.admin("GET", "/openapi.json")["paths"]


# ---- Scenarios ----


def test_scenarios_are_listed():
    listed = run("scenarios", "list")
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    assert listed.returncode == 0
    assert set(names) == {file.stem for file in (ROOT / "scenarios").glob("*.json")} - {"scenario.schema"}
    assert all(len(line.split(None, 1)) == 2 for line in listed.stdout.splitlines())


def test_shipped_scenarios_are_valid():
    names = [line.split()[0] for line in run("scenarios", "list").stdout.splitlines()]
    checked = run("scenarios", "validate", *names)
    assert checked.returncode == 0, checked.stderr


def test_an_unknown_scenario_names_the_nearest():
    for arguments in (["scenarios", "show", "quota-exceded"], ["serve", "--port", "0", "--scenario", "quota-exceded"]):
        assert "quota-exceeded" in one_line(run(*arguments), DATA_ERROR)


BAD_SCENARIOS = {
    "syntax": ('{\n  "title": "x",\n  oops\n}\n', 3, 3, None),
    "unknown member": ('{\n  "title": "x",\n  "wurld": {}\n}\n', 3, None, "/wurld"),
    "wrong type": ('{\n  "title": 7\n}\n', 2, 12, "/title"),
    "no title": ('{\n  "report": "x"\n}\n', 1, 1, None),
    "twice": ('{\n  "title": "x",\n  "title": "y"\n}\n', 3, None, None),
    "unknown agent": (
        '{\n  "title": "x", "extends": ["default"],\n  "world": {"elevenlabs": {"phone_numbers": {"main": {"agent": "bob"}}}}\n}\n',
        3, 64, "/world/elevenlabs/phone_numbers/main/agent"),
    "unknown operation": (
        '{\n  "title": "x",\n  "rules": [{"when": {"operation": "get_usr_info"}, "then": {"error": "system_busy"}}]\n}\n',
        3, None, "/rules/0/when/operation"),
    "unknown error": (
        '{\n  "title": "x",\n  "rules": [{"when": {"operation": "get_user_info"}, "then": {"error": "sytem_busy"}}]\n}\n',
        3, None, "/rules/0/then/error"),
    "unknown parent": ('{\n  "title": "x",\n  "extends": ["defualt"]\n}\n', 3, None, "/extends/0"),
    "wrong enum": (
        '{\n  "title": "x",\n  "settings": {"elevenlabs": {"error_envelope": "old"}}\n}\n', 3, 49,
        "/settings/elevenlabs/error_envelope"),
    "unknown key of a rule": (
        '{\n  "title": "x", "extends": ["default"],\n'
        '  "rules": [{"when": {"operation": "get_user_info", "key": "mian"}, "then": {"error": "system_busy"}}]\n}\n',
        3, None, "/rules/0/when/key"),
    "one value for two keys": (
        '{\n  "title": "x", "world": {"elevenlabs": {"keys": {"a": {"value": "sk_1"}, "b": {"value": "sk_1"}}}}\n}\n',
        None, None, None),
    "itself": ('{\n  "title": "x",\n  "extends": ["./itself.json"]\n}\n', 3, None, "/extends"),
}


@pytest.mark.parametrize("name", BAD_SCENARIOS)
def test_a_wrong_scenario_is_refused_with_its_place(tmp_path, name):
    text, line, column, pointer = BAD_SCENARIOS[name]
    file = tmp_path / (name.replace(" ", "-") + ".json")
    file.write_text(text)
    for arguments in (["scenarios", "validate", str(file)], ["serve", "--port", "0", "--scenario", str(file)]):
        complaint = one_line(run(*arguments), DATA_ERROR)
        assert len(complaint) < 1000
        if line:
            found = re.search(re.escape(str(file)) + r":(\d+):(\d+): ", complaint)
            assert found, complaint
            assert int(found.group(1)) == line, complaint
            assert column is None or int(found.group(2)) == column, complaint
        assert pointer is None or pointer in complaint, complaint


def test_a_scenario_that_is_no_file(tmp_path):
    for name in (str(tmp_path / "none.json"), str(tmp_path)):
        assert name in one_line(run("serve", "--port", "0", "--scenario", name), DATA_ERROR)


def test_a_scenario_of_ones_own_extends_files_beside_it(tmp_path):
    (tmp_path / "base.json").write_text(json.dumps({
        "title": "Base.", "extends": ["default"], "world": {"elevenlabs": {"subscription": {"tier": "scale"}}}}))
    (tmp_path / "own.json").write_text(json.dumps({
        "title": "Own.", "extends": ["base.json"], "seed": 7, "time": INSTANT,
        "world": {"elevenlabs": {"user": {"first_name": "Grace"}}}}))
    assert run("scenarios", "validate", str(tmp_path / "own.json")).returncode == 0
    with serving("--scenario", str(tmp_path / "own.json")) as running:
        default = running.default()
        user = default.http.get("/v1/user").json()
        assert (user["first_name"], user["subscription"]["tier"]) == ("Grace", "scale")
        assert running.admin("GET", "/sandboxes/default")["now"] == INSTANT


# ---- The same twice ----

STORY = [
    ("GET", "/v1/user", None),
    ("POST", "/v1/convai/agents/create", {"name": "Donna", "conversation_config": {"agent": {"language": "de"}}}),
    ("GET", "/v1/convai/agents?page_size=1", None),
    ("POST", "/v1/convai/twilio/outbound-call", {"to_number": "+15555550123"}),
    ("POST", "/v1/convai/twilio/outbound-call", {}),
    ("GET", "/v1/convai/conversations", None),
    ("GET", "/v1/convai/conversation/get-signed-url?include_conversation_id=true&agent_id=agent_8301ky28r4tbfwn9jh69rck9w39q", None),
    ("POST", "/v1/convai/batch-calling/submit", {"call_name": "x", "agent_id": "y", "recipients": []}),
    ("GET", "/v1/convai/agents/agent_x", None),
    ("GET", "/nowhere", None),
]


def play(running, prefix, default):
    """The story's answers as they stood on the wire."""
    told = []
    for method, path, body in STORY:
        if path.endswith("outbound-call"):
            body = {**default.call_body(to_number=...), **body}
        answer = exchange(running, request(method, prefix + path, key=default.key, body=body, host="ring.test"))
        told.append(answer.head + b"\r\n\r\n" + answer.body)
    return told


def test_the_same_seed_and_time_give_the_same_bytes():
    flags = ["--seed", "42", "--time", INSTANT]
    with serving(*flags) as one, serving(*flags) as two:
        first, second = play(one, "", one.default()), play(two, "", two.default())
        assert first == second
        one.admin("POST", "/sandboxes/default/reset")
        assert play(one, "", one.default()) == first
    with serving("--seed", "43", "--time", INSTANT) as other:
        assert play(other, "", other.default()) != first
    assert b"\r\ndate: Sat, 21 Nov 2026 10:00:00 GMT\r\n" in first[0]


def test_sandboxes_with_the_same_seed_and_time_do_the_same(make_sandbox):
    told = []
    for name in ("twin-1", "twin-2"):  # names of one length: the URLs in answers have the prefix
        sandbox = make_sandbox(name=name, seed=42, time=INSTANT)
        story = play(sandbox.server, sandbox.prefix, sandbox)
        told.append([answer.replace(sandbox.prefix.encode(), b"") for answer in story])
    hints = re.compile(rb"x-ringback-hint: [^\r]*\r\n")
    assert [hints.sub(b"", answer) for answer in told[0]] == [hints.sub(b"", answer) for answer in told[1]]


def test_two_servers_do_not_share_a_port():
    with serving() as one, serving() as two:
        assert one.port != two.port
        with socket.create_connection(("127.0.0.1", one.port)):
            pass


def test_a_reader_of_the_log_that_goes_away_does_not_end_the_server():
    process = subprocess.Popen(
        [str(BINARY), "serve", "--port", "0", "--log-format", "json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        text=True, env=environment())
    try:
        ready = json.loads(process.stdout.readline()[len(READY):])
        process.stdout.close()
        for _ in range(20):
            assert httpx.get(ready["url"] + "/_ringback/health").status_code == 200
    finally:
        process.kill()
        process.wait()
