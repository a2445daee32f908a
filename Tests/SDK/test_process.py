"""The process and what is around it: limits, signals, descriptors, files of every kind, and a terminal that obeys."""

import json
import os
import signal
import socket
import stat
import subprocess
import time
import unicodedata

import pytest

from server import BINARY, PATIENCE, environment, run, serving, within
from wire import Wire

DATA_ERROR, NO_INPUT, UNAVAILABLE, CANNOT_CREATE, IO_ERROR = 65, 66, 69, 73, 74


def wait_until(seen):
    deadline = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# ---- Limits and signals ----


def test_a_state_that_may_not_grow_is_complained_of_and_the_server_goes_on(tmp_path):
    file = tmp_path / "state.json"
    with serving("--state", str(file), "--quiet", shell="ulimit -f 64") as server:
        sandbox = server.default()
        before = file.read_bytes()
        body = {"name": "n" * 100_000, "conversation_config": {}}
        assert sandbox.http.post("/v1/convai/agents/create", json=body).status_code == 200
        wait_until(lambda: "File too large" in server.told())
        assert server.is_healthy() and file.read_bytes() == before
        server.signal()
        assert server.wait() == IO_ERROR
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_a_log_that_may_not_grow_loses_lines_only(tmp_path):
    log = tmp_path / "log"
    command = [*within("ulimit -f 4"), str(BINARY), "serve", "--port", "0", "--port-file", str(tmp_path / "port")]
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL, env=environment())
    try:
        wait_until((tmp_path / "port").exists)
        for _ in range(100):
            assert get(tmp_path / "port").startswith(b"HTTP/1.1 200")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert log.stat().st_size <= 4096
    finally:
        process.kill()
        process.wait()


def get(port_file, path="/_ringback/health"):
    with socket.create_connection(("127.0.0.1", int(port_file.read_text())), PATIENCE) as connection:
        connection.sendall(b"GET %s HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n" % path.encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_standard_descriptors(tmp_path, closed):
    port = tmp_path / "port"
    script = 'exec "$@" ' + closed
    process = subprocess.Popen(
        ["bash", "-c", script, "bash", str(BINARY), "serve", "--port", "0", "--port-file", str(port)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    try:
        wait_until(port.exists)
        assert get(port).startswith(b"HTTP/1.1 200")
        if os.path.isdir("/proc/self/fd"):
            for number in range(3):
                assert os.readlink("/proc/%d/fd/%d" % (process.pid, number)) == "/dev/null"
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()


def test_a_reader_that_goes_away_ends_nobody():
    finished = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" | head -c 1', "bash", str(BINARY), "fidelity", "--report", "json"],
        capture_output=True, timeout=PATIENCE, env=environment())
    assert finished.returncode == 0 and finished.stderr == b""


@pytest.mark.parametrize("number", [signal.SIGPIPE, signal.SIGXFSZ, signal.SIGHUP, signal.SIGWINCH, signal.SIGCHLD])
def test_signals_that_end_nobody(number):
    with serving("--quiet") as server:
        server.signal(number)
        assert server.is_healthy()
        server.signal()
        assert server.wait() == 0


@pytest.mark.parametrize("number", range(3, 17))
def test_few_descriptors_end_in_words_or_in_service(number):
    finished = subprocess.Popen(
        [*within("ulimit -n %d" % number), str(BINARY), "serve", "--port", "0", "--quiet"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(SWIFT_BACKTRACE="enable=no"))
    try:
        line = finished.stdout.readline()
        if line:
            finished.send_signal(signal.SIGTERM)
            assert finished.wait(PATIENCE) == 0
        else:
            words = finished.communicate(timeout=PATIENCE)[1]
            # The program's words, the loop's, the system's where it cannot load the libraries, or libuv's own abort.
            told = any(word in words for word in ("ringback:", "libuv refused to", "shared librar"))
            assert told or finished.returncode == -signal.SIGABRT, (finished.returncode, words)
    finally:
        finished.kill()
        finished.wait()


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the size is read from /proc")
def test_a_body_that_finds_no_memory_ends_nothing():
    with serving("--quiet") as server:
        with open("/proc/%d/status" % server.process.pid) as status:
            size = next(int(line.split()[1]) for line in status if line.startswith("VmSize:"))
    # As a list of a million objects takes hundreds of megabytes in jansson; the threads that check large bodies take some, too.
    body = b'{"name":[' + b",".join([b'{"a":1}'] * 1_000_000) + b"]}"
    with serving("--quiet", shell="ulimit -v %d" % (size + 150_000)) as server:
        sandbox = server.default()
        headers = {"content-type": "application/json"}
        answer = sandbox.http.post("/v1/convai/agents/create", content=body, headers=headers)
        assert answer.status_code == 503, answer.text
        assert answer.text == answer.headers["x-ringback-hint"] == "Ringback has no memory to read this body into."
        answer = server.http.post("/_ringback/sandboxes", content=body, headers=headers)
        assert answer.status_code == 503 and answer.json()["error"]["code"] == "out_of_memory", answer.text
        assert sandbox.call().status_code == 200 and server.is_healthy()


# ---- Files of every kind ----


def a_pipe(path):
    os.mkfifo(path)


def a_folder(path):
    path.mkdir()


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


def a_device(path):
    path.symlink_to("/dev/zero")


def a_giant(path):
    with open(path, "wb") as file:
        file.truncate(2 << 30)


KINDS = {
    a_pipe: "a pipe, not a file", a_folder: "a folder, not a file", a_socket: "a socket or a device",
    a_device: "a socket or a device", a_giant: "larger than",
}
READERS = {
    "serve --scenario": (["serve", "--port", "0", "--scenario", "FILE"], DATA_ERROR),
    "serve --state": (["serve", "--port", "0", "--state", "FILE"], CANNOT_CREATE),
    "serve --ca": (["serve", "--port", "0", "--ca", "FILE"], NO_INPUT),
    "scenarios show": (["scenarios", "show", "FILE"], DATA_ERROR),
    "scenarios validate": (["scenarios", "validate", "FILE"], DATA_ERROR),
    "verify": (["verify", "FILE"], 2),
    "dial --person": (["dial", "--to", "+1", "--from", "+2", "--person", "FILE"], NO_INPUT),
    "replay": (["replay", "FILE"], NO_INPUT),
    "signature": (["signature", "--secret", "wsec_x", "--body", "FILE"], NO_INPUT),
    "contract --ca": (["contract", "--ca", "FILE", "--plan"], NO_INPUT),
    "contract --cases": (["contract", "--cases", "FOLDER", "--plan"], 2),
    "contract --compare": (["contract", "--compare", "FOLDER", "--id", "agents.create.minimal"], 2),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_no_file_is_refused_at_once(tmp_path, kind, reader):
    if kind is a_giant and reader.endswith("--ca"):
        pytest.skip("certificates are libcurl's to read, and end")
    path = tmp_path / "snapshot.json"
    kind(path)
    command, code = READERS[reader]
    finished = run(*[{"FILE": str(path), "FOLDER": str(tmp_path)}.get(word, word) for word in command])
    assert finished.returncode == code, finished.stderr
    lines = finished.stderr.splitlines()
    assert len(lines) == 1 and KINDS[kind] in lines[0], finished.stderr
    assert str(path) in lines[0] or str(path.resolve()) in lines[0] or (str(tmp_path) in lines[0] and path.name in lines[0]), finished.stderr


def test_a_scenario_that_becomes_a_pipe_holds_up_nobody(tmp_path):
    """Even right behind the start, before the watch has had its first look."""
    file, other = tmp_path / "mine.json", tmp_path / "other.json"
    good = json.dumps({"title": "Mine.", "extends": ["default"]})
    file.write_text(good)
    with serving("--watch", "--scenario", str(file), "--quiet") as server:
        os.mkfifo(other)
        other.replace(file)
        wait_until(lambda: "%s: the file cannot be read: It is a pipe" % file in server.told())
        assert server.is_healthy()
        server.signal()
        assert server.wait() == 0


def test_a_file_that_a_broken_reload_names_is_watched(tmp_path):
    base, file = tmp_path / "base.json", tmp_path / "mine.json"
    file.write_text(json.dumps({"title": "Mine.", "extends": ["default"]}))
    base.write_text("{")
    with serving("--watch", "--scenario", str(file), "--quiet") as server:
        file.write_text(json.dumps({"title": "Mine.", "extends": ["./base.json"]}))
        wait_until(lambda: "base.json:1:2" in server.told())
        base.write_text(json.dumps({"title": "Base.", "extends": ["default"]}))
        wait_until(lambda: "scenarios are read again: default." in server.told())


def test_a_file_that_is_extended_no_longer_is_watched_no_longer(tmp_path):
    base, file = tmp_path / "base.json", tmp_path / "mine.json"
    base.write_text(json.dumps({"title": "Base.", "extends": ["default"]}))
    file.write_text(json.dumps({"title": "Mine.", "extends": ["./base.json"]}))
    with serving("--watch", "--scenario", str(file), "--quiet") as server:
        def reloads():
            return server.told().count("scenarios are read again")

        file.write_text(json.dumps({"title": "Mine, alone.", "extends": ["default"]}))
        wait_until(lambda: reloads() == 1)
        base.write_text("{")
        file.write_text(json.dumps({"title": "Mine, again alone.", "extends": ["default"]}))
        wait_until(lambda: reloads() == 2)
        file.write_text(json.dumps({"title": "Mine, with the base.", "extends": ["./base.json"]}))
        wait_until(lambda: "stays" in server.told())
        # It is watched again.
        base.write_text(json.dumps({"title": "Base, mended.", "extends": ["default"]}))
        wait_until(lambda: reloads() == 3)
        base.write_text(json.dumps({"title": "Base, edited.", "extends": ["default"]}))
        wait_until(lambda: reloads() == 4)


@pytest.mark.parametrize("option", ["--port-file", "--report-file"])
def test_what_is_no_file_is_not_replaced(tmp_path, option):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = {"--port-file": ["serve", "--port", "0"], "--report-file": ["contract", "--id", "agents.create.minimal"]}
    finished = run(*command[option], option, str(pipe))
    assert finished.returncode != 0 and "It is a pipe, a socket or a device, not a file" in finished.stderr
    assert stat.S_ISFIFO(pipe.stat().st_mode)


# ---- Nothing is obeyed by a terminal ----

# Sets the title, clears the screen (C1), turns the direction, ends a line, moves to its start.
WICKED = "a\x1b]0;title\x07b\x9b2Jc\u202ed\u2066e\u2028f\rg\x7fh"
SHOWN = r"a\u001b]0;title\u0007b\u009b2Jc\u202ed\u2066e\u2028f\u000dg\u007fh"


def is_harmless(text):
    return not any(
        unicodedata.category(each) in ("Cc", "Zl", "Zp") and each not in "\n\t"
        or unicodedata.bidirectional(each) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
        for each in text)


def harmless(finished, shows=r"a\u001b]0;title\u0007b\u009b2Jc\u202ed"):
    printed = finished.stdout + finished.stderr
    assert is_harmless(printed), ascii(printed)
    assert shows in printed, printed
    return finished


def test_scenarios_that_speak_to_the_terminal(tmp_path):
    file = tmp_path / "wicked.json"
    scenario = {
        "title": WICKED, "report": WICKED, "fix": WICKED, "note": WICKED, "extends": ["default"],
        "people": {"+15555550123": {"says": [WICKED]}},
        "agents": {"*": {"lines": [{"say": WICKED}]}},
        "rules": [{"name": WICKED, "when": {"path": "/v1/user"}, "then": {"response": {"status": 500, "body": WICKED}}}],
        "examples": [{"title": WICKED, "request": {"method": "GET", "path": "/v1/user"}, "answer": {"status": 500}}]}
    file.write_text(json.dumps(scenario))
    harmless(run("scenarios", "show", str(file)))
    file.write_text(json.dumps({"title": "t", "extends": [WICKED]}))
    for command in (["scenarios", "show"], ["scenarios", "validate"], ["serve", "--port", "0", "--scenario"]):
        harmless(run(*command, str(file)))
    wicked = tmp_path / (WICKED.replace("/", "") + ".json")
    wicked.write_text("{")
    for command in (["scenarios", "validate"], ["replay"], ["verify"]):
        harmless(run(*command, str(wicked)))
    harmless(run("--" + WICKED))


def test_capsules_that_speak_to_the_terminal(tmp_path):
    file = tmp_path / "capsule.json"
    with serving("--quiet") as server:
        sandbox = server.default()
        sandbox.http.get("/v1/user")
        capsule = server.admin("GET", "/capsule")
    entry = capsule["entries"][0]
    entry["request"]["path"] = "/v1/user" + WICKED
    entry["response"]["body"] = {WICKED: WICKED}
    capsule["program"] = WICKED
    file.write_text(json.dumps(capsule))
    finished = harmless(run("replay", str(file)))
    assert finished.returncode == 1
    capsule["ringback"] = WICKED
    file.write_text(json.dumps(capsule))
    harmless(run("replay", str(file)))


def test_answers_that_speak_to_the_terminal(tmp_path):
    file = tmp_path / "expect.json"
    file.write_text(json.dumps({"expect": [{"name": WICKED, "when": {"path": "/" + WICKED}, "exactly": 1}]}))
    with serving("--quiet") as server:
        server.default().http.get("/v1/user")
        assert harmless(run("verify", str(file), "--url", server.url)).returncode == 1
        file.write_text(json.dumps({"expect": [{"name": WICKED, "when": {"path": "/v1/user"}, "exactly": 1}]}))
        assert harmless(run("verify", str(file), "--url", server.url)).returncode == 0
        harmless(run("dial", "--to", WICKED, "--from", "+15555550123", "--url", server.url))


@pytest.mark.parametrize("form", ["pretty", "json"])
def test_requests_that_speak_to_the_terminal(form):
    rule = {"name": WICKED + "\nRINGBACK_READY {}", "when": {"path": "/v1/user"}, "then": {"response": {"status": 500}}}
    with serving("--log-format", form) as server:
        server.admin("PUT", "/scenario", json={"scenario": [{"title": "t", "extends": ["default"], "rules": [rule]}]})
        with Wire(server) as wire:
            wire.socket.sendall(b"GET /v1/user HTTP/1.1\r\nhost: x\r\nxi-api-key: \xc2\x9b\r\n\r\n")
            wire.socket.recv(65536)
        line = server.wait_for(lambda line: "/v1/user" in line)
        assert all(is_harmless(each) for each in server.printed)
        if form == "json":
            assert json.loads(line)["rule"] == rule["name"]
        else:
            assert SHOWN + r"\u000aRINGBACK_READY" in line


def test_a_scenario_whose_names_are_commands(tmp_path):
    file, proof = tmp_path / "mine.json", tmp_path / "proof"
    evil = "sk_'; touch %s; $(touch %s) `touch %s`\ntouch %s #" % ((proof,) * 4)
    world = {"keys": {"main": {"value": evil}, "other\ntouch %s" % proof: {}}}
    file.write_text(json.dumps({"title": "t", "extends": ["default"], "world": {"elevenlabs": world}}))
    with serving("--scenario", str(file)) as server:
        text = "\n".join(line for line in server.printed if not line.startswith("RINGBACK_READY"))
        pasted = text[text.index("  export"):text.index("Scenario:")].replace("Place a call:", "").replace("curl", "true")
        subprocess.run(["bash", "-c", pasted], check=True, capture_output=True, timeout=PATIENCE)
        assert "touch" in pasted and not proof.exists()
