"""The clock: the examples of docs/clock.md, the options of `serve`, delays on it, and what becomes of calls that it moved."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from server import ROOT, run, serving
from stories import departures

TEXT = (ROOT / "docs" / "clock.md").read_text()
EXAMPLES = re.findall(r"^```http\n(\w+) (\S+)\n(.*?)^```\n.*?^```json\n(.*?)^```$", TEXT, re.M | re.S)
INSTANT = "2026-11-21T10:00:00Z"


def advance(sandbox, **how):
    answer = sandbox.http.post("/_ringback/clock/advance", json=how, timeout=30)
    answer.raise_for_status()
    return answer.json()


def conversation(sandbox, answer):
    return sandbox.http.get("/v1/convai/conversations/" + answer.json()["conversation_id"]).json()


def test_the_examples_of_the_reference(make_sandbox):
    sandbox = make_sandbox()
    assert len(EXAMPLES) == TEXT.count("```http") == 6
    for method, path, body, expected in EXAMPLES:
        answer = sandbox.http.request(method, path, json=json.loads(body)).json()
        assert list(departures(json.loads(expected), answer)) == [], (method, path, answer)


@pytest.mark.parametrize("flags,mode,words", [
    (["--clock", "manual", "--time", INSTANT], {"mode": "manual"}, "Clock: manual. It is " + INSTANT),
    (["--time", INSTANT], {"mode": "manual"}, "/_ringback/clock/advance"),
    (["--clock", "auto", "--time", INSTANT], {"mode": "auto", "quiet_milliseconds": 20}, "Clock: auto, from " + INSTANT),
    (["--speed", "60"], {"mode": "real", "speed": 60.0}, "60 times as fast as yours"),
    (["--clock", "real", "--time", INSTANT], {"mode": "real", "speed": 1.0}, "Clock: real, from " + INSTANT),
    ([], {"mode": "real", "speed": 1.0}, None)])
def test_the_options_say_how_the_clock_goes(flags, mode, words):
    with serving(*flags) as server:
        clock = server.admin("GET", "/clock")
        assert {name: clock[name] for name in mode} == mode
        printed = "\n".join(server.printed)
        assert words in printed if words else "Clock:" not in printed


@pytest.mark.parametrize("flags,words", [
    (["--clock", "fast"], "real"), (["--speed", "0"], "0.1 to 10000"), (["--speed", "2", "--clock", "manual"], "--clock real"),
    (["--map-host", "app"], "NAME=VALUE"), (["--allow-host", ""], "--allow-host is empty")])
def test_wrong_options_are_explained(flags, words):
    finished = run("serve", *flags)
    assert finished.returncode == 64 and words in finished.stderr


def test_a_scenario_says_how_the_clock_goes(make_sandbox):
    for clock, expected in [("auto", ("auto", False)), ({"mode": "real", "speed": 7}, ("real", False))]:
        sandbox = make_sandbox(scenario={"title": "t", "extends": ["default"], "clock": clock, "time": INSTANT})
        told = sandbox.http.get("/_ringback/clock").json()
        assert told["mode"] == expected[0] and told["now"] >= "2026-11-21T10:00:00"
        assert told.get("speed", 7) == 7
    other = make_sandbox(scenario={"title": "t", "extends": ["default"], "clock": "auto"}, time="2030-01-01T00:00:00Z")
    told = other.http.get("/_ringback/clock").json()
    assert told["mode"] == "auto" and told["now"].startswith("2030-01-01T00:00:00")


def test_delays_follow_the_clock(make_sandbox):
    rules = [{"when": {"operation": "get_user_info"}, "then": {"delay": {"type": "fixed", "milliseconds": 60_000, "virtual": True}}},
             {"when": {"operation": "get_models"}, "then": {"delay": 200_000}}]
    sandbox = make_sandbox(scenario={"title": "t", "extends": ["default"], "time": INSTANT, "rules": rules})
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(sandbox.http.get("/v1/user", timeout=30)))
    waiting.start()
    deadline = time.monotonic() + 15
    while sandbox.http.get("/_ringback/clock").json()["scheduled_count"] == 0:
        assert time.monotonic() < deadline
    assert [each["what"] for each in sandbox.http.get("/_ringback/clock").json()["scheduled"]] == ["delayed answer of /v1/user"]
    advance(sandbox, seconds=59)
    assert not answers
    advance(sandbox, seconds=1)
    waiting.join(15)
    assert [answer.status_code for answer in answers] == [200]
    entry = sandbox.http.get("/_ringback/journal").json()["entries"]
    asked = [each for each in entry if each["operation"] == "get_user_info"]
    assert asked[0]["time"].startswith("2026-11-21T10:01:00") and asked[0]["asked"]["time"].startswith("2026-11-21T10:00:00")
    sandbox.http.put("/_ringback/clock", json={"mode": "real", "speed": 10_000}).raise_for_status()
    began = time.monotonic()
    assert sandbox.http.get("/v1/models").status_code == 200
    assert time.monotonic() - began < 10


def test_calls_under_way_end_where_nobody_goes_on_with_them(make_sandbox):
    sandbox = make_sandbox(time=INSTANT)
    answered = sandbox.call()
    advance(sandbox, seconds=6)
    ringing = sandbox.call(to_number="+15555550124")
    advance(sandbox, seconds=2)
    snapshot = sandbox.http.get("/_ringback/snapshot").json()
    fork = sandbox.http.post("/_ringback/sandboxes/%s/fork" % sandbox.name, json={}).json()
    sandbox.http.put("/_ringback/snapshot", json=snapshot).raise_for_status()
    talked, rang = conversation(sandbox, answered), conversation(sandbox, ringing)
    assert talked["status"] == rang["status"] == "failed"
    assert talked["metadata"]["error"] == rang["metadata"]["error"] == {"code": 1011, "reason": "Unexpected server error."}
    assert talked["metadata"]["call_duration_secs"] == 3 and rang["metadata"]["call_duration_secs"] == 0
    events = [each for each in sandbox.http.get("/_ringback/journal").json()["entries"] if each["kind"] == "call"]
    assert [each["event"]["ended_by"] for each in events[-2:]] == ["restore", "restore"]
    assert advance(sandbox, until="idle")["happened"] == []
    headers = {"xi-api-key": fork["keys"]["main"]}
    base = sandbox.http.base_url.copy_with(path="/")
    listed = httpx.get(base.join("/v1/convai/conversations"), headers=headers).json()["conversations"]
    assert {each["status"] for each in listed} == {"failed"}
    told = httpx.get(base.join("/~%s/_ringback/journal" % fork["name"])).json()["entries"]
    assert [each["operation"] for each in told if each["kind"] == "call"] == ["failed", "failed"]
    httpx.delete(base.join("/_ringback/sandboxes/" + fork["name"])).raise_for_status()


def test_time_and_mode_outlive_a_restart(tmp_path):
    state = ["--state", str(tmp_path / "state.json"), "--quiet"]
    with serving(*state) as server:
        for name, clock in [("a", {"mode": "manual"}), ("b", {"mode": "real", "speed": 1}), ("c", {"mode": "auto", "quiet_milliseconds": 5})]:
            server.sandbox(name=name, time="2031-01-01T00:00:00Z", clock=clock)
        server.http.post("/~a/_ringback/clock/advance", json={"seconds": 90}).raise_for_status()
        server.process.terminate()
        assert server.process.wait(15) == 0
    with serving(*state) as server:
        clocks = {name: server.http.get("/~%s/_ringback/clock" % name).json() for name in "abc"}
        assert clocks["a"]["mode"] == "manual" and clocks["a"]["now"] == "2031-01-01T00:01:30Z"
        assert clocks["b"]["mode"] == "real" and clocks["b"]["now"].startswith("2031-01-01T00:0")
        assert clocks["c"]["quiet_milliseconds"] == 5 and clocks["c"]["now"].startswith("2031-01-01T00:00:00")
        assert server.admin("GET", "/clock")["mode"] == "real"


def test_a_capsule_repeats_a_call_that_is_over(make_sandbox, tmp_path):
    sandbox = make_sandbox(time=INSTANT)
    placed = sandbox.call()
    advance(sandbox, seconds=7)
    sandbox.call(to_number="+15555550124")
    assert conversation(sandbox, placed)["status"] == "in-progress"
    advance(sandbox, until="idle")
    assert conversation(sandbox, placed)["status"] == "done"
    capsule = sandbox.http.get("/_ringback/capsule").json()
    kinds = [each["kind"] for each in capsule["entries"]]
    assert kinds.count("call") >= 8
    file = tmp_path / "capsule.json"
    file.write_text(json.dumps(capsule))
    finished = run("replay", str(file))
    assert (finished.returncode, finished.stdout) == (0, "%d entries: all answers agree.\n" % len(kinds)), finished.stdout
    # A capsule that tells another story is noticed.
    place = next(place for place, each in enumerate(capsule["entries"]) if each["operation"] == "answered")
    capsule["entries"][place]["event"]["to"] = "+15555550199"
    capsule["entries"][place]["time"] = "2026-11-21T10:00:04Z"
    file.write_text(json.dumps(capsule))
    finished = run("replay", str(file))
    assert finished.returncode == 1 and finished.stdout.count("entry %d call answered: " % (place + 1)) == 2
    del capsule["entries"][place]
    file.write_text(json.dumps(capsule))
    assert run("replay", str(file)).returncode == 1


class Circling(BaseHTTPRequestHandler):
    """An app that moves the clock on before it answers the webhook that the clock brought about."""

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        base = self.server.base
        asked = threading.Thread(target=httpx.post, args=(base + "/_ringback/clock/advance",),
                                 kwargs={"json": {"seconds": 1}, "timeout": 30})
        asked.start()
        # It has been asked for once time stands for two: then this request is told of as what is waited for.
        self.server.told.append(httpx.get(base + "/_ringback/clock").json())
        asked.join()
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()


def test_an_app_that_waits_for_itself_is_told_so(make_sandbox):
    app = ThreadingHTTPServer(("127.0.0.1", 0), Circling)
    app.daemon_threads = True
    threading.Thread(target=app.serve_forever, daemon=True).start()
    url = "http://127.0.0.1:%d/tool" % app.server_address[1]
    scenario = {
        "title": "An app that waits for itself.", "extends": ["default"],
        "settings": {"elevenlabs": {"webhook_timeout_seconds": 1}},
        "world": {"elevenlabs": {
            "webhooks": {"circle": {"webhook_url": url}},
            "workspace_settings": {"webhooks": {"post_call_webhook_id": "circle", "events": ["transcript"]}}}}}
    sandbox = make_sandbox(time=INSTANT, scenario=[scenario])
    app.base, app.told = sandbox.base_url, []
    sandbox.call()
    told = advance(sandbox, until="idle")
    app.shutdown()
    assert [each["url"] for each in app.told[0]["in_flight"]] == [url]
    assert "Time stands until post_call_transcription POST %s is answered" % url in app.told[0]["hint"]
    failed = next(each for each in told["happened"] if each["kind"] == "outgoing")
    assert failed["error"] == "timed_out"
    entry = next(each for each in sandbox.http.get("/_ringback/journal").json()["entries"] if each["kind"] == "outgoing")
    assert "it waited for itself: answer first, or advance the clock from elsewhere." in entry["hint"]
    assert "in_flight" not in sandbox.http.get("/_ringback/clock").json()
