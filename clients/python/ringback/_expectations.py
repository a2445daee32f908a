"""What a verification asks, and what it answers."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional


class Verification(NamedTuple):
    """What a verification found."""

    #: For each expectation the sequence numbers of its journal entries.
    matched: List[List[int]]
    #: The cursor behind all that was looked at: ``after`` of a later verification.
    next: int


def expect(
    *,
    exactly: Optional[int] = None,
    at_least: Optional[int] = None,
    at_most: Optional[int] = None,
    name: Optional[str] = None,
    **pattern: Any,
) -> Dict[str, Any]:
    """One expectation: so many requests that the pattern takes, at least one where nothing is said.

    The pattern's members are those of a scenario's rules, and all must hold: ``operation``, ``method``, ``path``, ``key``,
    ``headers``, ``query``, ``form``, ``body``, ``status``, ``error``, ``rule``, ``answer``, ``kind``.

    >>> expect(operation="handle_twilio_outbound_call", body={"/to_number": "+15555550123"}, exactly=1)
    {'when': {'operation': 'handle_twilio_outbound_call', 'body': {'/to_number': '+15555550123'}}, 'exactly': 1}
    """
    expectation: Dict[str, Any] = {"when": pattern}
    for member, value in (("name", name), ("exactly", exactly), ("at_least", at_least), ("at_most", at_most)):
        if value is not None:
            expectation[member] = value
    return expectation
