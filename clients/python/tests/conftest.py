"""The package is used from here as it is installed elsewhere: by its entry point, which a made-up installation names."""

import os
import subprocess
import sys

import pytest
from places import BINARY, PACKAGE

sys.path.insert(0, str(PACKAGE))


def pytest_collection_modifyitems(items):
    if not BINARY.exists():
        raise pytest.UsageError("there is no %s: run `make build`, or set RINGBACK_BINARY" % BINARY)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    """Nothing of this process's environment reaches what a test starts."""
    for name in list(os.environ):
        if name.startswith(("RINGBACK_", "ELEVENLABS_", "TWILIO_", "PYTEST_XDIST")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def server():
    from ringback import Ringback

    with Ringback(str(BINARY), arguments=["--check-responses"]) as running:
        yield running


@pytest.fixture
def sandbox(server):
    with server.sandbox() as made:
        yield made


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """A folder for PYTHONPATH in which the package is found as pip would have installed it, without pip."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "ringback").symlink_to(PACKAGE / "ringback")
    metadata = folder / "ringback-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: ringback\nVersion: 0.1.0\n")
    lines = (PACKAGE / "pyproject.toml").read_text().split('[project.entry-points.pytest11]\n')[1].split("\n[")[0]
    (metadata / "entry_points.txt").write_text("[pytest11]\n" + lines.replace('"', ""))
    return folder


class Ran:
    """A pytest run that is over."""

    def __init__(self, finished):
        self.code = finished.returncode
        self.text = finished.stdout + finished.stderr
        self.last = finished.stdout.rstrip().splitlines()[-1] if finished.stdout.strip() else ""


@pytest.fixture
def run_pytest(tmp_path, installed):
    """Runs pytest in a process of its own over files that are written here: `run_pytest({"test_a.py": …}, "-n", "4")`."""

    def run(files, *arguments, **variables):
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        environment = {
            **os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1",
            "RINGBACK_BINARY": str(BINARY), **variables,
        }
        return Ran(subprocess.run(
            [sys.executable, "-m", "pytest", "--color=no", "-p", "no:cacheprovider", "-W", "ignore", *arguments],
            cwd=tmp_path, env={name: value for name, value in environment.items() if value is not None},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120))

    return run
