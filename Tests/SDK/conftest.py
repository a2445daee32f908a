"""One server for the whole run, one sandbox for each test, and SDK clients whose raw answers are kept and checked."""

import json

import httpx
import pytest

import strict
from operations import ANSWERS, operation_of
from server import BINARY, Sandbox, Server, client


def pytest_configure(config):
    # The SDK reads its models' fields in pydantic's old way.
    config.addinivalue_line("filterwarnings", "ignore::pydantic.warnings.PydanticDeprecatedSince20")


def pytest_collection_modifyitems(items):
    if not BINARY.exists():
        raise pytest.UsageError("there is no %s: run `make build`, or set RINGBACK_BINARY" % BINARY)


@pytest.fixture(scope="session")
def server():
    running = Server("--log-format", "json")
    yield running
    running.kill()


@pytest.fixture
def sandbox(server):
    made = server.sandbox()
    yield made
    made.delete()


@pytest.fixture
def make_sandbox(server):
    """Makes sandboxes that vanish with the test: `make_sandbox(scenario="…", world={…})`."""
    made = []

    def make(**wishes):
        made.append(server.sandbox(**wishes))
        return made[-1]

    yield make
    for each in made:
        each.delete()


class Recorder:
    """An httpx client for the SDK; it keeps each answer and holds it against the SDK's models at once."""

    def __init__(self, kind=httpx.Client):
        hook = self._keep if kind is httpx.Client else self._keep_async
        self.client = client(kind, follow_redirects=True, event_hooks={"response": [hook]})
        self.answers = []

    @property
    def last(self):
        return self.answers[-1]

    def _keep(self, answer):
        answer.read()
        self._check(answer)

    async def _keep_async(self, answer):
        await answer.aread()
        self._check(answer)

    def _check(self, answer):
        self.answers.append(answer)
        assert "departs from its document" not in answer.text, answer.text
        operation = operation_of(answer.request.method, answer.request.url.path)
        if operation and answer.is_success and ANSWERS[operation]:
            assert strict.complaints(ANSWERS[operation], answer.content) == [], operation


@pytest.fixture
def recorder():
    made = Recorder()
    yield made
    made.client.close()


@pytest.fixture
def sdk(sandbox, recorder):
    """The real SDK, on this test's sandbox."""
    return connect(sandbox, recorder)


def connect(sandbox: Sandbox, recorder: Recorder, key=None):
    """The unmodified SDK but for its base URL."""
    from elevenlabs import ElevenLabs

    return ElevenLabs(base_url=sandbox.base_url, api_key=key or sandbox.key, httpx_client=recorder.client)


@pytest.fixture
def with_scenario(tmp_path):
    """Starts a server of its own on a scenario that is written here: `with_scenario({…}, *flags)`."""
    running = []

    def start(scenario, *flags):
        file = tmp_path / "scenario.json"
        file.write_text(json.dumps({"title": "A test's own.", "extends": ["default"], **scenario}))
        running.append(Server("--scenario", str(file), *flags))
        return running[-1].default()

    yield start
    for each in running:
        each.kill()
