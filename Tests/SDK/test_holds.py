"""Requests whose work once grew with the square of what was sent, or that are simply large: nobody else waits for them.

Each row is one reproduction; the watchdog says what held the loop, by the time that it used the processor.
"""

import base64
import gzip
import json
import os
import re
import time

import pytest

from server import serving

MOST_MS = float(os.environ.get("RINGBACK_HOLD_MS") or 100)
HELD = re.compile(r"held ([\d.]+) ms \(([\d.]+) ms of processor time\): (.*)")
JSON = {"content-type": "application/json"}
ROWS = {}


def row(function):
    ROWS[function.__name__] = function
    return function


class Stage:
    """A sandbox on a manual clock, and the requests of a row."""

    def __init__(self, server, name):
        self.server = server
        self.sandbox = server.sandbox(name=name, time="2026-11-21T10:00:00Z")
        self.http = self.sandbox.http
        self.http.timeout = 120

    def agent(self, **config):
        answer = self.http.post("/v1/convai/agents/create", json={"conversation_config": {"agent": config}})
        assert answer.status_code == 200, answer.text[:300]
        return answer.json()["agent_id"]

    def call(self, agent, **data):
        return self.http.post("/v1/convai/twilio/outbound-call", json=self.sandbox.call_body(
            agent_id=agent, conversation_initiation_client_data=data))

    def admin(self, method, path, value=None, status=200, body=None):
        answer = self.http.request(method, self.server.url + "/_ringback" + path, json=value, content=body, headers={
            "x-ringback-sandbox": self.sandbox.name, **(JSON if body is not None else {})})
        assert answer.status_code == status, (answer.status_code, answer.text[:400])
        return answer

    def idle(self):
        self.admin("POST", "/clock/advance", {"until": "idle"})

    def scenario(self, status=200, **members):
        """Puts a scenario into the sandbox, without and with a reset."""
        for reset in (False, True):
            self.admin("PUT", "/scenario", {"reset": reset, "scenario": ["default", {"title": "t", **members}]}, status)

    def batch(self, count):
        return self.http.post("/v1/convai/batch-calling/submit", json={
            "call_name": "b", "agent_id": self.sandbox.agent, "agent_phone_number_id": self.sandbox.number,
            "recipients": [{"phone_number": "+1555555%04d" % (number % 10_000)} for number in range(count)]}).json()["id"]


# ---- Hints, texts and merges ----

@row
def hints_for_ten_thousand_other_variables(stage):
    agent = stage.agent(first_message="".join("{{name%d}} " % number for number in range(10_000)))
    stage.call(agent, dynamic_variables={"neme%d" % number: "x" for number in range(10_000)})
    stage.idle()


@row
def variables_at_and_above_their_bound(stage):
    for count in (10_000, 40_000):
        agent = stage.agent(first_message="".join("{{name%d}} " % number for number in range(count)))
        stage.call(agent, dynamic_variables={"name%d" % number: "x" for number in range(count)})
        stage.idle()


@row
def twenty_thousand_placeholders_of_a_megabyte(stage):
    agent = stage.agent(first_message="{{a}}" * 20_000)
    stage.call(agent, dynamic_variables={"a": "x" * 1_000_000})
    stage.idle()


@row
def placeholders_of_an_agent(stage):
    agent = stage.agent(first_message="hi")
    for start, status in ((0, 200), (4_000, 200), (8_000, 413)):
        answer = stage.http.patch("/v1/convai/agents/" + agent, json={"conversation_config": {"agent": {"dynamic_variables": {
            "dynamic_variable_placeholders": {"v%d" % (start + number): "x" for number in range(5_000)}}}}})
        assert answer.status_code == status, answer.text[:300]
    stage.http.get("/v1/convai/agents/" + agent)


@row
def prompt_of_nine_megabytes(stage):
    agent = stage.agent(prompt={"prompt": "Say this. " * 900_000})
    stage.http.get("/v1/convai/agents/" + agent)
    stage.call(agent)
    stage.idle()
    stage.http.post("/v1/convai/agents/%s/simulate-conversation" % agent, json={
        "simulation_specification": {"simulated_user_config": {"prompt": {"prompt": "Ask this. " * 90_000}}}})


# ---- Large bodies ----

@row
def document_of_nine_megabytes(stage):
    body = json.dumps({"text": "word " * 1_800_000, "name": "n"}).encode()
    for content, fields in ((body, JSON), (gzip.compress(body), {**JSON, "content-encoding": "gzip"})):
        assert stage.http.post("/v1/convai/knowledge-base/text", content=content, headers=fields).status_code == 200
    stage.http.get("/v1/convai/knowledge-base?search=zzz")


def parts(*names, boundary="xx"):
    body = b"".join(b"--xx\r\ncontent-disposition: form-data; name=\"" + name + b"\"\r\n\r\nv\r\n" for name in names) + b"--xx--\r\n"
    return {"content": body, "headers": {"content-type": "multipart/form-data; boundary=" + boundary}}


@row
def multipart_in_odd_shapes(stage):
    path = "/v1/convai/knowledge-base"
    stage.http.post(path, **parts(b"n" * 9_000_000))
    stage.http.post(path, **parts(*(b"name%d" % number for number in range(40_000))))
    stage.http.post(path, content=b"-" * 3_000_000, headers={"content-type": "multipart/form-data; boundary=" + "-" * 60_000 + "x"})
    stage.http.post(path, content=b"-" * 9_000_000, headers={"content-type": "multipart/form-data; boundary=" + "-" * 69 + "x"})


@row
def form_of_millions_of_pairs(stage):
    account = stage.sandbox.twilio
    rule = {"when": {"method": "POST", "form": {"a": "zz"}}, "then": {"response": {"status": 418}}}
    stage.admin("PUT", "/scenario", {"scenario": ["default", {"title": "t", "rules": [rule]}]})
    stage.http.get("/v1/user?" + "a=b&" * 15_000)
    for text in ("a&" * 2_500_000, "a=b&" * 2_300_000, "Status=completed&" * 500_000, "%61=%62&" * 1_200_000):
        stage.http.post("/2010-04-01/Accounts/%s/Calls/CA%s.json" % (account["account_sid"], "0" * 32), content=text.encode(),
                        headers={"content-type": "application/x-www-form-urlencoded"}, auth=(account["account_sid"], account["auth_token"]))
    stage.admin("GET", "/journal?limit=20")


@row
def deep_and_wide_bodies(stage):
    for text in ("[" * 2_000_000, '{"a":' * 1_000_000, "[" + "1," * 4_000_000 + "1]",
                 "{" + ",".join('"k%d":1' % number for number in range(600_000)) + "}"):
        stage.http.post("/v1/convai/twilio/outbound-call", content=text.encode(), headers=JSON)
        stage.http.post(stage.server.url + "/_ringback/verify", content=text.encode(), headers=JSON)


# ---- Scenarios and worlds ----

@row
def scenario_of_ten_thousand_of_each(stage):
    many = range(9_900)
    stage.scenario(world={"elevenlabs": {"keys": {"key%d" % number: {} for number in range(990)}}})
    stage.scenario(world={"elevenlabs": {"agents": {"agent%d" % number: {} for number in many}}})
    stage.scenario(people={"+1555%07d" % number: {} for number in many})
    stage.scenario(people={"+1555%d*" % (10_000 + number): {} for number in many})


@row
def scenario_of_ten_thousand_rules(stage):
    rules = [{"when": {"operation": "get_user_info", "query": {"a": str(number)}}, "then": {"response": {"status": 418}}}
             for number in range(9_900)]
    stage.scenario(rules=rules)
    stage.http.get("/v1/user?a=5")


@row
def scenarios_above_their_bounds(stage):
    stage.scenario(422, world={"elevenlabs": {"keys": {"key%d" % number: {} for number in range(15_000)}}})
    stage.scenario(422, people={"+1555%07d" % number: {} for number in range(15_000)})
    stage.scenario(413, people={"+1555%07d" % number: {} for number in range(50_000)})
    # A name that stands there again adds nothing.
    stage.scenario(200, extends=["default"] * 100_000)


@row
def world_of_thousands_of_objects(stage):
    world = {"elevenlabs": {"agents": {"agent%d" % number: {} for number in range(9_900)}}}
    stage.admin("PATCH", "/sandboxes/%s/world" % stage.sandbox.name, world)
    stage.http.get("/v1/convai/agents?page_size=100")
    stage.admin("POST", "/sandboxes/%s/reset" % stage.sandbox.name, {})
    world = {"elevenlabs": {"phone_numbers": {"number%d" % number: {"phone_number": "+1555%07d" % number} for number in range(2_000)},
                            "agents": {"agent%d" % number: {} for number in range(2_000)}}}
    stage.admin("PATCH", "/sandboxes/%s/world" % stage.sandbox.name, world)
    stage.http.get("/v1/convai/phone-numbers")
    snapshot = stage.admin("GET", "/snapshot").content
    stage.admin("PUT", "/snapshot", body=snapshot)
    stage.admin("POST", "/sandboxes/%s/fork" % stage.sandbox.name, {}, 201)
    stage.admin("POST", "/sandboxes/%s/reset" % stage.sandbox.name, {})


# ---- Batches, conversations and the journal ----

@row
def batch_of_ten_thousand(stage):
    batch = stage.batch(10_000)
    stage.http.get("/v1/convai/batch-calling/" + batch)
    other = stage.batch(10_000)
    stage.http.post("/v1/convai/batch-calling/%s/cancel" % other)
    stage.idle()
    stage.http.get("/v1/convai/batch-calling/" + batch)
    stage.http.post("/v1/convai/batch-calling/%s/retry" % batch)
    stage.idle()
    stage.http.get("/v1/convai/batch-calling/%s/export" % batch)
    stage.http.get("/v1/convai/conversations?search=zzz&page_size=100")
    stage.http.get("/v1/convai/conversations?page_size=100&summary_mode=include")
    stage.admin("GET", "/journal?limit=1000")
    stage.admin("GET", "/journal/hash")
    stage.admin("GET", "/snapshot")
    stage.http.delete("/v1/convai/batch-calling/" + batch)
    stage.admin("POST", "/sandboxes/%s/reset" % stage.sandbox.name, {})


@row
def ten_thousand_journal_entries(stage):
    for number in range(4_000):
        stage.http.get("/v1/user?a=%d" % number)
    stage.admin("GET", "/journal?limit=1000")
    stage.admin("GET", "/journal/hash")
    stage.admin("GET", "/capsule")
    awkward = "^(a|aa)" + "(a|aa)" * 13 + "(?=b)"
    answer = stage.http.get(stage.server.url + "/_ringback/journal", params={"path": awkward, "limit": 1_000},
                            headers={"x-ringback-sandbox": stage.sandbox.name})
    assert answer.status_code in (200, 400, 422)
    for count in (1, 100, 1_000):
        stage.http.post(stage.server.url + "/_ringback/verify", headers={"x-ringback-sandbox": stage.sandbox.name}, json={
            "expect": [{"request": {"path": "/v1/user", "query": {"a": str(number)}}} for number in range(count)]})


@row
def runs_of_base64_beside_a_short_secret(stage):
    stage.http.post("/v1/convai/secrets", json={"type": "new", "name": "s", "value": "abcdefgh"})
    for _ in range(100):
        stage.http.post("/v1/convai/knowledge-base/text", json={"text": "YWJjZGVmZ2" * 6_000, "name": "n"})
    stage.admin("GET", "/journal")


@row
def credentials_of_sixty_thousand_characters(stage):
    long = "sk_" + "a1" * 30_000
    stage.http.post("/v1/convai/secrets", json={"type": "new", "name": "s", "value": long})
    stage.http.post("/v1/convai/secrets", json={"type": "new", "name": "t", "value": "a" * 60_000})
    for _ in range(30):
        stage.http.post("/v1/convai/knowledge-base/text", json={"text": "a" * 59_000 + "a1" * 20_000, "name": "n"})
    stage.admin("GET", "/journal")
    stage.admin("GET", "/capsule")


@row
def edits_and_merges_of_rules(stage):
    edits = [{"op": "add", "path": "/tags/0", "value": "x"} for _ in range(256)]
    merge = {"m%d" % number: number for number in range(9_900)}
    for then in ({"edits": edits}, {"merge": merge}):
        stage.http.put(stage.server.url + "/_ringback/scenario", headers={"x-ringback-sandbox": stage.sandbox.name}, json={
            "scenario": ["default", {"title": "t", "rules": [{"when": {"operation": "get_agent_route"}, "then": {"patch": then}}]}]})
        stage.http.get("/v1/convai/agents/" + stage.sandbox.agent)


@row
def what_the_server_says_of_itself(stage):
    stage.admin("GET", "/fidelity")
    stage.admin("GET", "/health")


FLAGS = ("--journal-bytes", "500000000", "--max-body-bytes", "100000000")


@pytest.mark.parametrize("name", ROWS)
def test_nobody_waits_for(name):
    with serving("--watchdog", "%g" % min(25, MOST_MS), *FLAGS, command=("serve", "--port", "0")) as server:
        began = time.monotonic()
        ROWS[name](Stage(server, "held"))
        took = time.monotonic() - began
        assert server.is_healthy()
        holds = [(float(found[2]), found[3]) for found in map(HELD.search, server.complaints) if found]
        print("%-45s %6.2f s %s" % (name, took, sorted(holds, reverse=True)[:6]))
        assert [hold for hold in holds if hold[0] > MOST_MS] == []
