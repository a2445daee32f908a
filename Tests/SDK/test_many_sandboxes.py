"""A thousand sandboxes live at once: shuffled, interleaved work, and no cross-talk between them."""

import asyncio
import json
import random
import time

from server import PATIENCE, serving
from wire import request

COUNT = 1_000
TASKS = 32
TIMES = 3
BOUND = 60.0

# Rules that count: what one sandbox spends must be there for all others.
SCENARIO = {
    "title": "A rule that fires a few times.",
    "extends": ["default"],
    "rules": [
        {
            "name": "worn",
            "when": {"operation": "get_models"},
            "then": {"response": {"status": 503, "json": {"detail": "busy"}}},
            "times": TIMES,
        },
        {
            "name": "fourth",
            "when": {"operation": "get_voices", "nth": {"every": 2}},
            "then": {"patch": {"headers": {"x-even": "yes"}}},
        },
    ],
}


class Line:
    """A connection that asks one thing after the other."""

    def __init__(self, port):
        self.port = port
        self.reader = self.writer = None

    async def ask(self, method, path, key=None, body=None):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(request(method, path, key=key, body=body))
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        fields = dict(line.split(": ", 1) for line in head[1:] if line)
        content = await self.reader.readexactly(int(fields.get("content-length", 0)))
        return int(head[0].split(" ")[1]), fields, json.loads(content) if content else None

    def close(self):
        if self.writer:
            self.writer.close()


class Life:
    """What one sandbox is asked, step by step, and what each answer has to be if nobody else is there."""

    def __init__(self, number):
        self.number = number
        self.name = "many-%d" % number
        self.asked = []
        self.made = {}
        self.steps = self._steps()

    def _steps(self):
        yield self.create
        # What the first story leaves behind must be gone after the reset.
        for story in (self.stray, self.common):
            yield from story()

    def stray(self):
        # As many as differ from neighbour to neighbour, so that what leaks is seen.
        for turn in range(1 + self.number % 3):
            yield lambda line: self.agent(line, "stray %d of %d" % (turn, self.number))
            yield self.models
        yield self.reset

    def common(self):
        yield lambda line: self.agent(line, "one")
        yield self.call
        for _ in range(TIMES + 1):
            yield self.models
            yield self.voices
        yield lambda line: self.agent(line, "two")
        yield self.agents
        yield self.call
        yield self.conversations
        yield self.nobody

    async def control(self, line, method, path, body=None, status=200):
        found, _, answer = await line.ask(method, "/_ringback" + path, body=body)
        assert found == status, (self.name, method, path, found, answer)
        return answer

    async def ask(self, line, method, path, body=None, status=200):
        found, fields, answer = await line.ask(method, "/~%s%s" % (self.name, path), key=self.key, body=body)
        assert found == status, (self.name, method, path, found, answer)
        self.asked.append((method, path, found))
        return fields, answer

    async def create(self, line):
        # The names differ, and the hash is not to see it.
        wish = {"name": self.name, "seed": 7, "time": "2026-11-21T10:00:00Z", "scenario": ["default", SCENARIO]}
        answer = await self.control(line, "POST", "/sandboxes", wish, status=201)
        self.key = answer["keys"]["main"]
        self.phone_number = next(iter(answer["phone_numbers"].values()))
        self.receptionist = next(iter(answer["agents"].values()))
        self.begin()

    def begin(self):
        self.asked, self.made, self.calls, self.worn, self.heard = [], {}, [], 0, 0

    async def reset(self, line):
        await self.control(line, "POST", "/sandboxes/%s/reset" % self.name)
        self.begin()

    async def agent(self, line, name):
        body = {"name": name, "conversation_config": {}}
        _, answer = await self.ask(line, "POST", "/v1/convai/agents/create", body)
        self.made[answer["agent_id"]] = name

    async def call(self, line):
        body = {"agent_id": self.receptionist, "agent_phone_number_id": self.phone_number, "to_number": "+15555550123"}
        _, answer = await self.ask(line, "POST", "/v1/convai/twilio/outbound-call", body)
        self.calls.append(answer["conversation_id"])

    async def models(self, line):
        self.worn += 1
        await self.ask(line, "GET", "/v1/models", status=503 if self.worn <= TIMES else 200)

    async def voices(self, line):
        self.heard += 1
        fields, _ = await self.ask(line, "GET", "/v1/voices")
        assert ("x-even" in fields) == (self.heard % 2 == 0), (self.name, self.heard)

    async def agents(self, line):
        _, answer = await self.ask(line, "GET", "/v1/convai/agents?page_size=100")
        found = {agent["agent_id"]: agent["name"] for agent in answer["agents"]}
        assert found.pop(self.receptionist), self.name
        assert found == self.made, self.name

    async def conversations(self, line):
        _, answer = await self.ask(line, "GET", "/v1/convai/conversations?page_size=100")
        assert {each["conversation_id"] for each in answer["conversations"]} == set(self.calls), self.name

    async def nobody(self, line):
        await self.ask(line, "GET", "/v1/convai/agents/agent_of_nobody", status=404)

    async def end(self, line):
        """The journal is exactly what was asked; answers its hash and the ids that were made."""
        page = await self.control(line, "GET", "/journal?limit=1000&hash=true&sandbox=" + self.name)
        entries = [each for each in page["entries"] if each["kind"] == "request"]
        told = [(each["request"]["method"], self.path(each), each["response"]["status"]) for each in entries]
        assert told == [(method, path.split("?")[0], status) for method, path, status in self.asked], self.name
        assert [each["sequence"] for each in page["entries"]] == list(range(1, len(page["entries"]) + 1)), self.name
        assert page["dropped"] == 0 and not page["has_more"], self.name
        fired = [each["rules"] for each in entries]
        assert sum("worn" in rules for rules in fired) == TIMES, self.name
        assert sum("fourth" in rules for rules in fired) == (TIMES + 1) // 2, self.name
        return page["hash"], tuple(self.made), tuple(self.calls)

    @staticmethod
    def path(entry):
        path = entry["request"]["path"]
        return "/" + path.split("/", 2)[2] if path.startswith("/~") else path


async def play(port, lives, seed):
    """Each task takes the next step of any sandbox that nobody is busy with, by chance."""
    chance = random.Random(seed)
    waiting = list(lives)
    ended = {}

    async def work():
        line = Line(port)
        try:
            while waiting:
                place = chance.randrange(len(waiting))
                waiting[place], waiting[-1] = waiting[-1], waiting[place]
                life = waiting.pop()
                step = next(life.steps, None)
                if step:
                    await asyncio.wait_for(step(line), PATIENCE)
                    waiting.append(life)
                else:
                    ended[life.name] = life
        finally:
            line.close()

    await asyncio.gather(*(work() for _ in range(TASKS)))
    assert len(ended) == len(lives)
    # Only now: whatever somebody else did afterwards would stand in the journal as well.
    line = Line(port)
    try:
        return [await life.end(line) for life in lives]
    finally:
        line.close()


def test_a_thousand_sandboxes_do_not_know_of_each_other():
    began = time.monotonic()
    with serving("--quiet") as server:
        lives = [Life(number) for number in range(COUNT)]
        found = asyncio.run(play(server.port, lives, seed=1))
        assert server.admin("GET", "/health")["sandboxes"] == COUNT + 1
        # One story, one seed, one time: the same hash and the same ids in all of them.
        assert len({each[0] for each in found}) == 1, sorted({each[0] for each in found})
        assert len({each[1:] for each in found}) == 1
        # A thousand equal hashes say something only where one request more makes another one.
        hash_of = "/journal/hash?sandbox=%s" % lives[0].name
        assert server.admin("GET", hash_of)["hash"] == found[0][0]
        server.http.get("/~%s/v1/voices" % lives[0].name, headers={"xi-api-key": lives[0].key})
        assert server.admin("GET", hash_of)["hash"] != found[0][0]
        assert server.admin("GET", "/journal/hash?sandbox=%s" % lives[1].name)["hash"] == found[1][0]
        assert server.default().http.get("/_ringback/journal").json()["entries"] == []
    assert time.monotonic() - began < BOUND
