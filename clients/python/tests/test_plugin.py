"""The pytest plugin, in runs of their own with the real SDK."""

import re

APP = '''
"""An app that makes its client when it is imported, as most do."""
import os
from elevenlabs import ElevenLabs

client = ElevenLabs(base_url=os.environ["ELEVENLABS_BASE_URL"])


def call(agent, number, to="+15555550123"):
    return client.conversational_ai.twilio.outbound_call(
        agent_id=agent, agent_phone_number_id=number, to_number=to)


def create(name):
    return client.conversational_ai.agents.create(name=name, conversation_config={})


def names():
    return [agent.name for agent in client.conversational_ai.agents.list().agents]
'''

# Imports the app before anything of a test runs: the key must be there already.
CONFTEST = "import app\n"

CROWD = '''
import os
import pytest
import app
from ringback import expect


@pytest.fixture
def one(ringback):
    return next(iter(ringback.agents.values())), next(iter(ringback.phone_numbers.values()))


@pytest.mark.parametrize("number", range(24))
def test_each_has_a_fresh_world(ringback, one, number):
    assert len(app.names()) == len(ringback.agents)
    app.create("made by %d" % number)
    assert app.names().count("made by %d" % number) == 1
    assert len(app.names()) == len(ringback.agents) + 1
    assert app.call(*one).success
    ringback.verify(expect(operation="handle_twilio_outbound_call", exactly=1), expect(operation="create_agent_route", exactly=1))
    print("SERVED", os.getpid(), ringback.server.url, ringback.name, ringback.key)
'''


def test_workers_share_a_server_and_nothing_else(run_pytest):
    ran = run_pytest({"app.py": APP, "conftest.py": CONFTEST, "test_crowd.py": CROWD}, "-n", "4", "-rP")
    assert ran.code == 0, ran.text
    assert "24 passed" in ran.last
    served = set(re.findall(r"SERVED (\S+) (\S+) (\S+) (\S+)", ran.text))
    assert len({url for _, url, _, _ in served}) == 1
    processes = {process for process, _, _, _ in served}
    # A sandbox and a key of its own for each worker.
    assert len(processes) == 4 and len(served) == 4
    assert {name for _, _, name, _ in served} == {"pytest-gw%d" % number for number in range(4)}
    assert len({key for _, _, _, key in served}) == 4


def test_without_workers(run_pytest):
    ran = run_pytest({"app.py": APP, "test_crowd.py": CROWD}, "-rP")
    assert ran.code == 0, ran.text
    assert "24 passed" in ran.last
    assert len(set(re.findall(r"SERVED (\S+) (\S+) (\S+) (\S+)", ran.text))) == 1
    assert "ringback: version " in ran.text


MARKED = '''
import json
import pytest
import app
from elevenlabs.core.api_error import ApiError

OWN = {"title": "A test's own.", "extends": ["default"], "world": {"elevenlabs": {"agents": {"extra": {"name": "Extra"}}}}}


@pytest.mark.ringback(scenario="invalid-api-key")
def test_a_name():
    with pytest.raises(ApiError) as caught:
        app.names()
    assert caught.value.status_code == 401


def test_none_after_one():
    assert app.names() == ["Receptionist"]


@pytest.mark.ringback(scenario=["creator-account", OWN])
def test_a_list(ringback):
    assert sorted(app.names()) == ["Donna", "Extra"] and "extra" in ringback.agents


@pytest.mark.ringback(scenario="own.json")
class TestAClass:
    def test_a_file(self):
        assert sorted(app.names()) == ["Extra", "Receptionist"]

    @pytest.mark.ringback(scenario="default", world={"elevenlabs": {"agents": {"more": {"name": "More"}}}})
    def test_the_nearest_mark_wins(self, ringback):
        assert sorted(app.names()) == ["More", "Receptionist"] and "more" in ringback.agents


def test_what_a_test_chooses_ends_with_it_1(ringback):
    ringback.scenario(OWN, reset=True)
    assert sorted(app.names()) == ["Extra", "Receptionist"]


def test_what_a_test_chooses_ends_with_it_2(ringback):
    assert app.names() == ["Receptionist"]
    assert [entry["sequence"] for entry in ringback.journal()] == [1]
'''

OWN_FILE = """{"title": "From a file.", "extends": ["default"],
"world": {"elevenlabs": {"agents": {"extra": {"name": "Extra"}}}}}"""


def test_marks_choose_scenarios(run_pytest):
    ran = run_pytest({"app.py": APP, "test_marked.py": MARKED, "own.json": OWN_FILE}, "--strict-markers")
    assert ran.code == 0 and "7 passed" in ran.last, ran.text


def test_a_wrong_mark_says_what_is_right(run_pytest):
    text = "import pytest\n@pytest.mark.ringback(scenarios='x')\ndef test_it(): pass\n"
    ran = run_pytest({"test_wrong.py": text})
    assert ran.code != 0 and "takes scenario=… and world=…; found scenarios" in ran.text, ran.text
    text = "import pytest\n@pytest.mark.ringback(scenario='no-such')\ndef test_it(): pass\n"
    ran = run_pytest({"test_wrong.py": text})
    assert ran.code == 1 and 'There is no scenario named "no-such" here.' in ran.text, ran.text


def test_options_and_ini(run_pytest, server):
    files = {"test_it.py": "def test_it(ringback): assert 'donna' in ringback.agents\n"}
    assert run_pytest(files, "--ringback-scenario", "creator-account").code == 0
    ini = {**files, "pytest.ini": "[pytest]\nringback_scenario = creator-account\nringback_url = %s\n" % server.url}
    ran = run_pytest(ini, RINGBACK_BINARY="/no/such")
    assert ran.code == 0 and server.url in ran.text, ran.text
    # The run leaves a server that is not its own as it was.
    assert [each.name for each in server.sandboxes()] == ["default"]
    assert run_pytest(ini, "--ringback-scenario", "default").code == 1


def test_two_runs_on_one_server(run_pytest, server):
    """The second finds the first one's sandbox names taken."""
    files = {"test_it.py": "def test_it(ringback): print('SANDBOX', ringback.name)\n"}
    with server.sandbox("pytest"), server.sandbox("pytest-gw0"):
        ran = run_pytest(files, "-n", "1", "-rP", RINGBACK_URL=server.url)
    assert ran.code == 0 and re.search(r"SANDBOX pytest-gw0-[0-9a-f]{8}\n", ran.text), ran.text
    assert [each.name for each in server.sandboxes()] == ["default"]


FAILING = '''
import app


def test_it(ringback):
    app.call("agent_x", "phnum_x")


def test_quiet():
    assert False


def test_fine():
    app.names()
'''


def check_journal_sections(ran):
    assert ran.code == 1 and "2 failed, 1 passed" in ran.last, ran.text
    # Workers finish in any order.
    sections = re.findall(r"-+ ringback journal -+\n(.*?)(?=\n[_=]{10,}|\Z)", ran.text, re.S)
    first, second = sorted(sections, key=lambda section: "No request" in section)
    assert "POST /v1/convai/twilio/outbound-call -> 404 agent_not_found (key \"main\")" in first
    assert "hint:     " in first and '"agent_id": "agent_x"' in first
    assert "No request reached the sandbox pytest" in second


def test_a_failed_test_shows_the_journal(run_pytest):
    check_journal_sections(run_pytest({"app.py": APP, "test_failing.py": FAILING}))


def test_a_failed_test_of_a_worker_shows_the_journal(run_pytest):
    check_journal_sections(run_pytest({"app.py": APP, "test_failing.py": FAILING}, "-n", "1"))


def test_a_binary_that_is_not_there_stops_the_run(run_pytest):
    """Tests that went on would reach the real services."""
    ran = run_pytest({"test_it.py": "def test_it(): pass\n"}, RINGBACK_BINARY="/no/such/ringback")
    assert ran.code == 4 and "there is no program /no/such/ringback (RINGBACK_BINARY)" in ran.text, ran.text
    assert "-p no:ringback" in ran.text and "Traceback" not in ran.text
    ran = run_pytest({"test_it.py": "def test_it(): pass\n"}, "-p", "no:ringback", RINGBACK_BINARY="/no/such/ringback")
    assert ran.code == 0, ran.text
    ran = run_pytest({}, "--help", RINGBACK_BINARY="/no/such/ringback")
    assert ran.code == 0 and "--ringback-scenario=SCENARIO" in ran.text


def test_the_environment_is_put_back(run_pytest):
    text = '''
import os, sys
import pytest

class After:
    def pytest_unconfigure(self, config):
        config.add_cleanup  # Cleanups run behind every hook.

os.environ["TWILIO_ACCOUNT_SID"] = "mine"
os.environ.pop("ELEVENLABS_API_KEY", None)
code = pytest.main(["-q", "-p", "no:cacheprovider", "test_it.py"])
assert code == 0, code
assert os.environ["TWILIO_ACCOUNT_SID"] == "mine"
assert not {"ELEVENLABS_API_KEY", "ELEVENLABS_BASE_URL", "TWILIO_AUTH_TOKEN", "RINGBACK_URL"} & set(os.environ)
print("AS BEFORE")
'''
    text = text.replace('''class After:
    def pytest_unconfigure(self, config):
        config.add_cleanup  # Cleanups run behind every hook.

''', "")
    test = '''
import os
def test_it(ringback, ringback_key, ringback_base_url, ringback_server):
    assert os.environ["ELEVENLABS_API_KEY"] == ringback_key == ringback.key
    assert os.environ["ELEVENLABS_BASE_URL"] == ringback_base_url == ringback.base_url
    assert os.environ["TWILIO_ACCOUNT_SID"] == ringback.twilio["account_sid"]
    assert os.environ["TWILIO_AUTH_TOKEN"] == ringback.twilio["auth_token"]
    assert os.environ["RINGBACK_URL"] == ringback_server.url
'''
    ran = run_pytest({"test_it.py": test, "conftest.py": "", "outer_test.py": "def test_outer():\n" + "".join(
        "    %s\n" % line for line in text.strip().splitlines())}, "-p", "no:ringback", "-s", "outer_test.py")
    assert ran.code == 0 and "AS BEFORE" in ran.text, ran.text
