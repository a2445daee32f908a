"""The contract suite on somebody's account: `--target live` against a second Ringback behind a real TLS terminator."""

import json
import os
import signal
import subprocess
from contextlib import contextmanager
from xml.etree import ElementTree

import pytest

import tls
from server import BINARY, environment, serving
from tls import HOST, TWILIO, Authority, terminator

MET, DIFFERS, NOT_RUN = 0, 1, 2
PATIENCE = 60
SAFE = {"GET", "HEAD", "OPTIONS"}
NUMBER = "to_number=+15555550123"
CALLS = {"handle_twilio_outbound_call", "handle_sip_trunk_outbound_call", "create_batch_call"}
# None of the three looks like a key: they have to be known to be masked.
KEY = "The-account's <first> & only \"key\", 0123456789"
ACCOUNT = {
    "ELEVENLABS_API_KEY": KEY, "TWILIO_ACCOUNT_SID": "the account of a carrier", "TWILIO_AUTH_TOKEN": "a token of a carrier"}

pytestmark = tls.needed


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


class Account:
    """A Ringback that plays the real service, under the real host's name."""

    def __init__(self, server, port, authority):
        self.server, self.port, self.authority = server, port, authority
        self.before = self.objects()
        server.admin("DELETE", "/journal", status=204)

    def command(self, *arguments, ca=True):
        target = [] if "--target" in arguments else ["--target", "live"]
        mapped = [*target, *(word for host in (HOST, TWILIO) for word in ("--map-host", "%s=127.0.0.1:%d" % (host, self.port)))]
        return [str(BINARY), "contract", *mapped, *(["--ca", str(self.authority.file)] if ca else []), *arguments]

    @property
    def variables(self):
        """The credentials of both providers; the server's own account is the one at Twilio."""
        own = self.server.default().twilio
        return {**ACCOUNT, "TWILIO_ACCOUNT_SID": own["account_sid"], "TWILIO_AUTH_TOKEN": own["auth_token"]}

    def contract(self, *arguments, ca=True, variables=None):
        return subprocess.run(
            self.command(*arguments, ca=ca), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
            env=environment(**(self.variables if variables is None else variables)))

    def report(self, *arguments, expected=MET):
        """The JSON report of a run that ended as expected."""
        ran = self.contract("--report", "json", *arguments)
        report = json.loads(ran.stdout)
        failures = {case["id"]: case["failures"] for case in report["cases"] if "failures" in case}
        assert ran.returncode == expected, "%s %s" % (failures, ran.stderr)
        return report

    def journal(self, **pattern):
        page = self.server.http.get(
            "/_ringback/journal", params={"limit": 1000, "filter": json.dumps({"kind": "request", **pattern})}).json()
        assert page["dropped"] == 0 and not page["has_more"]
        return page["entries"]

    def wait_for(self, **pattern):
        """Returns when the server has answered such a request."""
        page = self.server.http.get("/_ringback/journal", params={
            "wait": 10, "limit": 1, "filter": json.dumps({"kind": "request", **pattern})}).json()
        assert page["entries"], "there was no %r" % pattern

    def changes(self):
        """What has changed something, and not only asked to."""
        return [entry for entry in self.journal() if entry["request"]["method"] not in SAFE
                and entry["response"]["status"] < 300]

    def objects(self):
        """What the account holds: agents and numbers, as its owner sees them."""
        held = {}
        for path in ("agents", "phone-numbers"):
            answer = self.server.http.get("/v1/convai/" + path, headers={"xi-api-key": KEY})
            assert answer.status_code == 200, answer.text
            held[path] = answer.json()
        return held


@pytest.fixture
def start(authority, tmp_path):
    """Starts such an account: `start(*rules)`."""
    open_contexts = []

    @contextmanager
    def running(rules, name):
        folder = tmp_path / "account"
        folder.mkdir()
        file = folder / "account.json"
        file.write_text(json.dumps({
            "title": "Somebody's account.", "extends": ["default"], "rules": rules,
            "world": {"elevenlabs": {"keys": {"main": {"permissions": "all", "value": KEY}}}}}))
        with serving("--scenario", str(file)) as server, terminator(authority, server.url, folder, name) as port:
            yield Account(server, port, authority)

    def start(*rules, name=HOST):
        context = running(list(rules), name)
        open_contexts.append(context)
        return context.__enter__()

    yield start
    for context in reversed(open_contexts):
        context.__exit__(None, None, None)


@pytest.fixture
def account(start):
    return start()


def of_class(report, kind):
    return [case for case in report["cases"] if case["class"] == kind]


def test_it_works_over_tls(account):
    report = account.report()
    assert report["target"] == "live" and report["failed"] == 0
    passed = [case for case in report["cases"] if case["outcome"] == "passed"]
    assert len(passed) == report["passed"] >= 100
    assert {case["class"] for case in passed} == {"read-only"}
    assert account.journal(), "nothing came through TLS"
    assert {entry["request"]["headers"]["host"] for entry in account.journal()} <= {HOST, TWILIO, HOST + ":443", TWILIO + ":443"}


def test_a_certificate_of_somebody_unknown_is_refused(account):
    ran = account.contract(ca=False)
    assert ran.returncode == NOT_RUN and ran.stdout == ""
    assert ran.stderr.startswith("ringback: live cannot be used: ") and "certificate" in ran.stderr
    assert account.journal() == []


def test_a_certificate_of_another_host_is_refused(start):
    other = start(name="api.example.com")
    ran = other.contract()
    assert ran.returncode == NOT_RUN and HOST in ran.stderr, ran.stderr
    assert other.journal() == []


def test_a_key_that_is_refused_ends_the_run_at_once(account):
    ran = account.contract(variables={**ACCOUNT, "ELEVENLABS_API_KEY": "not the account's key"})
    assert ran.returncode == NOT_RUN and "the key is refused" in ran.stderr
    assert [entry["request"]["path"] for entry in account.journal()] == ["/v1/user"]
    ran = account.contract(variables={})
    assert ran.returncode == NOT_RUN
    assert "set ELEVENLABS_API_KEY, or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the environment" in ran.stderr


def test_a_token_that_is_refused_ends_the_run_at_once(account):
    ran = account.contract(variables={**account.variables, "TWILIO_AUTH_TOKEN": "not the account's token"})
    assert ran.returncode == NOT_RUN and "Twilio refuses the account SID and the token: Authenticate" in ran.stderr
    assert [entry["request"]["path"].split("/")[-1] for entry in account.journal()] == ["user", "Calls.json"]


@pytest.mark.parametrize("missing, name, other", [
    (["TWILIO_AUTH_TOKEN"], "Twilio", "/v1/"), (["ELEVENLABS_API_KEY"], "ElevenLabs", "/2010-04-01/")])
def test_without_one_providers_credentials_the_others_cases_run(account, missing, name, other):
    given = {key: value for key, value in account.variables.items() if key not in missing}
    ran = account.contract("--report", "json", "--id", "twilio.*", "--id", "user.*", variables=given)
    assert ran.returncode == MET, ran.stdout + ran.stderr
    assert ran.stderr.startswith("ringback: cases that need %s are skipped on live: set " % name) and missing[0] in ran.stderr
    report = json.loads(ran.stdout)
    assert report["passed"] > 3
    reasons = {case["reason"] for case in report["cases"] if case["outcome"] == "skipped"}
    assert any(reason.startswith("it needs %s: set " % name) for reason in reasons)
    assert all(entry["request"]["path"].startswith(other) for entry in account.journal())


def test_credentials_of_twilio_go_to_twilio_alone(account):
    """A URL that is no Ringback is ElevenLabs: the token is not sent there unless somebody says that Twilio is there too."""
    url = "https://" + HOST
    ran = account.contract("--target", url, "--report", "json", "--id", "twilio.auth.*", "--id", "user.get")
    assert ran.returncode == MET and "give --twilio-url" in ran.stderr, ran.stdout + ran.stderr
    assert all(entry["request"]["path"].startswith("/v1/") for entry in account.journal())
    ran = account.contract("--target", url, "--twilio-url", "https://" + TWILIO, "--id", "twilio.auth.*")
    assert ran.returncode == MET and ran.stderr == "", ran.stdout + ran.stderr
    assert any(entry["key"] == "twilio" for entry in account.journal())


def test_nothing_is_changed_without_leave(account):
    """Even with everything else given that cases need; what is sent besides reads is sent to be refused."""
    report = account.report("--set", NUMBER, "--yes")
    for kind, permission in (("writes", "writes"), ("places-calls", "calls")):
        cases = of_class(report, kind)
        assert len(cases) > 20
        assert {case["reason"] for case in cases} == {"%s: not without --allow %s" % (kind, permission)}
    assert account.changes() == []
    assert account.objects() == account.before


def test_leave_to_write_is_none_to_call(account):
    report = account.report("--allow", "writes", "--set", NUMBER, "--id", "outbound-call.*", "--id", "agents.create.*")
    assert {case["outcome"] for case in of_class(report, "places-calls")} == {"skipped"}
    assert {case["outcome"] for case in of_class(report, "writes")} == {"passed"}
    assert {entry["operation"] for entry in account.changes()} == {"create_agent_route", "delete_agent_route"}


def test_a_plan_says_what_it_would_cost_and_sends_nothing(account):
    """But for the reads that finding it out takes."""
    ran = account.contract(
        "--plan", "--allow", "writes,calls", "--set", NUMBER, "--id", "outbound-call.*", "--id", "agents.delete")
    assert ran.returncode == MET and ran.stderr == ""
    lines = ran.stdout.splitlines()
    assert lines[0] == "live" and any(line.startswith("  writes  agents.delete: ") for line in lines)
    calls = [line.split()[1] for line in lines if line.startswith("  places-calls  ")]
    assert len(calls) > 5 and any(line.startswith("  skip  ") for line in lines)
    placed = int(lines[-1].split(" phone calls")[0].split()[-1])
    assert len(calls) <= placed and "%d minutes of calls." % placed in lines[-1]
    sent = {(entry["request"]["method"], entry["request"]["path"]) for entry in account.journal()}
    assert sent == {("GET", "/v1/user"), ("GET", "/v1/convai/agents"), ("GET", "/v1/convai/phone-numbers")}


@pytest.mark.parametrize("option, words", [("--budget-calls", "3 calls"), ("--budget-minutes", "3 minutes")])
def test_the_budget_stops_before_the_call_that_is_too_much(account, option, words):
    report = account.report(
        "--allow", "calls", "--yes", "--set", NUMBER, option, "3", "--id", "outbound-call.*", "--id", "sip-trunk.*")
    assert len([entry for entry in account.changes() if entry["operation"] in CALLS]) == 3
    stopped = [case for case in report["cases"] if case.get("reason") == "the budget of %s is spent" % words]
    assert len(stopped) > 5 and report["failed"] == 0 and report["passed"] > 0


def test_a_budget_of_nothing_places_no_call(account):
    account.report("--allow", "calls", "--yes", "--set", NUMBER, "--budget-calls", "0", "--id", "outbound-call*",
                   expected=NOT_RUN)
    assert account.changes() == []


def test_what_costs_money_is_not_done_unasked(account):
    ran = account.contract("--allow", "calls", "--set", NUMBER, "--id", "outbound-call.*")
    assert ran.returncode == NOT_RUN and ran.stdout == ""
    assert "phone calls" in ran.stderr and "--yes" in ran.stderr
    assert {entry["request"]["method"] for entry in account.journal()} == {"GET"}


@pytest.mark.parametrize("answer, code", [("n\n", NOT_RUN), ("y\n", MET)])
def test_at_a_terminal_it_asks(account, answer, code):
    leader, follower = os.openpty()
    try:
        with subprocess.Popen(
                account.command("--allow", "calls", "--set", NUMBER, "--id", "outbound-call.twilio"), stdin=follower,
                stdout=follower, stderr=follower, env=environment(**ACCOUNT)) as process:
            os.close(follower)
            asked = b""
            while b"?" not in asked:
                asked += os.read(leader, 4096)
            assert account.changes() == []
            os.write(leader, answer.encode())
            drain(leader)
            assert process.wait(PATIENCE) == code
    finally:
        os.close(leader)
    assert b"1 phone calls" in asked
    assert len([entry for entry in account.changes() if entry["operation"] in CALLS]) == (1 if code == MET else 0)


def drain(descriptor):
    """Reads until the other end is closed, which Linux tells by an error."""
    try:
        while os.read(descriptor, 4096):
            pass
    except OSError:
        pass


def test_what_was_made_is_removed(account):
    """All cases, several at a time in one account, none in the way of another."""
    report = account.report("--allow", "writes,calls", "--yes", "--set", NUMBER, "--jobs", "6")
    assert report["failed"] == 0
    for kind in ("writes", "places-calls"):
        assert [case["id"] for case in of_class(report, kind) if case["outcome"] == "passed"]
    made = [entry for entry in account.changes() if entry["operation"] in ("create_agent_route", "create_phone_number_route")]
    assert len(made) > 50
    now = account.objects()
    for agent in now["agents"]["agents"]:
        # It has made calls.
        agent["last_call_time_unix_secs"] = None
    assert now == account.before


def test_what_was_made_is_removed_after_a_failure_too(start):
    """The agent that is read back is not the one that was made."""
    account = start({"when": {"operation": "get_agent_route"}, "then": {"patch": {"merge": {"name": "Somebody else"}}}})
    report = account.report("--allow", "writes", "--id", "agents.create.*", expected=DIFFERS)
    assert report["failed"] > 0
    assert account.objects() == account.before


@pytest.mark.parametrize("number, slow", [
    (signal.SIGINT, "create_agent_route"), (signal.SIGINT, "get_agent_route"), (signal.SIGTERM, "get_agent_route")])
def test_a_signal_in_mid_case_cleans_up(start, number, slow):
    """What is under way is waited for: nobody else would know the id of what it makes."""
    account = start({"when": {"operation": slow}, "then": {"delay": 1500}})
    process = subprocess.Popen(
        account.command("--allow", "writes", "--id", "agents.create.*", "--jobs", "1", "--report", "json"),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(**ACCOUNT))
    try:
        account.wait_for(operation="create_agent_route")
        process.send_signal(number)
        printed, told = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == NOT_RUN, printed + told
    report = json.loads(printed)
    # The one that has begun may have been at its last step.
    assert report["interrupted"] and report["failed"] == 0 and report["passed"] <= 1
    assert {case.get("reason", "interrupted") for case in report["cases"]} == {"interrupted"}
    assert told.startswith("ringback: stopping;")
    made, removed = (account.journal(operation=name) for name in ("create_agent_route", "delete_agent_route"))
    assert len(made) == 1 and len(removed) == 1
    assert removed[0]["request"]["path"].endswith(made[0]["response"]["body"]["agent_id"])
    assert account.objects() == account.before


def test_a_second_signal_ends_at_once(start):
    account = start({"when": {"operation": "get_agent_route"}, "then": {"delay": 60000}})
    process = subprocess.Popen(
        account.command("--allow", "writes", "--id", "agents.create.minimal"), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(**ACCOUNT))
    try:
        account.wait_for(operation="create_agent_route")
        process.send_signal(signal.SIGINT)
        assert process.stderr.readline().startswith("ringback: stopping;")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    finally:
        process.kill()
        process.communicate()


def test_a_signal_keeps_the_second_of_two_from_beginning(account, tmp_path):
    file = tmp_path / "slow.json"
    file.write_text(json.dumps({
        "title": "Slow.", "extends": ["default"],
        "rules": [{"when": {"operation": "create_agent_route"}, "then": {"delay": 1500}}]}))
    with serving("--scenario", str(file)) as slow:
        process = subprocess.Popen(
            account.command("--allow", "writes", "--id", "agents.create.*", "--jobs", "1", "--target", "both", slow.url, "live"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(**ACCOUNT))
        try:
            while process.poll() is None and len(slow.admin("GET", "/sandboxes")["sandboxes"]) < 2:
                pass
            process.send_signal(signal.SIGINT)
            printed, told = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
            process.wait()
        assert process.returncode == NOT_RUN, printed + told
        assert len(slow.admin("GET", "/sandboxes")["sandboxes"]) == 1, "its sandboxes were given back"
    assert {entry["request"]["method"] for entry in account.journal()} <= {"GET"}


def betrayed(text):
    """The parts of the keys that stand in a text, however it is written."""
    forms = set()
    for key in ACCOUNT.values():
        for part in (key[:14], key[-14:]):
            forms |= {part, json.dumps(part)[1:-1], part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
            forms |= {form.replace('"', "&quot;") for form in forms}
    return [form for form in forms if form in text]


def test_keys_are_looked_for_in_every_form():
    assert betrayed("x" + KEY) and betrayed(json.dumps([KEY])) and betrayed("only &quot;key&quot;, 0123456789")
    assert betrayed("nothing") == []


@pytest.mark.parametrize("form", ["terminal", "tap", "junit", "json"])
def test_keys_are_never_told(start, tmp_path, form):
    """The server gives back all three, so that differences, reports and recordings would be full of them."""
    echo = " ".join(ACCOUNT.values())
    account = start(
        {"when": {"operation": "get_user_info", "nth": {"from": 2}},
         "then": {"response": {"status": 418, "json": {"echo": echo}, "headers": {"x-echo": echo}}}},
        {"when": {"operation": "get_user_subscription_info"}, "then": {"response": {"status": 500, "body": echo}}},
        {"when": {"operation": "get_models"}, "then": {"patch": {"merge": {"is_" + KEY: echo}}}},
        {"when": {"operation": "get_voices"}, "then": {
            "response": {"status": 404, "json": {"detail": {"message": "x" * 263 + KEY, "status": KEY}}}}})
    file, recorded = tmp_path / "report", tmp_path / "recorded"
    selected = ["--id", "user.*", "--id", "models.*", "--id", "voices.*", "--report", form]
    printed = account.contract(*selected, variables=ACCOUNT)
    written = account.contract(*selected, "--report-file", str(file), variables=ACCOUNT)
    kept = account.contract(*selected, "--record", str(recorded), variables=ACCOUNT)
    compared = account.contract(*selected, "--compare", str(recorded), variables=ACCOUNT)
    for ran in (printed, written, kept):
        assert ran.returncode == DIFFERS, ran.stderr
    assert compared.returncode in (MET, DIFFERS), compared.stderr
    report = file.read_text()
    assert "418" in report and "echo" in report, "the server's answers are in the report"
    if form == "junit":
        ElementTree.fromstring(report)
    files = sorted(recorded.iterdir())
    assert len(files) > 10 and any("echo" in each.read_text() for each in files)
    told = [text for ran in (printed, written, kept, compared) for text in (ran.stdout, ran.stderr)]
    for text in [*told, report, *(each.read_text() for each in files)]:
        assert betrayed(text) == [], text
