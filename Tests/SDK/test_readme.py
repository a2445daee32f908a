"""The programs of README.md run as they stand, but for the port that they name."""

import json
import re
import shutil
import subprocess
import sys

import pytest

from server import ROOT, environment, serving

README = ROOT / "README.md"
ADDRESS = "http://127.0.0.1:8080"
BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language, word=""):
    text = README.read_text() if README.exists() else ""
    return [code for kind, code in BLOCK.findall(text) if kind == language and word in code]


@pytest.fixture
def readme_server():
    """README's programs name the default address, which may be taken here: they are pointed at another."""
    with serving() as running:
        yield running


def as_it_stands(code, server):
    assert ADDRESS in code or "ELEVENLABS_BASE_URL" in code
    return code.replace(ADDRESS, server.url)


def variables(server):
    default = server.default()
    return environment(
        ELEVENLABS_API_KEY=default.key, ELEVENLABS_BASE_URL=server.url,
        TWILIO_ACCOUNT_SID=default.twilio["account_sid"], TWILIO_AUTH_TOKEN=default.twilio["auth_token"])


@pytest.mark.skipif(not README.exists(), reason="there is no README.md yet")
def test_the_readme_has_programs():
    assert blocks("python", "ElevenLabs") and blocks("sh", "curl")


@pytest.mark.parametrize("code", blocks("python", "ElevenLabs"))
def test_a_python_program(readme_server, code):
    ran = subprocess.run(
        [sys.executable, "-c", as_it_stands(code, readme_server)], capture_output=True, text=True, timeout=60,
        env=variables(readme_server))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


@pytest.mark.parametrize("code", blocks("sh", "curl"))
def test_a_curl_command(readme_server, code):
    if not shutil.which("curl"):
        pytest.skip("this machine has no curl")
    if "/_ringback/verify" in code:
        # It asks for the call that the first block places.
        subprocess.run(["sh", "-e", "-c", as_it_stands(blocks("sh", "curl")[0], readme_server)], check=True,
                       capture_output=True, timeout=60)
    ran = subprocess.run(
        ["sh", "-e", "-c", as_it_stands(code, readme_server)], capture_output=True, text=True, timeout=60,
        env=variables(readme_server))
    assert ran.returncode == 0, ran.stderr
    assert "error" not in ran.stdout and '"detail"' not in ran.stdout
    for line in ran.stdout.splitlines():
        # Several answers may stand on one line, since curl ends none.
        while line.startswith(("{", "[")):
            _, end = json.JSONDecoder().raw_decode(line)
            line = line[end:]
