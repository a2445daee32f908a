"""`ringback verify`: a running server's journal held against a file, for a person and for CI."""

import json
import threading

import pytest

from server import Server, run, serving

VERIFIED, UNMET, UNKNOWN = 0, 1, 2


@pytest.fixture
def verify(server, sandbox, tmp_path):
    """Writes the expectations to a file and runs the command on this test's sandbox."""

    def verify(content, *options, **settings):
        file = tmp_path / "expected.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
        return run("verify", str(file), "--url", server.url, "--sandbox", sandbox.name, *options, **settings)

    return verify


def one_line(finished):
    """The complaint of a run that could not say, after it was checked that it is all there is."""
    assert finished.returncode == UNKNOWN and finished.stdout == "", finished
    lines = finished.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("ringback: "), finished.stderr
    return lines[0][len("ringback: "):]


def test_what_happened(sandbox, verify):
    sandbox.http.get("/v1/user")
    sandbox.http.get("/v1/user")
    sandbox.call()
    ran = verify({"expect": [
        {"when": {"operation": "get_user_info"}, "exactly": 2},
        {"name": "the call", "when": {"body": {"/to_number": "+15555550123"}}},
        {"name": "deletions", "when": {"method": "DELETE"}, "exactly": 0}], "nothing_else": True})
    assert ran.returncode == VERIFIED and ran.stderr == "", ran
    assert ran.stdout.splitlines() == [
        "Verified.", "  expectation 1  2 times, entries 1, 2", "  the call       once, entry 3", "  deletions      never"]


def test_what_did_not(sandbox, verify):
    sandbox.http.get("/v1/user")
    sandbox.call(to_number="+15555550199")
    ran = verify({"expect": [
        {"name": "the call", "when": {"operation": "handle_twilio_outbound_call", "body": {"/to_number": "+15555550123"}}}]})
    assert ran.returncode == UNMET and ran.stderr == "", ran
    lines = ran.stdout.splitlines()
    assert lines[0] == "Not verified." and '"the call"' in lines[2]
    assert lines[3:5] == ["    expected  at least once", "    found     never"]
    assert lines[5].startswith("    nearest   entry 2: POST /v1/convai/twilio/outbound-call, answered 200")
    assert lines[6].split(":", 1)[0].strip() == "body /to_number"
    assert 'should be "+15555550123", is "+15555550199"' in lines[6]
    assert len(lines) == 7


def test_nothing_at_all(verify):
    ran = verify({"expect": [{"when": {"operation": "get_user_info"}}]})
    assert ran.returncode == UNMET and "The journal is empty: no request reached this sandbox." in ran.stdout


def test_waiting(sandbox, verify):
    timer = threading.Timer(0.2, lambda: sandbox.http.get("/v1/user"))
    timer.start()
    assert verify({"expect": [{"when": {"operation": "get_user_info"}}], "timeout": 10}).returncode == VERIFIED
    timer.join()


@pytest.mark.parametrize("content, place, word", [
    ('{"expect": [\n  {"when": {]}}', ":2:13: ", "Expecting property name"),
    ('{"expect": [],\n "expect": []}', ":2:", "duplicate key"),
    ('{"expect": [{"when": {}},\n  {"when": {"methods": "GET"}}]}', ":2:24: ", "methods"),
    ('{"expect": [{}],\n "in_oder": true}', ":2:13: ", "in_oder"),
    ('{"expects": []}', ":1:", "expect"), ("5", ":1:1: ", ""), ("", ":1:1: ", "empty")])
def test_a_bad_file(verify, content, place, word):
    line = one_line(verify(content))
    assert "expected.json" + place in line and word in line


def test_a_file_that_is_not_there(server):
    assert one_line(run("verify", "/no/such.json", "--url", server.url)) == "cannot read /no/such.json: No such file or directory."


def test_standard_input(server, tmp_path):
    file = tmp_path / "expected.json"
    file.write_text('{"expect": [{"at_most": 1000}]}')
    with file.open() as stdin:
        ran = run("verify", "-", "--url", server.url + "/", stdin=stdin)
    assert ran.returncode == VERIFIED, ran


def test_nobody_listens(tmp_path):
    file = tmp_path / "expected.json"
    file.write_text('{"expect": []}')
    line = one_line(run("verify", str(file), "--url", "http://127.0.0.1:1"))
    assert "no answer from http://127.0.0.1:1" in line and "ringback serve" in line
    assert "http:// or https://" in one_line(run("verify", str(file), "--url", "127.0.0.1:1"))


def test_something_else_listens(server, sandbox, tmp_path):
    file = tmp_path / "expected.json"
    file.write_text('{"expect": []}')
    line = one_line(run("verify", str(file), "--url", server.url + "/v1"))
    assert "answers 404" in line and "--url" in line


def test_which_sandbox(server, sandbox, tmp_path):
    sandbox.http.get("/v1/user")
    file = tmp_path / "expected.json"
    file.write_text('{"expect": [{"when": {"operation": "get_user_info"}, "exactly": 1}]}')
    assert run("verify", str(file), "--url", sandbox.base_url).returncode == VERIFIED
    assert run("verify", str(file), variables={"RINGBACK_URL": sandbox.base_url}).returncode == VERIFIED
    assert "no-such" in one_line(run("verify", str(file), "--url", server.url, "--sandbox", "no-such"))


def test_a_journal_that_lost_entries(tmp_path):
    file = tmp_path / "expected.json"
    file.write_text('{"expect": []}')
    with serving("--journal-entries", "1") as server:
        sandbox = server.default()
        for _ in range(3):
            sandbox.http.get("/v1/user")
        assert "the journal was full" in one_line(run("verify", str(file), "--url", server.url))


def test_the_admin_token(tmp_path):
    file = tmp_path / "expected.json"
    file.write_text('{"expect": []}')
    server = Server("--admin-token", "s3cret")
    try:
        assert "token" in one_line(run("verify", str(file), "--url", server.url))
        assert run("verify", str(file), "--url", server.url, "--admin-token", "s3cret").returncode == VERIFIED
        variables = {"RINGBACK_ADMIN_TOKEN": "s3cret"}
        assert run("verify", str(file), "--url", server.url, variables=variables).returncode == VERIFIED
    finally:
        server.kill()


def test_proxies_of_the_environment(tmp_path):
    """Loopback needs none; another host is asked for by way of the proxy, which here is the server itself."""
    file = tmp_path / "expected.json"
    file.write_text('{"expect": []}')
    with serving("--allow-hostname", "ringback.test") as server:
        dead = {"http_proxy": "http://127.0.0.1:1"}
        assert run("verify", str(file), "--url", server.url, variables=dead).returncode == VERIFIED
        proxy = {"http_proxy": server.url, "no_proxy": "elsewhere.test"}
        assert run("verify", str(file), "--url", "http://ringback.test:4711", variables=proxy).returncode == VERIFIED
        bypass = {"http_proxy": server.url, "no_proxy": "ringback.test"}
        assert "no answer from http://ringback.test:4711" in one_line(
            run("verify", str(file), "--url", "http://ringback.test:4711", variables=bypass))


def test_without_libcurl(server, tmp_path):
    """The loader finds a file of that name that is no library."""
    file = tmp_path / "expected.json"
    file.write_text('{"expect": []}')
    (tmp_path / "libcurl.so.4").write_text("no library")
    line = one_line(run("verify", str(file), "--url", server.url, variables={"LD_LIBRARY_PATH": str(tmp_path)}))
    assert "install the package libcurl4" in line
