"""What is a credential by its meaning stands in nothing that is written down, wherever it was sent."""

import base64
import json
import subprocess
import sys
from urllib.parse import quote

import pytest

from server import ROOT, environment, run, serving

INSTANT = "2026-11-21T10:00:00Z"
AGENTS, NUMBERS, TOOLS = "/v1/convai/agents", "/v1/convai/phone-numbers", "/v1/convai/tools"
CALL = "/v1/convai/twilio/outbound-call"
# Nobody listens there.
APP = "http://127.0.0.1:9"


class Planter:
    """Sends secrets of its own making, each another one, and remembers what was what."""

    def __init__(self, server, sandbox):
        self.server, self.sandbox = server, sandbox
        self.planted = {}
        self.answers = []

    def secret(self, kind, value=None):
        assert kind not in self.planted, kind
        self.planted[kind] = value or "Pl4nted/%d.%s" % (len(self.planted), "wXyZ"[len(self.planted) % 4] * 7)
        return self.planted[kind]

    def send(self, method, path, **options):
        answer = self.sandbox.http.request(method, path, **options)
        self.answers.append(answer)
        return answer

    def plain(self, kind):
        """A secret that needs no escape in a URL."""
        return self.secret(kind, "Plain%dSecret%s" % (len(self.planted), "QwEr" * 2))


def bodies(plant):
    for name in ("token", "auth_token", "access_token", "refresh_token", "client_secret", "api_key", "secret", "password",
                 "authorization", "webhook_secret", "private_key", "passphrase", "apiKey", "sessionToken", "client-secret"):
        plant.send("POST", AGENTS + "/create", json={"conversation_config": {}, "platform_settings": {
            "x": {name: plant.secret("body member " + name)}}})
    plant.send("POST", NUMBERS, json={"phone_number": "+15555550171", "label": "n", "provider": "twilio", "sid": "AC1",
                                      "token": plant.secret("imported number's token")})
    trunk = {"address": "sip.example.com", "credentials": {"username": "u", "password": plant.secret("trunk's password")}}
    made = plant.send("POST", NUMBERS, json={"phone_number": "+15555550172", "label": "t", "provider": "sip_trunk",
                                             "outbound_trunk_config": trunk}).json()["phone_number_id"]
    trunk["credentials"]["password"] = plant.secret("changed trunk's password")
    plant.send("PATCH", NUMBERS + "/" + made, json={"outbound_trunk_config": trunk})
    plant.send("POST", "/v1/convai/secrets", json={"type": "new", "name": "crm", "value": plant.secret("workspace secret")})
    plant.send("POST", "/v1/convai/secrets", json={"name": "crm", "value": plant.secret("refused workspace secret")})
    plant.send("POST", AGENTS + "/create", json=[{"token": plant.secret("body of the wrong shape")}])
    plant.send("POST", AGENTS + "/create", content='{"token": "%s", "cut' % plant.secret("broken JSON"),
               headers={"content-type": "application/json"})
    plant.send("POST", AGENTS + "/create", content='{"token": "%s' % plant.secret("JSON cut in a secret"),
               headers={"content-type": "application/json"})
    long = {"password": plant.secret("long body"), "name": "x" * 70_000, "token": plant.secret("behind the cut")}
    plant.send("POST", AGENTS + "/create", json=long)
    plant.send("POST", AGENTS + "/create", json={"name": json.dumps({"api_key": plant.secret("JSON in a text")})})
    plant.send("POST", AGENTS + "/create", json={"x": [{"name": "X-Api-Key", "value": plant.secret("name and value")}]})
    plant.send("POST", AGENTS + "/create", content="Password=%s&AuthToken=%s" % (
        quote(plant.secret("first of a form"), safe=""), quote(plant.secret("second of a form"), safe="")),
        headers={"content-type": "application/x-www-form-urlencoded"})
    plant.send("POST", "/v1/convai/knowledge-base", files={"name": (None, "n"), "token": (None, plant.secret("multipart part"))})
    plant.send("POST", AGENTS + "/create", json={"name": "curl -H 'authorization: Bearer %s'" % plant.secret("bearer in a text")})
    plant.send("POST", AGENTS + "/create", json={"a": {"token": plant.secret("echoed later")}})
    plant.send("POST", AGENTS + "/create", json={"name": "echo " + plant.planted["echoed later"], "conversation_config": {}})


def tools(plant):
    def tool(name, **schema):
        return {"tool_config": {"type": "webhook", "name": name, "description": "d", "api_schema": {
            "url": APP + "/tool", "method": "GET", **schema}}}

    headers = {name: plant.secret("tool header " + name) for name in (
        "X-Api-Key", "Cookie", "Proxy-Authorization", "X-Shop-Token", "X-Secret-Word", "api-key")}
    headers["Authorization"] = "Bearer " + plant.secret("tool bearer")
    plant.send("POST", TOOLS, json=tool("one", request_headers=headers))
    url = APP.replace("://", "://user:%s@" % plant.plain("password in a tool's URL"))
    plant.send("POST", TOOLS, json=tool("two", url=url + "/tool?api_key=" + plant.plain("key in a tool's URL")))
    plant.send("POST", TOOLS, json=tool("three", request_headers=[{"name": "Authorization", "value": plant.secret("header list")}]))
    for name in ("token", "signature", "sig", "key", "access_token"):
        plant.send("POST", "/v1/convai/knowledge-base/url", json={
            "url": "https://h.example/?%s=%s" % (name, plant.plain("URL parameter " + name))})
    plant.send("POST", "/v1/workspace/webhooks", json={"settings": {
        "auth_type": "hmac", "name": "w", "webhook_url": APP.replace("://", "://u:%s@" % plant.plain("webhook URL")),
        "request_headers": {"X-Api-Key": plant.secret("webhook header")}}})
    plant.send("POST", "/v1/workspace/webhooks", json={"settings": {
        "auth_type": "hmac", "name": "w", "webhook_url": "ftp://u:%s@h" % plant.plain("refused webhook URL")}})


def headers(plant):
    for name in ("x-api-key", "xi-apikey", "xi_api_key", "api-key", "x-auth-token", "xi-api-kye", "x-access-token", "cookie",
                 "proxy-authorization", "x-webhook-secret"):
        plant.send("GET", "/v1/user", headers={"xi-api-key": "", name: plant.secret("header " + name)})
    plant.send("GET", "/v1/user", headers={"xi-api-key": plant.secret("unknown key")})
    for scheme in ("Bearer ", "Token ", ""):
        plant.send("GET", "/v1/user", headers={"xi-api-key": "", "authorization": scheme + plant.secret("authorization " + scheme)})
    basic = base64.b64encode(("user:" + plant.secret("basic password")).encode()).decode()
    plant.send("GET", "/v1/user", headers={"xi-api-key": "", "authorization": "Basic " + basic})
    for name in ("xi-api-key", "xi_api_key", "api_key", "token", "access_token", "signature", "key", "password"):
        plant.send("GET", "/v1/user", params={name: plant.plain("query " + name)})
    # Rules that do not fire say what they looked for, and what they found.
    plant.send("GET", "/v1/models", headers={"x-api-key": plant.secret("a short one", "Sh0rT")}, params={"token": plant.plain("passed over")})
    plant.send("GET", "/v1/nonsense?a=1&auth_token=" + plant.plain("query of an unknown path"))


def opens(plant):
    """What opens this sandbox, where it does not belong."""
    sandbox = plant.sandbox
    keys = {"key": sandbox.keys["odd"], "Twilio token": sandbox.twilio["auth_token"], "derived key": sandbox.keys["main"]}
    for kind, key in keys.items():
        plant.secret("own " + kind, key)
        plant.send("GET", "/v1/convai/agents/" + key)
        plant.send("GET", "/v1/%s" % "".join("%%%02X" % byte for byte in key.encode()))
        plant.send("GET", "/v1/user", params={"x": key})
        plant.send("POST", AGENTS + "/create", json={"name": "with " + key, "conversation_config": {}})
        plant.send("POST", AGENTS + "/create", json={"name": base64.b64encode(("a" + key).encode()).decode(), "conversation_config": {}})
        plant.server.http.get("/_ringback/nothing/" + key)
    signed = plant.send("GET", "/v1/convai/conversation/get-signed-url", params={"agent_id": sandbox.agent}).json()["signed_url"]
    plant.secret("signed URL's token", signed.split("conversation_signature=")[1])
    plant.send("GET", "/v1/convai/conversation/" + plant.planted["signed URL's token"])
    token = plant.send("GET", "/v1/convai/conversation/token", params={"agent_id": sandbox.agent}).json()["token"]
    plant.secret("conversation token", token)
    plant.send("GET", "/v1/convai/conversation/" + token)
    made = plant.send("POST", "/v1/workspace/webhooks", json={"settings": {
        "auth_type": "hmac", "name": "own", "webhook_url": APP + "/hook"}}).json()
    plant.secret("webhook's secret", made["webhook_secret"])
    plant.send("GET", "/v1/convai/agents/" + made["webhook_secret"])


def variables(plant):
    def data(kind):
        return {"dynamic_variables": {"secret__" + kind: plant.secret("variable of " + kind), "name": "Ann"}}

    sandbox = plant.sandbox
    plant.send("POST", CALL, json=sandbox.call_body(conversation_initiation_client_data=data("call")))
    plant.send("POST", "/v1/convai/batch-calling/submit", json={
        "call_name": "b", "agent_id": sandbox.agent, "agent_phone_number_id": sandbox.number, "recipients": [
            {"phone_number": "+15555550123", "conversation_initiation_client_data": data("batch")}]})
    plant.send("POST", AGENTS + "/%s/simulate-conversation" % sandbox.agent, json={
        "simulation_specification": {"simulated_user_config": {}, **data("simulation")}})
    pin = {"secret__pin": int(plant.secret("a number", "98214377012"))}
    plant.send("POST", CALL, json=sandbox.call_body(conversation_initiation_client_data={"dynamic_variables": pin}))


def controls(plant):
    world = {"elevenlabs": {"secrets": {"s": {"value": plant.secret("patched secret")}}, "tools": {"t": {"tool_config": {
        "type": "webhook", "name": "t", "description": "d", "api_schema": {
            "url": APP, "request_headers": {"Authorization": plant.secret("patched header")}}}}}}}
    plant.server.admin("PATCH", "/sandboxes/%s/world" % plant.sandbox.name, json=world)
    found = plant.server.http.post("/_ringback/verify?sandbox=" + plant.sandbox.name, json={"expect": [
        {"when": {"operation": "create_phone_number_route", "body": {"/token": plant.secret("expected value")}}},
        {"when": {"operation": "get_user_info", "headers": {"x-api-key": "nothing"}}},
        {"when": {"path": "/v1/nonsense", "query": {"auth_token": "x"}}}]})
    assert found.status_code == 422
    return found.text


SCENARIO = {
    "title": "Secrets.", "extends": ["default"], "world": {"elevenlabs": {
        "keys": {"odd": {"value": "0dd-k3y+with.marks"}, "main": {}},
        "phone_numbers": {"own": {"phone_number": "+15555550181", "sid": "AC2", "token": "sc3nario-token-77"}},
        "secrets": {"crm2": {"value": "sc3nario-secret-78"}},
        "webhooks": {"hook": {"webhook_url": "http://127.0.0.1:9/", "secret": "sc3nario-hook-79", "signs_with": "sc3nario-other-80"}}}},
    "rules": [{"when": {"operation": "get_models", "headers": {"x-api-key": "sc3nario-rule-81"}, "query": {"token": "sc3nario-rule-82"}},
               "then": {"response": {"status": 418, "json": {"api_key": "sc3nario-answer-83"}}}}]}
OF_SCENARIO = ["sc3nario-token-77", "sc3nario-secret-78", "sc3nario-hook-79", "sc3nario-other-80", "sc3nario-rule-81",
               "sc3nario-rule-82", "sc3nario-answer-83", "0dd-k3y+with.marks"]


def forms(secret):
    """How a secret may stand in a text."""
    yield secret
    yield quote(secret, safe="")
    yield "".join("%%%02X" % byte for byte in secret.encode())
    yield json.dumps(secret)[1:-1]
    for shift in range(3):
        digits = base64.b64encode(b"\0" * shift + secret.encode()).decode()
        start = (shift * 8 + 5) // 6
        yield digits[start:(shift + len(secret)) * 8 // 6]


def leaks(planted, written):
    """Each secret that stands somewhere, with the place and what is around it."""
    found = []
    for kind, secret in planted.items():
        for place, text in written.items():
            for form in forms(secret):
                if form in text:
                    at = text.index(form)
                    found.append((kind, place, text[max(0, at - 60):at + len(form) + 20]))
                    break
    return found


@pytest.mark.parametrize("log_format", ["pretty", "json"])
def test_no_secret_is_written_down(tmp_path, log_format):
    scenario = tmp_path / "secrets.json"
    scenario.write_text(json.dumps(SCENARIO))
    with serving("--log-format", log_format, "--scenario", str(scenario), "--time", INSTANT) as server:
        sandbox = server.default()
        plant = Planter(server, sandbox)
        for plants in (bodies, tools, headers, opens, variables):
            plants(plant)
        advanced = server.admin("POST", "/clock/advance", json={"until": "idle"})
        capsule = server.http.get("/_ringback/capsule")
        written = {"clock": json.dumps(advanced), "capsule": capsule.text, "verification": controls(plant)}
        planted = {**plant.planted, **{"scenario " + value: value for value in OF_SCENARIO}}
        assert len(planted) >= 90
        journal = server.http.get("/_ringback/journal?limit=1000&hash=true")
        written["journal"] = journal.text
        entries = journal.json()["entries"]
        assert len(entries) > 100 and not journal.json()["has_more"]
        for kind in ("request", "outgoing", "call", "control"):
            pattern = quote(json.dumps({"kind": kind}))
            written["journal of %s" % kind] = server.http.get("/_ringback/journal?limit=1000&filter=" + pattern).text
        # A page that does not hold what was sent in its place hides it nevertheless.
        for after in range(0, len(entries), 25):
            written["journal after %d" % after] = server.http.get("/_ringback/journal?limit=25&after=%d" % after).text
        written["capsule with a snapshot"] = server.http.get("/_ringback/capsule").text
        snapshot = server.http.get("/_ringback/snapshot").text
        own = {kind: value for kind, value in planted.items() if kind.startswith("own ")}
        assert leaks(own, {"snapshot": snapshot}) == [], "snapshot"
        hints = [answer.headers.get("x-ringback-hint", "") for answer in plant.answers]
        written["hints"] = "\n".join(hints)
        # Hints quote what is long by its beginning, which betrays a secret as well.
        beginnings = {kind: value[:14] for kind, value in planted.items() if len(value) >= 16 and not value.startswith(("sk_", "eyJ"))}
        told = {"hints": written["hints"], "hints of the journal": json.dumps([entry.get("hint") for entry in entries])}
        assert leaks(beginnings, told) == []
        written.update(programs(tmp_path, server, scenario, capsule.json()))
        written["report"] = report(server)
        server.signal()
        server.wait()
        written["log"] = "\n".join(server.printed[next(i for i, line in enumerate(server.printed) if "RINGBACK_READY" in line) + 1:]
                                   + list(iter(server._lines.get, None)))
        written["stderr"] = server.told()
        assert written["log"].count("\n") > 100
    found = leaks(planted, written)
    assert found == [], "%d leaks, the first: %r" % (len(found), found[:8])


def programs(tmp_path, server, scenario, capsule):
    """What commands print."""
    file = tmp_path / "capsule.json"
    # What differs is printed: let everything differ.
    for entry in capsule["entries"]:
        if entry["kind"] == "request":
            entry["response"]["status"] += 1
            entry["hint"] = "another one"
            entry["response"]["body"] = "another one"
    file.write_text(json.dumps(capsule))
    replayed = run("replay", str(file))
    assert replayed.returncode == 1, replayed.stderr
    shown = run("scenarios", "show", str(scenario))
    assert shown.returncode == 0, shown.stderr
    expectations = tmp_path / "expect.json"
    expectations.write_text(json.dumps({"expect": [{"when": {"operation": "create_phone_number_route", "body": {"/token": "x"}}}]}))
    verified = run("verify", "--url", server.url, str(expectations))
    assert verified.returncode != 0
    return {"replay": replayed.stdout + replayed.stderr, "scenarios show": shown.stdout, "verify": verified.stdout + verified.stderr}


def report(server):
    """What the pytest plugin says of a failed test."""
    code = ("import sys; sys.path.insert(0, %r)\nfrom ringback import Ringback\nfrom ringback._report import last_requests\n"
            "print(last_requests(Ringback(url=%r).existing()))" % (str(ROOT / "clients/python"), server.url))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True).stdout


def test_a_snapshot_gives_its_keys_to_the_sandbox_that_takes_it(tmp_path):
    with serving("--quiet", "--time", INSTANT) as server:
        one, other = server.sandbox(name="one"), server.sandbox(name="other")
        names = [one.key, base64.b64encode(one.key.encode()).decode(), "literally <key:main>", one.twilio["auth_token"]]
        made = [one.http.post(AGENTS + "/create", json={"name": name, "conversation_config": {}}).json()["agent_id"] for name in names]
        snapshot = server.admin("GET", "/snapshot?sandbox=one")
        text = json.dumps(snapshot)
        assert one.key not in text and names[1] not in text and one.twilio["auth_token"] not in text

        def named(sandbox):
            return [sandbox.http.get(AGENTS + "/" + agent).json()["name"] for agent in made]

        assert named(one) == names
        server.admin("PUT", "/snapshot?sandbox=one", json=snapshot)
        assert named(one) == names
        server.admin("PUT", "/snapshot?sandbox=other", json=snapshot)
        assert named(other) == [other.key, base64.b64encode(other.key.encode()).decode(), names[2], other.twilio["auth_token"]]


def test_a_capsule_with_apps_own_secrets_replays(tmp_path):
    scenario = tmp_path / "secrets.json"
    scenario.write_text(json.dumps(SCENARIO))
    with serving("--quiet", "--scenario", str(scenario), "--time", INSTANT) as server:
        plant = Planter(server, server.default())
        for plants in (bodies, tools, headers, opens, variables):
            plants(plant)
        capsule = server.admin("GET", "/capsule")
    file = tmp_path / "capsule.json"
    file.write_text(json.dumps(capsule))
    replayed = run("replay", str(file))
    lines = replayed.stdout.splitlines()
    assert lines[-1].startswith("%d entries: " % len(capsule["entries"])), replayed.stdout + replayed.stderr
    # A path whose every byte was percent-encoded is sent plainly again, and is quoted in full then.
    expected = ("only the start", "GET /v1/<")
    assert [line for line in lines[:-1] if not any(words in line for words in expected)] == []


@pytest.mark.parametrize("world", [
    {"keys": {"main": {"value": ["planted-secret-1"]}}}, {"phone_numbers": {"a": {"phone_number": "+15555550199", "token": ["planted-secret-1"]}}},
    {"phone_numbers": {"a": {"phone_number": "https://u:planted-secret-1@h"}}},
    {"webhooks": {"a": {"webhook_url": "x://h?token=planted-secret-1"}}}, {"webhooks": {"a": {"secret": ["planted-secret-1"]}}},
    {"secrets": {"a": {"value": ["planted-secret-1"]}}}], ids=lambda world: next(iter(world)))
def test_a_wrong_scenario_is_refused_without_its_secrets(tmp_path, world):
    scenario = {"title": "t", "world": {"elevenlabs": world}}
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(scenario))
    refused = run("serve", "--port", "0", "--scenario", str(file))
    assert refused.returncode == 65 and "/world/elevenlabs/" in refused.stderr
    assert "planted-secret-1" not in refused.stderr + refused.stdout
    with serving("--quiet") as server:
        answer = server.http.post("/_ringback/sandboxes", json={"name": "x", "world": {"elevenlabs": world}})
        assert answer.status_code == 422 and "planted-secret-1" not in answer.text
