"""A running Ringback."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any, Dict, List, Mapping, Optional, Sequence, Type, Union

from ._errors import RingbackError, VerificationError
from ._http import ControlClient
from ._process import ServerProcess
from ._sandbox import Sandbox, Scenario, scenario_json


class Ringback:
    """A server: one of its own, started here on a free port, or one that runs already.

    Which one, the first that is given: ``url``, ``binary``, ``$RINGBACK_URL``, ``$RINGBACK_BINARY``, `ringback` on the
    PATH. A server of its own is stopped at the end of the ``with`` block, by `stop`, or at the latest with this process.
    """

    def __init__(
        self,
        binary: Optional[str] = None,
        *,
        url: Optional[str] = None,
        arguments: Sequence[str] = (),
        admin_token: Optional[str] = None,
        timeout: float = 15.0,
    ) -> None:
        """Starts the server or connects to it.

        ``arguments`` are options of `ringback serve`, ``admin_token`` is what ``--admin-token`` was given
        (``$RINGBACK_ADMIN_TOKEN`` otherwise), ``timeout`` is how many seconds the start may take.
        """
        if url is None and binary is None:
            url = os.environ.get("RINGBACK_URL") or None
        token = admin_token or os.environ.get("RINGBACK_ADMIN_TOKEN") or None
        self._process: Optional[ServerProcess] = None
        if url is None:
            options = [*arguments, "--quiet"]
            if admin_token:
                options += ["--admin-token", admin_token]
            self._process = ServerProcess(binary, options, timeout)
            url = self._process.ready["url"]
        self._client = ControlClient(url, token)
        try:
            self.health()
        except RingbackError:
            self.stop()
            raise

    @property
    def url(self) -> str:
        """Where the server answers, such as ``http://127.0.0.1:41807``: the base URL of the sandbox ``default``."""
        return self._client.url

    @property
    def pid(self) -> Optional[int]:
        """The process of a server of its own; None where it ran already."""
        return self._process.pid if self._process else None

    @property
    def is_own(self) -> bool:
        """Whether the server was started here, and ends here."""
        return self._process is not None

    @property
    def output(self) -> str:
        """What a server of its own printed last."""
        return self._process.output if self._process else ""

    def health(self) -> Dict[str, Any]:
        """``status``, ``version`` and the number of ``sandboxes``."""
        health: Dict[str, Any] = self.call("GET", "/health")
        return health

    def sandbox(
        self,
        name: Optional[str] = None,
        *,
        scenario: Optional[Sequence[Scenario]] = None,
        seed: Optional[int] = None,
        time: Optional[str] = None,
        clock: Union[None, str, Mapping[str, Any]] = None,
        world: Optional[Mapping[str, Any]] = None,
    ) -> Sandbox:
        """Makes a sandbox, which disturbs no other; as a context manager it is removed at the end.

        ``scenario`` is a name, a scenario as a dictionary, a path to a file of one, or a list of these; ``world`` is laid over
        it. ``seed`` and ``time`` make ids and dates repeatable. ``clock`` is ``"real"``, ``"manual"``, ``"auto"``, or a dictionary
        with ``mode`` and its options; with a ``time`` alone the clock stands.
        """
        wishes = {"name": name, "seed": seed, "time": time, "world": world}
        if clock is not None:
            wishes["clock"] = {"mode": clock} if isinstance(clock, str) else clock
        if scenario is not None:
            wishes["scenario"] = scenario_json(scenario)
        body = {member: value for member, value in wishes.items() if value is not None}
        return Sandbox(self, self.call("POST", "/sandboxes", body))

    def existing(self, name: str = "default") -> Sandbox:
        """A sandbox that is there already."""
        return Sandbox(self, self.call("GET", "/sandboxes/" + name))

    def sandboxes(self) -> List[Sandbox]:
        """Every sandbox, in the order in which they were made."""
        return [Sandbox(self, each) for each in self.call("GET", "/sandboxes")["sandboxes"]]

    def stop(self) -> None:
        """Stops a server of its own; one that ran already runs on. Stopping twice does nothing."""
        if hasattr(self, "_client"):
            self._client.close()
        if self._process:
            self._process.stop()

    def call(self, method: str, path: str, body: Any = None, *, prefix: str = "", **options: Any) -> Any:
        """The control API's answer to a request below ``/_ringback``, as `openapi/admin.json` describes it.

        Raises `VerificationError` where a verification failed, `RingbackError` for every other refusal.
        """
        try:
            status, answer = self._client.request(method, prefix + "/_ringback" + path, body, **options)
        except RingbackError as error:
            raise self._explained(error) from error
        if status < 400:
            return answer
        refusal = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(refusal, dict):
            raise RingbackError("%s %s was answered with %r." % (method, path, answer), code="refused", status=status)
        if refusal.get("code") == "verification_failed":
            raise VerificationError(refusal["message"], refusal.get("failures", []))
        raise RingbackError(
            refusal.get("message", ""), code=refusal.get("code", "refused"), pointer=refusal.get("pointer"), status=status
        )

    def _explained(self, error: RingbackError) -> RingbackError:
        """Where the server of its own has ended, that is the cause."""
        if self._process is None or self._process.is_running:
            return error
        said = " It said:\n" + self.output if self.output else ""
        return RingbackError("the server has ended: %s%s" % (error.message, said), code="unreachable")

    def __enter__(self) -> "Ringback":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return "<Ringback %s>" % self.url
