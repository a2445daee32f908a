"""One isolated world of a server."""

from __future__ import annotations

import json
import os
from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Type, Union
from urllib.parse import urlsplit

from ._errors import RingbackError
from ._expectations import Verification

if TYPE_CHECKING:
    from ._server import Ringback

#: A scenario: the name of one that the server knows, its content, or a file with its content.
Scenario = Union[str, Mapping[str, Any], "os.PathLike[str]"]

_PAGE = 1000


class Journal(List[Dict[str, Any]]):
    """Entries of a journal, oldest first."""

    #: The cursor behind them: ``after`` of a later look.
    next: int = 0
    #: How many of the sandbox's oldest entries were dropped because the journal was full.
    dropped: int = 0


class Sandbox:
    """A world with its own agents, numbers, keys, ids, rules and journal.

    Made by `Ringback.sandbox`; as a context manager it is removed at the end.
    """

    def __init__(self, server: "Ringback", description: Mapping[str, Any]) -> None:
        #: The server that it lives on.
        self.server = server
        self._take(description)

    def _take(self, description: Mapping[str, Any]) -> None:
        #: Its name.
        self.name: str = description["name"]
        #: What an SDK is given as base URL; the control API of this sandbox is below it too.
        self.base_url: str = description["base_url"]
        #: The ElevenLabs API keys by their names.
        self.keys: Dict[str, str] = dict(description["keys"])
        #: ``account_sid`` and ``auth_token``.
        self.twilio: Dict[str, str] = dict(description["twilio"])
        #: The ids of the agents that the scenario names.
        self.agents: Dict[str, str] = dict(description["agents"])
        #: The ids of the phone numbers that the scenario names.
        self.phone_numbers: Dict[str, str] = dict(description["phone_numbers"])
        #: ``webhook_id`` and ``secret`` of the webhooks that the scenario names.
        self.webhooks: Dict[str, Dict[str, str]] = dict(description["webhooks"])
        #: All that the server says of it, as JSON.
        self.description: Dict[str, Any] = dict(description)

    @property
    def key(self) -> str:
        """The key ``main``, or the first where none has that name; "" without keys."""
        return self.keys.get("main") or next(iter(self.keys.values()), "")

    @property
    def environment(self) -> Dict[str, str]:
        """Variables that lead an app and its SDKs to this sandbox."""
        return {
            "ELEVENLABS_API_KEY": self.key,
            "ELEVENLABS_BASE_URL": self.base_url,
            "TWILIO_ACCOUNT_SID": self.twilio["account_sid"],
            "TWILIO_AUTH_TOKEN": self.twilio["auth_token"],
        }

    # ---- What is there ----

    def refresh(self) -> "Sandbox":
        """Asks the server again for keys, agents and phone numbers."""
        return self._updated("GET", "")

    def reset(self) -> "Sandbox":
        """Puts everything back to its start, the journal included; the keys stay."""
        return self._updated("POST", "/reset")

    def delete(self) -> None:
        """Removes the sandbox; its keys open nothing from then on."""
        self.server.call("DELETE", "/sandboxes/" + self.name)

    def fork(self, name: Optional[str] = None) -> "Sandbox":
        """Makes a sandbox that starts as this one is now, with keys of its own."""
        body = {} if name is None else {"name": name}
        return Sandbox(self.server, self.server.call("POST", "/sandboxes/%s/fork" % self.name, body))

    def scenario(self, *scenarios: Scenario, reset: bool = False) -> "Sandbox":
        """Gives the sandbox these scenarios, joined in order: names, dictionaries, or paths to files.

        What exists stays unless ``reset`` is true.
        """
        self._own("PUT", "/scenario", {"scenario": scenario_json(scenarios), "reset": reset})
        return self.refresh()

    def patch_world(self, world: Mapping[str, Any]) -> "Sandbox":
        """Adds or replaces objects, in the words of a scenario's world; None removes one."""
        return self._updated("PATCH", "/world", world)

    def snapshot(self) -> Dict[str, Any]:
        """Everything that the sandbox is now but its keys and rules, as JSON that `restore` takes."""
        snapshot: Dict[str, Any] = self._own("GET", "/snapshot")
        return snapshot

    def restore(self, snapshot: Mapping[str, Any]) -> "Sandbox":
        """Puts a snapshot back."""
        self._own("PUT", "/snapshot", snapshot)
        return self.refresh()

    def capsule(self) -> Dict[str, Any]:
        """All that is needed to play again elsewhere what happened here, as JSON."""
        capsule: Dict[str, Any] = self._own("GET", "/capsule")
        return capsule

    # ---- What time it is ----

    @property
    def clock(self) -> Dict[str, Any]:
        """The clock: ``mode``, ``now``, how many events are to come (``scheduled_count``), and the next of them (``scheduled``)."""
        clock: Dict[str, Any] = self._own("GET", "/clock")
        return clock

    def set_clock(
        self,
        mode: str,
        *,
        speed: Optional[float] = None,
        quiet_milliseconds: Optional[int] = None,
        time: Optional[str] = None,
    ) -> Dict[str, Any]:
        """Lets the clock go by itself (``real``), when it is advanced (``manual``), or from event to event (``auto``).

        ``speed`` is of a real clock, ``quiet_milliseconds`` of an automatic one; ``time`` (RFC 3339) is what time it is from
        now on.
        """
        body: Dict[str, Any] = {"mode": mode}
        for member, value in (("speed", speed), ("quiet_milliseconds", quiet_milliseconds), ("time", time)):
            if value is not None:
                body[member] = value
        clock: Dict[str, Any] = self._own("PUT", "/clock", body)
        return clock

    def advance(
        self,
        seconds: Optional[float] = None,
        *,
        until: Optional[str] = None,
        horizon: Optional[float] = None,
        wait: float = 300,
    ) -> Dict[str, Any]:
        """Moves a clock on that does not go by itself; returns when everything due has happened, webhooks included.

        Give ``seconds``, or ``until``: ``"idle"`` for until nothing is left to happen, looking ``horizon`` seconds ahead (a day
        unless told), or a time (RFC 3339). ``wait`` is how many real seconds the app's answers may take. The clock comes back,
        with what happened on the way (``happened``) and how far it went (``advanced_seconds``).
        """
        body: Dict[str, Any] = {}
        for member, value in (("seconds", seconds), ("until", until), ("horizon_seconds", horizon)):
            if value is not None:
                body[member] = value
        clock: Dict[str, Any] = self._own("POST", "/clock/advance", body, wait=wait)
        return clock

    # ---- What happened ----

    def journal(
        self, filter: Optional[Mapping[str, Any]] = None, *, wait: float = 0, after: int = 0, limit: Optional[int] = None
    ) -> Journal:
        """What happened, oldest first: requests with their answers, and what was done to the sandbox itself.

        ``filter`` is a pattern as in `expect`; ``wait`` is how many seconds to wait for a first entry, ``after`` the cursor
        behind which to look (`Journal.next` of an earlier look), ``limit`` how many entries to return at most.
        """
        journal = Journal()
        journal.next = after
        query = [("filter", json.dumps(filter))] if filter is not None else []
        while limit is None or len(journal) < limit:
            size = _PAGE if limit is None else min(_PAGE, limit - len(journal))
            pause = 0 if journal else wait
            page = self._own(
                "GET",
                "/journal",
                query=[*query, ("after", str(journal.next)), ("limit", str(size)), ("wait", "%g" % pause)],
                wait=pause,
            )
            journal += page["entries"]
            journal.next, journal.dropped = page["next"], page["dropped"]
            if not page["has_more"]:
                break
        return journal

    def journal_hash(self) -> str:
        """The digest over all that has to be the same in two runs of the same requests.

        Raises `RingbackError` where the journal was full and lost entries, since two such digests say nothing.
        """
        answer = self._own("GET", "/journal/hash")
        if not answer["complete"]:
            raise RingbackError(
                "the journal was full and lost its first %d entries: two digests would be over different things."
                % answer["dropped"],
                code="journal_incomplete",
            )
        digest: str = answer["hash"]
        return digest

    def verify(
        self,
        *expectations: Mapping[str, Any],
        in_order: bool = False,
        nothing_else: bool = False,
        within: Optional[float] = None,
        timeout: Optional[float] = None,
        after: Optional[int] = None,
    ) -> Verification:
        """Holds what happened against what was expected (see `expect`), and raises `VerificationError` where it departs.

        ``in_order``: the expectations were met one behind the other. ``nothing_else``: no request came that no expectation
        takes. ``within``: seconds of the sandbox's time from the first to the last. ``timeout``: real seconds to wait until it
        holds. ``after``: only what happened behind this cursor counts.
        """
        body: Dict[str, Any] = {"expect": list(expectations), "in_order": in_order, "nothing_else": nothing_else}
        for member, value in (("within", within), ("timeout", timeout), ("after", after)):
            if value is not None:
                body[member] = value
        answer = self._own("POST", "/verify", body, wait=timeout or 0)
        return Verification(answer["matched"], answer["next"])

    # ---- How ----

    def _updated(self, method: str, path: str, body: Any = None) -> "Sandbox":
        self._take(self.server.call(method, "/sandboxes/%s%s" % (self.name, path), body))
        return self

    def _own(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """An operation on one sandbox stands below its base URL."""
        return self.server.call(method, path, body, prefix=urlsplit(self.base_url).path.rstrip("/"), **options)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.delete()

    def __repr__(self) -> str:
        return "<Sandbox %s %s>" % (self.name, self.base_url)


def scenario_json(scenario: Union[Scenario, Sequence[Scenario]]) -> Any:
    """What the control API takes as a scenario: files are read here, since the server opens none on request."""
    if isinstance(scenario, (str, Mapping)):
        return scenario
    if isinstance(scenario, os.PathLike):
        with open(scenario, encoding="utf-8") as file:
            return json.load(file)
    return [scenario_json(each) for each in scenario]
