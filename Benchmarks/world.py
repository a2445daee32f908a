"""What the benchmark asks of Ringback's admin API: the default account, and many objects to put into a sandbox."""

import json
from dataclasses import dataclass

from servers import Server


@dataclass
class Account:
    """Credentials of a sandbox, and the agent and number that its calls are placed with."""

    key: str
    agent: str
    number: str

    @classmethod
    def of(cls, server: Server, sandbox: str = "default") -> "Account":
        """Asks the admin API for a sandbox's account."""
        status, answer = server.ask("GET", f"/_ringback/sandboxes/{sandbox}")
        try:
            return cls(answer["keys"]["main"], first(answer["agents"]), first(answer["phone_numbers"]))
        except (KeyError, TypeError, StopIteration) as error:
            raise RuntimeError(f"GET /_ringback/sandboxes/{sandbox} answered {status} without {error}: {answer!r:.300}")

    @property
    def headers(self) -> dict[str, str]:
        """The header that a request of this account bears."""
        return {"xi-api-key": self.key}

    def call(self) -> bytes:
        """The body of an outbound call: what an application sends, dynamic variables included."""
        return json.dumps({
            "agent_id": self.agent, "agent_phone_number_id": self.number, "to_number": "+15551234567",
            "conversation_initiation_client_data": {"dynamic_variables": {"customer_name": "Ada"}, "user_id": "4711"},
        }).encode()


def first(ids: dict[str, str]) -> str:
    """The first id of a map from name to id."""
    return next(iter(ids.values()))


def objects(count: int) -> dict:
    """A world of `count` finished conversations, in the form of a scenario's `world` and of PATCH …/world."""
    conversations = {f"conv_{number:028d}": {"agent": "receptionist", "status": "done"} for number in range(count)}
    return {"elevenlabs": {"conversations": conversations}}


def scenario(count: int) -> dict:
    """A scenario that holds such a world."""
    return {"title": f"{count} conversations", "extends": ["default"], "world": objects(count)}


def crowd(rules: int) -> dict:
    """A scenario with many rules for the outbound call, each for another called number, none for the one that is called."""
    return {
        "title": f"{rules} rules", "extends": ["default"],
        "rules": [
            {"when": {"operation": "handle_twilio_outbound_call", "body": {"/to_number": f"+1555{number:07d}"}},
             "then": {"error": "system_busy"}}
            for number in range(2_000_000, 2_000_000 + rules)
        ],
    }
