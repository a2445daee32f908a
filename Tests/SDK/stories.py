"""Plays the examples of a scenario: one story, in which each finds what those before it left."""

import json
import re

import httpx
import pytest


def departures(expected, found, place="$"):
    """Where `found` lacks a member of `expected`; arrays are compared element by element."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, member in expected.items():
            if name in found:
                yield from departures(member, found[name], "%s.%s" % (place, name))
            else:
                yield "%s has no %s" % (place, name)
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            yield "%s has %d elements instead of %d" % (place, len(found), len(expected))
        for index, pair in enumerate(zip(expected, found)):
            yield from departures(*pair, "%s[%d]" % (place, index))
    elif expected != found or type(expected) is not type(found):
        yield "%s is %r instead of %r" % (place, found, expected)


def pointed(value, pointer):
    """What a JSON pointer leads to."""
    for token in pointer.split("/")[1:]:
        value = value[int(token)] if isinstance(value, list) else value[token.replace("~1", "/").replace("~0", "~")]
    return value


def filled(value, kept):
    """The value with `{{name}}` in its texts replaced by what was kept."""
    text = json.dumps(value)
    return json.loads(re.sub(r"\{\{(\w+)\}\}", lambda found: kept.get(found[1], found[0]), text))


def play(sandbox, examples):
    """Sends each request and holds the answer against what the example says; time passes where the example says so."""
    kept = {}
    if any("advance" in example for example in examples):
        sandbox.http.put("/_ringback/clock", json={"mode": "manual"}).raise_for_status()
    sandbox.http.headers.pop("xi-api-key", None)
    for example in examples:
        request, expected = filled(example["request"], kept), filled(example["answer"], kept)
        headers = dict(request.get("headers", {}))
        key = request.get("key", "main")
        if key is not None:
            headers["xi-api-key"] = sandbox.keys[key]
        options = {"json": request["json"]} if "json" in request else {"content": request.get("body")}

        def send():
            return sandbox.http.request(request["method"], request["path"], headers=headers, **options)

        if expected.get("fails"):
            with pytest.raises(httpx.TransportError):
                send()
            continue
        answer = send()
        assert answer.status_code == expected.get("status", 200), "%s: %s" % (example["title"], answer.text)
        for name, value in expected.get("headers", {}).items():
            assert answer.headers.get(name) == value, example["title"]
        if "json" in expected:
            assert list(departures(expected["json"], answer.json())) == [], example["title"]
        if "hint" in expected:
            assert expected["hint"] in answer.headers.get("x-ringback-hint", ""), example["title"]
        for name, pointer in example.get("keep", {}).items():
            kept[name] = pointed(answer.json(), pointer)
        if "advance" in example:
            how = example["advance"]
            body = {"until": how} if how == "idle" else {"seconds": how}
            sandbox.http.post("/_ringback/clock/advance", json=body).raise_for_status()
