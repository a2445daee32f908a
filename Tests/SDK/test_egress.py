"""Who may call whom: what sandboxes send requests to, which pages and networks may use which keys."""

import itertools
import resource
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from server import PATIENCE, Sandbox, Server, client, serving

NOON = "2026-11-21T10:00:00Z"
MAIN_OF_DEFAULT = "sk_373d3f95ee1e5b7365059c2dce3399398eb145b337bcdfaf"
NUMBERS = itertools.count(1)


class App:
    """An app in this process that answers 200 to everything, once somebody lets it, and counts."""

    def __init__(self):
        app = self
        app.paths, app.lock, app.answers = [], threading.Lock(), threading.Event()
        app.answers.set()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers.get("content-length") or 0))
                with app.lock:
                    app.paths.append(self.path)
                app.answers.wait(PATIENCE)
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Listening(ThreadingHTTPServer):
            request_queue_size = 1024
            daemon_threads = True

        self.server = Listening(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def app():
    running = App()
    yield running
    running.close()


def deliver(sandbox, url):
    """Lets a webhook with this URL hear of a call that nobody takes; answers the delivery in the journal."""
    name = "hook-%d" % next(NUMBERS)
    sandbox.patch(
        webhooks={name: {"webhook_id": name, "webhook_url": url}},
        workspace_settings={"webhooks": {"post_call_webhook_id": name, "events": ["call_initiation_failure"]}})
    before = journal(sandbox)
    sandbox.call(to_number="+15555550110").raise_for_status()
    sandbox.http.post("/_ringback/clock/advance", json={"until": "idle"}).raise_for_status()
    (entry,) = [entry for entry in journal(sandbox)[len(before):] if entry["kind"] == "outgoing"]
    return entry


def journal(sandbox):
    return sandbox.http.get("/_ringback/journal?limit=1000").json()["entries"]


@pytest.fixture
def still(make_sandbox):
    sandbox = make_sandbox(time=NOON)
    sandbox.http.put("/_ringback/clock", json={"mode": "manual"}).raise_for_status()
    return sandbox


# ---- What sandboxes send requests to ----


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001", "127.1", "127%2e0%2e0%2e1", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("path", ["/_ringback/sandboxes/victim/reset", "/~victim/_ringback/clock/advance", "/v1/user"])
def test_ringback_never_calls_itself(server, still, host, path):
    entry = deliver(still, "http://%s:%d%s" % (host, server.port, path))
    assert entry["error"] == "target_not_allowed" and "Ringback itself" in entry["hint"]


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]"])
def test_nor_by_another_address_of_the_machine(host):
    with serving("--host", host, "--admin-open", "--time", NOON) as running:
        sandbox = Sandbox(running, running.admin("GET", "/sandboxes/default"))
        sandbox.base_url = running.url
        sandbox.http = client(base_url="http://127.0.0.1:%d" % running.port, headers={"xi-api-key": sandbox.key})
        own = {"127.0.0.1", "127.0.0.9", socket.gethostbyname(socket.gethostname())}
        for address in own:
            entry = deliver(sandbox, "http://%s:%d/_ringback/sandboxes/default/reset" % (address, running.port))
            assert entry["error"] == "target_not_allowed" and "Ringback itself" in entry["hint"], address


@pytest.mark.parametrize("host, named", [
    ("evil%2eexample", "evil.example"), ("134744072", "8.8.8.8"), ("010.8.8.8", "8.8.8.8"),
    ("[::ffff:8.8.8.8]", "8.8.8.8"), ("[64:ff9b::808:808]", "64:ff9b::808:808"), ("u:p@evil.example.", "evil.example")])
def test_nothing_leaves_by_another_spelling(still, host, named):
    entry = deliver(still, "https://%s/" % host)
    assert entry["error"] == "target_not_allowed" and "--allow-host %s," % named in entry["hint"]


@pytest.mark.parametrize("host", ["169.254.169.254", "0xa9fea9fe", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200"])
def test_metadata_services_are_refused_even_where_everything_is_allowed(host):
    with serving("--allow-host", "*", "--time", NOON) as running:
        entry = deliver(running.default(), "https://%s/latest" % host)
        assert entry["error"] == "target_not_allowed" and "allow it with --allow-host " in entry["hint"]


def test_a_mapped_host_reaches_the_app_under_its_own_name(app):
    with serving("--map-host", "hooks.example=127.0.0.1:%d" % app.port, "--time", NOON) as running:
        for host in ["hooks.example", "HOOKS%2eexample"]:
            assert deliver(running.default(), "https://%s/x" % host)["error"] in ("tls", "broken_off", "other")
    assert app.paths == []


def test_a_header_line_without_end_is_called_so(still):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def answer():
            connection, _ = listening.accept()
            connection.recv(1 << 16)
            connection.sendall(b"HTTP/1.1 200 OK\r\nx: " + b"v" * 300_000 + b"\r\n\r\n")
            connection.close()

        threading.Thread(target=answer, daemon=True).start()
        entry = deliver(still, "http://127.0.0.1:%d/" % listening.getsockname()[1])
    assert entry["error"] == "too_large" and "header line" in entry["hint"]


def storm(running, app, count):
    """Lets so many calls fail at nearly one time, each with a webhook; answers how the deliveries ended."""
    sandbox = Sandbox(running, running.admin("POST", "/sandboxes", status=201, json={"scenario": {
        "title": "many", "extends": ["default"], "settings": {"elevenlabs": {"concurrency_limit": 100_000}},
        "world": {"elevenlabs": {
            "webhooks": {"calls": {"webhook_id": "hook", "webhook_url": "http://127.0.0.1:%d/hook" % app.port}},
            "workspace_settings": {"webhooks": {
                "post_call_webhook_id": "calls", "events": ["call_initiation_failure"]}}}},
        "people": {"*": {"reaction": "busy"}}}}))
    sandbox.http.put("/_ringback/clock", json={"mode": "manual"}).raise_for_status()
    for number in range(count):
        sandbox.call(to_number="+1555%07d" % number).raise_for_status()
    sandbox.http.put("/_ringback/clock", json={"mode": "real", "speed": 10_000}).raise_for_status()
    ended, cursor = {}, 0
    while sum(ended.values()) < count:
        page = sandbox.http.get("/_ringback/journal?limit=1000&after=%d&wait=10" % cursor).json()["entries"]
        assert page, "nothing more happened: %r" % ended
        cursor = page[-1]["sequence"]
        for entry in page:
            if entry["kind"] == "outgoing":
                key = entry["error"] or entry["response"]["status"]
                ended[key] = ended.get(key, 0) + 1
            elif entry["operation"] == "webhook_not_sent":
                # After ten failures in a row the webhook is switched off.
                ended["not_sent"] = ended.get("not_sent", 0) + 1
    return ended


def limited(count, *flags):
    """A server that may have only so many descriptors."""
    return Server("--log-format", "json", *flags, limits=(resource.RLIMIT_NOFILE, (count, count)))


def test_many_webhooks_at_once_need_few_descriptors(app):
    running = limited(96, "--quiet")
    try:
        app.answers.clear()
        threading.Timer(1, app.answers.set).start()
        assert storm(running, app, 600) == {200: 600}
        assert len(app.paths) == 600
    finally:
        running.kill()


def test_a_lack_of_descriptors_is_called_so(app):
    running = limited(40, "--quiet", "--max-outgoing", "1000")
    try:
        app.answers.clear()
        threading.Timer(2, app.answers.set).start()
        ended = storm(running, app, 200)
        assert set(ended) <= {200, "no_descriptors", "not_sent"} and ended["no_descriptors"] > 0
    finally:
        running.kill()


# ---- Pages ----


def ask(running, key, **headers):
    return httpx.get(running.url + "/v1/user", headers={"xi-api-key": key, **headers})


def test_a_foreign_page_cannot_use_a_key_that_follows_from_a_name(server):
    key = server.default().key
    assert key == MAIN_OF_DEFAULT
    for headers in [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]:
        answer = ask(server, key, **headers)
        assert answer.status_code == 401 and answer.json()["detail"]["message"] == "Invalid API key"
        assert "this guard is Ringback's" in answer.headers["x-ringback-hint"]
        assert "--allow-origin" in answer.headers["x-ringback-hint"]
        assert answer.headers["access-control-allow-origin"] == "*"
    for headers in [{}, {"origin": "http://localhost:3000", "sec-fetch-site": "cross-site"}, {"origin": "http://[::1]:1"}]:
        assert ask(server, key, **headers).status_code == 200


@pytest.mark.parametrize("allowed", ["https://evil.example", "*"])
def test_origins_can_be_allowed(allowed):
    with serving("--allow-origin", "https://other.example", "--allow-origin", allowed) as running:
        answer = ask(running, running.default().key, origin="https://evil.example")
        assert answer.status_code == 200
        assert "x-ringback-hint" in answer.headers["access-control-expose-headers"]


# ---- Beyond loopback ----


@pytest.fixture(scope="module")
def outside():
    with serving("--host", "0.0.0.0", "--admin-open", "--log-format", "pretty") as running:
        yield running


def test_beyond_loopback_each_start_has_keys_of_its_own(outside):
    default = outside.default()
    assert default.key != MAIN_OF_DEFAULT and ask(outside, MAIN_OF_DEFAULT).status_code == 401
    assert ask(outside, default.key).status_code == 200
    assert "ELEVENLABS_API_KEY=%s" % default.key in "\n".join(outside.printed)
    with serving("--host", "0.0.0.0", "--admin-open") as other:
        assert other.default().key != default.key
        assert other.default().twilio["account_sid"] == default.twilio["account_sid"]
        assert other.default().twilio["auth_token"] != default.twilio["auth_token"]


def test_beyond_loopback_new_sandboxes_have_keys_of_their_own(outside):
    made = outside.sandbox(name="guess-me")
    with serving() as inside:
        guessed = inside.sandbox(name="guess-me")
    assert made.keys != guessed.keys and made.twilio != guessed.twilio
    assert ask(outside, guessed.key).status_code == 401 and ask(outside, made.key).status_code == 200
    basic = (guessed.twilio["account_sid"], guessed.twilio["auth_token"])
    calls = outside.url + "/2010-04-01/Accounts/%s/Calls.json" % basic[0]
    assert httpx.get(calls, auth=basic).status_code == 401
    assert httpx.get(calls, auth=(basic[0], made.twilio["auth_token"])).status_code == 200
    # Keys that nobody guesses are good for every page.
    assert ask(outside, made.key, origin="https://evil.example").status_code == 200


def test_public_keys_are_the_constant_ones():
    with serving("--host", "0.0.0.0", "--public-keys") as running:
        assert ask(running, MAIN_OF_DEFAULT).status_code == 200


@pytest.mark.parametrize("host", ["::1", "[::1]", "127.0.0.2", "localhost", "::ffff:127.0.0.1"])
def test_loopback_in_every_spelling_is_no_beyond(host):
    with serving("--host", host) as running:
        assert httpx.get(running.url + "/v1/user", headers={"xi-api-key": MAIN_OF_DEFAULT}).status_code == 200
        assert httpx.get(running.url + "/_ringback/health").status_code == 200


# ---- The control API ----


@pytest.mark.parametrize("site, status", [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)])
def test_pages_of_other_sites_do_not_reach_the_control_api(server, site, status):
    answer = httpx.get(server.url + "/_ringback/health", headers={"sec-fetch-site": site})
    assert answer.status_code == status


@pytest.mark.parametrize("host", ["[127.0.0.1]evil.example", "127.0.0.+1", "0127.0.0.1", "127.0.0.1:1:1"])
def test_a_host_is_read_strictly(server, host):
    assert httpx.get(server.url + "/_ringback/health", headers={"host": host}).status_code == 403
