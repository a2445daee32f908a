"""pytest plugin: one server for the run, one sandbox for each worker, set back before each test.

The sandbox is there, and the environment leads to it, before pytest imports the first ``conftest.py``: SDKs read keys at
import. Under pytest-xdist the controller has the server, and the workers share it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, Generator, List, Optional, Sequence

import pytest

from ._errors import RingbackError
from ._report import last_requests
from ._sandbox import Sandbox, Scenario
from ._server import Ringback

_MARKER = "ringback"
_OPTIONS = {
    "binary": "the ringback program (default: $RINGBACK_BINARY, or `ringback` on the PATH)",
    "url": "a server that runs already (default: $RINGBACK_URL)",
    "scenario": "the scenario of every test without a mark: names or .json files, commas between them",
}


class Run:
    """What one pytest process has: a server, a sandbox, and the environment as it was before."""

    def __init__(self, config: pytest.Config, url: Optional[str], name: str) -> None:
        self._config = config
        self._before: Dict[str, Optional[str]] = {}
        self.scenario: List[Scenario] = [
            self.resolved(each.strip()) for each in _setting(config, "scenario").split(",") if each.strip()
        ] or ["default"]
        self.server = Ringback(None if url else _setting(config, "binary") or None, url=url)
        try:
            self.sandbox = self._make_sandbox(name)
        except BaseException:
            self.server.stop()
            raise
        # For workers and other children of this process.
        self._set({**self.sandbox.environment, "RINGBACK_URL": self.server.url})

    def end(self) -> None:
        """Leaves environment and server as they were found."""
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        try:
            self.sandbox.delete()
        except RingbackError:
            pass  # It is gone, or its server is: both are what is wanted.
        self.server.stop()

    def begin_test(self, scenarios: Sequence[Scenario]) -> None:
        """Sets the sandbox back to the start of these scenarios."""
        self.sandbox.reset()
        # Another test may have chosen others.
        if self.sandbox.description["scenario"] != list(scenarios):
            self.sandbox.scenario(*scenarios)
            # Choosing is an entry in the journal, which is to begin with the test's own.
            self.sandbox.reset()

    def resolved(self, scenario: Any) -> Scenario:
        """A text that ends in .json is a file, seen from the root of the tests."""
        if isinstance(scenario, str) and scenario.endswith(".json"):
            return Path(self._config.rootpath, scenario)
        return scenario  # type: ignore[no-any-return]

    def _make_sandbox(self, name: str) -> Sandbox:
        try:
            return self.server.sandbox(name, scenario=self.scenario)
        except RingbackError as error:
            if error.code != "name_taken":
                raise
        # Another run uses the same server.
        return self.server.sandbox("%s-%s" % (name, os.urandom(4).hex()), scenario=self.scenario)

    def _set(self, variables: Dict[str, str]) -> None:
        for name, value in variables.items():
            self._before[name] = os.environ.get(name)
            os.environ[name] = value


_RUN: "pytest.StashKey[Run]" = pytest.StashKey()


def _setting(config: pytest.Config, name: str) -> str:
    """The command line's word, else that of pytest.ini."""
    given = getattr(config.known_args_namespace, "ringback_" + name, None)
    return given or config.getini("ringback_" + name) or ""


def _begin(config: pytest.Config, url: Optional[str]) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    try:
        config.stash[_RUN] = Run(config, url or _setting(config, "url") or None, "pytest-" + worker if worker else "pytest")
    except (RingbackError, OSError, ValueError) as error:
        # Going on without would let the tests reach the real services.
        raise pytest.UsageError("ringback: %s\n(To run pytest without it: -p no:ringback)" % error) from None
    config.add_cleanup(config.stash[_RUN].end)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ringback", "Ringback: ElevenLabs Agents and Twilio Voice, faked")
    for name, text in _OPTIONS.items():
        group.addoption("--ringback-" + name, dest="ringback_" + name, metavar=name.upper(), help=text)
        parser.addini("ringback_" + name, text, default="")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    options = early_config.known_args_namespace
    if getattr(options, "help", False) or getattr(options, "version", False):
        return
    if "PYTEST_XDIST_WORKER" in os.environ:
        # The controller has put the address here, unless this is another machine: then see `pytest_configure`.
        url = os.environ.get("RINGBACK_URL")
        if url:
            _begin(early_config, url)
        return
    _begin(early_config, None)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "%s(scenario=…, world=…): the scenarios of this test, joined in order, and what is laid over them." % _MARKER
    )
    options = config.known_args_namespace
    if _RUN not in config.stash and not getattr(options, "help", False) and not getattr(options, "version", False):
        _begin(config, getattr(config, "workerinput", {}).get("ringback_url"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist: what a worker is told by its controller."""
    node.workerinput["ringback_url"] = node.config.stash[_RUN].server.url


def pytest_report_header(config: pytest.Config) -> Optional[str]:
    if _RUN not in config.stash:
        return None
    server = config.stash[_RUN].server
    return "ringback: version %s on %s" % (server.health()["version"], server.url)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    run = item.config.stash[_RUN]
    scenarios: Any = run.scenario
    world = None
    for mark in reversed(list(item.iter_markers(_MARKER))):  # The nearest mark last, so that it wins.
        unknown = set(mark.kwargs) - {"scenario", "world"}
        if mark.args or unknown:
            raise pytest.UsageError(
                "@pytest.mark.ringback takes scenario=… and world=…; found %s."
                % (", ".join(sorted(unknown)) or repr(mark.args[0]))
            )
        scenarios, world = mark.kwargs.get("scenario", scenarios), mark.kwargs.get("world", world)
    if isinstance(scenarios, (str, dict, os.PathLike)):
        scenarios = [scenarios]
    run.begin_test([run.resolved(each) for each in scenarios])
    if world is not None:
        run.sandbox.patch_world(world)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    report = (yield).get_result()
    if report.failed and _RUN in item.config.stash:
        try:
            text = last_requests(item.config.stash[_RUN].sandbox)
        except RingbackError as error:
            text = str(error)
        report.sections.append(("ringback journal", text))


@pytest.fixture(scope="session")
def ringback(request: pytest.FixtureRequest) -> Sandbox:
    """The sandbox of these tests, as new before each of them."""
    return request.config.stash[_RUN].sandbox


@pytest.fixture(scope="session")
def ringback_server(request: pytest.FixtureRequest) -> Ringback:
    """The server, for further sandboxes: ``with ringback_server.sandbox() as other: …``."""
    return request.config.stash[_RUN].server


@pytest.fixture(scope="session")
def ringback_base_url(ringback: Sandbox) -> str:
    """What an SDK is given as base URL."""
    return ringback.base_url


@pytest.fixture(scope="session")
def ringback_key(ringback: Sandbox) -> str:
    """What an SDK is given as API key."""
    return ringback.key
