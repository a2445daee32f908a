"""What can go wrong."""

from __future__ import annotations

from typing import Any, Dict, List, Optional


class RingbackError(Exception):
    """The server cannot be started or reached, or refuses what it was asked."""

    def __init__(self, message: str, *, code: str, pointer: Optional[str] = None, status: Optional[int] = None) -> None:
        place = " (at %s)" % pointer if pointer else ""
        super().__init__("%s: %s%s" % (code, message, place))
        #: What went wrong, as far as programs treat it differently: the control API's code, ``not_started``, ``unreachable``.
        self.code = code
        #: What went wrong, in words.
        self.message = message
        #: The JSON pointer to the value that is wrong in what was sent.
        self.pointer = pointer
        #: The HTTP status of the refusal; None where there was no answer.
        self.status = status


class VerificationError(AssertionError):
    """What was expected did not happen; the text says what is missing and what came nearest."""

    def __init__(self, message: str, failures: List[Dict[str, Any]]) -> None:
        super().__init__(message)
        #: The server's words.
        self.message = message
        #: For each shortfall ``expectation``, ``expected``, ``found`` and maybe ``nearest``.
        self.failures = failures
