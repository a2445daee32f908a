"""Calls that are talked through, through the official SDK, on clocks that stand until they are moved."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from conftest import connect
from server import ROOT
from stories import play

TEXT = (ROOT / "docs" / "conversations.md").read_text()
BLOCKS = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```$", TEXT, re.M | re.S)]
AGENT = "agent_8301ky28r4tbfwn9jh69rck9w39q"


@pytest.mark.parametrize("scenario", BLOCKS, ids=lambda scenario: scenario["title"])
def test_an_example_of_the_manual(make_sandbox, scenario):
    play(make_sandbox(scenario=scenario), scenario["examples"])


def advance(sandbox, **how):
    answer = sandbox.http.post("/_ringback/clock/advance", json=how)
    assert answer.status_code == 200, answer.text


@pytest.fixture
def stage(make_sandbox, recorder):
    """A sandbox of a scenario on a manual clock, and the SDK on it."""

    def make(**scenario):
        sandbox = make_sandbox(scenario={"title": "t", "extends": ["default"], **scenario}, clock={"mode": "manual"})
        return sandbox, connect(sandbox, recorder).conversational_ai

    return make


def place(sandbox, sdk, **data):
    placed = sdk.twilio.outbound_call(
        agent_id=AGENT, agent_phone_number_id=sandbox.number, to_number="+15555550123",
        conversation_initiation_client_data={"dynamic_variables": data} if data else None)
    assert placed.success
    return placed.conversation_id


def test_a_call_from_dialling_to_its_analysis(stage):
    sandbox, sdk = stage()
    call = place(sandbox, sdk, customer_name="Ada")
    seen = []
    for _ in range(60):
        record = sdk.conversations.get(call)
        if record.status not in seen:
            seen.append(record.status)
        if record.status in ("initiated", "in-progress"):
            assert record.transcript == [] and record.metadata.call_duration_secs == 0 and record.analysis is None
        advance(sandbox, seconds=1)
    assert seen == ["initiated", "in-progress", "processing", "done"]
    assert record.transcript[0].message == "Hello Ada, how can I help you?"
    assert record.analysis.call_successful == "success"
    assert record.metadata.phone_call.call_result == "answered"
    assert record.metadata.phone_call.stream_sid.startswith("MZ")
    assert record.metadata.cost > 0
    listed = sdk.conversations.list(main_languages=["en"], summary_mode="include").conversations[0]
    assert listed.conversation_id == call and listed.transcript_summary == record.analysis.transcript_summary


class Shop:
    """The app's server, which a tool asks."""

    def __init__(self):
        self.asked = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                shop.asked.append((self.path, dict(self.headers), json.loads(body)))
                answer = json.dumps({"order": {"state": "on its way"}}).encode()
                self.send_response(500 if "fail" in self.path else 200)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def shop():
    made = Shop()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.parametrize("path, fails", [("/orders", False), ("/fail", True)])
def test_a_server_tool_asks_the_app(stage, shop, path, fails):
    tool = {
        "type": "webhook", "name": "find_order", "description": "Finds an order.",
        "api_schema": {
            "url": shop.url + path, "method": "POST",
            "request_headers": {"authorization": "Bearer {{secret__token}}"},
            "request_body_schema": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string", "description": "The order."}}}},
        "assignments": [{"source": "response", "dynamic_variable": "state", "value_path": "order.state"}]}
    sandbox, sdk = stage(
        world={"elevenlabs": {"agents": {"receptionist": {"conversation_config": {"agent": {"prompt": {"tools": [tool]}}}}}}},
        agents={"receptionist": {"lines": [
            {"call_tool": "find_order", "with": {"id": "A-1"}}, {"say": "It is {{state}}."}, {"end_call": True}]}})
    call = place(sandbox, sdk, customer_name="Ada", secret__token="s3cret", state="unknown")
    advance(sandbox, until="idle")
    (where, headers, body), = shop.asked
    assert where == path and body == {"id": "A-1"}
    assert {name.lower(): value for name, value in headers.items()}["authorization"] == "Bearer s3cret"
    record = sdk.conversations.get(call)
    results = [result for turn in record.transcript for result in turn.tool_results or []]
    assert results[0].is_error is fails
    said = [turn.message for turn in record.transcript if turn.role == "agent" and turn.message]
    assert ("It is unknown." if fails else "It is on its way.") in said
    assert [entry.tool_names for entry in sdk.conversations.list(tool_names=["find_order"]).conversations] == [
        ["find_order", "end_call"]]


def test_a_missing_variable_and_a_refused_override(stage):
    sandbox, sdk = stage(world={"elevenlabs": {"agents": {"receptionist": {"conversation_config": {"agent": {
        "first_message": "Hello {{owner_name}}."}}}}}})
    call = place(sandbox, sdk)
    advance(sandbox, until="idle")
    record = sdk.conversations.get(call)
    assert record.status == "failed"
    assert record.metadata.termination_reason == "Missing required dynamic variables in first message: {'owner_name'}"
    placed = sdk.twilio.outbound_call(
        agent_id=AGENT, agent_phone_number_id=sandbox.number, to_number="+15555550123",
        conversation_initiation_client_data={"conversation_config_override": {"agent": {"first_message": "Hi"}}})
    advance(sandbox, until="idle")
    record = sdk.conversations.get(placed.conversation_id)
    assert record.metadata.error.reason == "Override for field 'first_message' is not allowed by config."


def test_simulations_run_the_same_engine(stage):
    _, sdk = stage()
    specification = {
        "simulated_user_config": {"first_message": "Hi.", "prompt": {"prompt": "- I want an order."}},
        "dynamic_variables": {"customer_name": "Ada"}}
    answer = sdk.agents.simulate_conversation(AGENT, simulation_specification=specification)
    assert [turn.message for turn in answer.simulated_conversation][:4] == [
        "Hello Ada, how can I help you?", "Hi.", "Thank you, I have noted that.", "I want an order."]
    assert answer.analysis.call_successful == "success"
    assert sdk.agents.simulate_conversation_stream(AGENT, simulation_specification=specification) is None


def test_two_runs_have_one_hash(make_sandbox, recorder):
    hashes = []
    for _ in range(2):
        sandbox = make_sandbox(seed=7, time="2026-11-21T10:00:00Z", clock={"mode": "manual"})
        sdk = connect(sandbox, recorder).conversational_ai
        call = place(sandbox, sdk, customer_name="Ada")
        advance(sandbox, until="idle")
        sdk.conversations.get(call)
        hashes.append(sandbox.http.get("/_ringback/journal/hash").json())
    assert hashes[0]["hash"] == hashes[1]["hash"]
