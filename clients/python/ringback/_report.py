"""What the journal says of a failed test, for a person."""

from __future__ import annotations

import collections
import json
import textwrap
from typing import Any, Deque, Dict, List

from ._sandbox import Sandbox

_MOST = 20
_BODY = 400


def last_requests(sandbox: Sandbox) -> str:
    """The last requests with what was answered and why."""
    journal = sandbox.journal({"kind": "request"})
    if not journal:
        return "No request reached the sandbox %s (%s): does the app use this base URL?" % (
            sandbox.name,
            sandbox.base_url,
        )
    last: Deque[Dict[str, Any]] = collections.deque(journal, _MOST)
    left_out = len(journal) - len(last)
    lines = ["(%d earlier requests are left out)" % left_out] if left_out else []
    for entry in last:
        lines += _lines(entry)
    return "\n".join(lines)


def _lines(entry: Dict[str, Any]) -> List[str]:
    request, response = entry["request"], entry["response"]
    words = ["%4d " % entry["sequence"], request["method"], request["path"], "->", str(response["status"])]
    if entry.get("error"):
        words.append(entry["error"])
    words.append('(key "%s")' % entry["key"] if entry.get("key") else "(no known key)")
    if entry.get("rules"):
        words.append("[%s]" % ", ".join(entry["rules"]))
    lines = [" ".join(words)]
    if response["status"] >= 400:
        if request.get("body") is not None:
            lines.append("      sent:     " + _short(request["body"]))
        lines.append("      answered: " + _short(response.get("body")))
    if entry.get("hint"):
        lines += textwrap.wrap(
            entry["hint"], 110, initial_indent="      hint:     ", subsequent_indent="                ", break_long_words=False
        )
    return lines


def _short(body: Any) -> str:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text if len(text) <= _BODY else text[:_BODY] + " …"
