"""`ringback signature`: held against the official SDK's own check, in both directions."""

import hashlib
import hmac
import json
import os
import re
import subprocess
import time

import pytest
from elevenlabs import ElevenLabs
from elevenlabs.errors import BadRequestError

from server import BINARY, ROOT, run

SECRET = "wsec_" + "0123456789abcdef" * 4
ACCEPTED, REFUSED, USAGE, NO_INPUT = 0, 1, 64, 66
EVENT = {"type": "post_call_transcription", "event_timestamp": 1795000000,
         "data": {"conversation_id": "conv_8001k6sysqn2fqzbdj1aedbpsx6z", "summary": "Café ☎", "cost": 2.0}}
BODY = json.dumps(EVENT)


@pytest.fixture
def construct_event():
    return ElevenLabs(api_key="sk_none", base_url="http://127.0.0.1:9").webhooks.construct_event


def signature(body, *options, **settings):
    """Runs the command on a body, and checks that the secret stays unsaid."""
    data = body if isinstance(body, bytes) else body.encode()
    ran = run("signature", "--body", "-", "--secret", SECRET, *options, stdin=None, input=data.decode(), **settings)
    assert SECRET not in ran.stdout + ran.stderr and SECRET[5:] not in ran.stdout + ran.stderr
    return ran


def header(ran, title="The right header:"):
    """The header that it prints."""
    return re.search(re.escape(title) + r"\n  ElevenLabs-Signature: (.*)\n", ran.stdout + "\n").group(1)


def made(body, at=None, secret=SECRET, message="{t}.{body}", algorithm=hashlib.sha256):
    """A header made by hand, and wrong where one wants it to be."""
    at = int(time.time()) if at is None else at
    signed = message.format(t=at, body=body).encode()
    return "t=%d,v0=%s" % (at, hmac.new(secret.encode(), signed, algorithm).hexdigest())


@pytest.mark.parametrize("body", [BODY, json.dumps(EVENT, separators=(",", ":"), ensure_ascii=False), "{}\n", " [1, 2]"])
def test_the_sdk_takes_what_is_printed(construct_event, body):
    ran = signature(body)
    assert ran.returncode == ACCEPTED and ran.stderr == "", ran
    assert construct_event(body, header(ran), SECRET) == json.loads(body)
    assert header(ran) == made(body, int(header(ran)[2:].split(",")[0]))

    again = signature(body, "--header", header(ran))
    assert again.returncode == ACCEPTED and "the official SDK accepts it now" in again.stdout


OLD = int(time.time()) - 31 * 60
BROKEN = {
    "too old": (made(BODY, OLD), "Timestamp outside the tolerance zone"),
    "another secret": (made(BODY, secret="wsec_other"), "used another secret or another body"),
    "another body": (
        made(json.dumps(EVENT, separators=(",", ":"))), "use the raw bytes of the request before any JSON parser"),
    "no prefix": (made(BODY, secret=SECRET[5:]), "[secret-without-prefix]"),
    "no t in the message": (made(BODY, message="{body}"), "[no-timestamp]"),
    "SHA-1": (made(BODY, algorithm=hashlib.sha1), "[sha1]"),
    "upper case": (re.sub("v0=.*", lambda found: "v0=" + found[0][3:].upper(), made(BODY)), "[written-as-upper-case-hex]"),
    "white space": (made(BODY).replace(",", ", "), "white space around its parts"),
    "Stripe's scheme": (made(BODY).replace("v0=", "v1="), "Stripe"),
    "nothing": ("", "Missing signature header"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_sdk_refuses(construct_event, name):
    field, words = BROKEN[name]
    with pytest.raises(BadRequestError) as refused:
        construct_event(BODY, field, SECRET)
    ran = signature(BODY, "--header", field)
    assert ran.returncode == REFUSED and ran.stderr == ""
    assert words in ran.stdout
    assert refused.value.body.error in ran.stdout, "the SDK's own words are quoted"
    assert "construct_event(" in ran.stdout and "constructEvent(" in ran.stdout


def test_an_old_one_is_signed_anew(construct_event):
    ran = signature(BODY, "--header", made(BODY, OLD))
    assert header(ran) == made(BODY, OLD)
    assert construct_event(BODY, header(ran, "Signed now:"), SECRET) == EVENT


def digest(message, secret=SECRET):
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize("message, name", [
    ("1795000000.%s" % json.dumps(EVENT, sort_keys=True), "sorted-spaced-json"),
    ("1795000000.%s" % EVENT, "python-dict"), ("1795000000.%s" % BODY.encode(), "python-bytes"),
    ("1795000000.%s" % json.dumps(EVENT, indent=2), "indented-json"),
    ("https://app.example/hook" + BODY, "url-and-body"), ("1795000000000." + BODY, "milliseconds")])
def test_what_the_app_computed(message, name):
    """CPython makes the mistake, and the command names it."""
    ran = signature(
        BODY, "--timestamp", "1795000000", "--url", "https://app.example/hook", "--computed", digest(message))
    assert ran.returncode == REFUSED and "The app " in ran.stdout and "[%s]" % name in ran.stdout, ran.stdout


def test_the_app_is_right():
    ran = signature(BODY, "--timestamp", "1795000000", "--computed", digest("1795000000." + BODY))
    assert ran.returncode == ACCEPTED and "The app computed the right hash" in ran.stdout


def test_a_file_and_a_variable(tmp_path):
    (tmp_path / "body.json").write_text(BODY)
    ran = run("signature", "--body", str(tmp_path / "body.json"), variables={"ELEVENLABS_WEBHOOK_SECRET": SECRET})
    assert ran.returncode == ACCEPTED and header(ran) == made(BODY, int(header(ran)[2:].split(",")[0]))


def test_what_is_signed_is_shown_without_secrets():
    ran = signature("x" * 40 + BODY + "\n", "--timestamp", "1795000000", "--url", "https://app.example/hook?token=hush")
    count = len(("x" * 40 + BODY + "\n").encode())
    assert "Signed are %d bytes" % (count + 11) in ran.stdout and "%d bytes: xxxx" % count in ran.stdout
    assert "https://app.example/hook, which is not signed" in ran.stdout and "hush" not in ran.stdout
    assert '2.0}}\\n' in ran.stdout and "The body ends with a line break" in ran.stdout


@pytest.mark.parametrize("arguments, code, word", [
    ([], USAGE, "--body"), (["--body", "-"], USAGE, "--secret"), (["--body", "/no/such", "--secret", "s"], NO_INPUT, "/no/such"),
    (["--body", "-", "--secret", "s", "--computed", "00"], USAGE, "--timestamp"),
    (["--body", "-", "--secret", "s", "--timestamp", "noon"], USAGE, "noon")])
def test_wrong_arguments(arguments, code, word):
    ran = run("signature", *arguments)
    assert ran.returncode == code and ran.stdout == ""
    lines = ran.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("ringback: ") and word in lines[0]


def test_the_example_of_the_documentation(tmp_path):
    text = (ROOT / "docs" / "webhooks.md").read_text()
    program = re.search(r"^```sh\n(.*?ringback signature.*?)^```$", text, re.MULTILINE | re.DOTALL).group(1)
    shown = re.search(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL).group(1)
    ran = subprocess.run(
        ["sh", "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=15,
        env={**os.environ, "PATH": "%s:%s" % (BINARY.parent, os.environ["PATH"])})
    assert ran.returncode == REFUSED and ran.stderr == ""
    without_age = lambda lines: re.sub(r"\(.* ago\)", "(ago)", lines)
    assert without_age(ran.stdout) == without_age(shown)
