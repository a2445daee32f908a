"""Checks contract/*/*.json against their schema, the document, the catalogue and their own rules.

Run with pytest, or directly: python3 Tests/Documents/check_cases.py
"""

import copy
import functools
import json
import re
import sys

from document import DOCUMENT, ERRORS, ROOT, load, operations
from running import run
from validator import complaints

CONTRACT = ROOT / "contract"
FEWEST = 120
VARIABLE = re.compile(r"{{(\w+)}}")
GIVEN = {"agent", "phone_number", "sip_phone_number", "to_number", "account_sid", "run"}
RECEIVING = {"webhook_url", "tool_url", "initiation_url"}
KINDS = {"request", "until", "pass", "receive"}
DIALS = {"handle_twilio_outbound_call", "handle_sip_trunk_outbound_call", "create_batch_call", "retry_batch_call"}
# What each of these makes, and the operation that removes it again.
REMOVED_BY = {
    "create_agent_route": "delete_agent_route",
    "create_phone_number_route": "delete_phone_number_route",
    "handle_twilio_outbound_call": "delete_conversation_route",
    "create_batch_call": "delete_batch_call",
    "create_workspace_webhook_route": "delete_workspace_webhook_route",
    "create_conversation_tag_route": "delete_conversation_tag_route",
    "duplicate_agent_route": "delete_agent_route",
    "add_tool_route": "delete_tool_route",
    "create_text_document_route": "delete_knowledge_base_document",
    "create_url_document_route": "delete_knowledge_base_document",
    "create_file_document_route": "delete_knowledge_base_document",
    "create_folder_route": "delete_knowledge_base_document",
    "add_documentation_to_knowledge_base": "delete_knowledge_base_document",
    "create_secret_route": "delete_secret_route",
}


class Inputs:
    """The case files by name, and what they are held against."""

    def __init__(self):
        self.schema = load(CONTRACT / "case.schema.json")
        self.files = {"%s/%s" % (path.parent.name, path.name): load(path) for path in sorted(CONTRACT.glob("*/*.json"))}
        self.document, self.catalogue = load(DOCUMENT), load(ERRORS)
        twilio = DOCUMENT.with_name("twilio.json"), ERRORS.with_name("twilio-errors.json")
        self.document["paths"].update(load(twilio[0])["paths"])
        self.catalogue["errors"].update(load(twilio[1])["errors"])
        self.scenarios = {path.stem for path in (ROOT / "scenarios").glob("*.json")}
        routes = [(method.upper(), path, operation) for path, method, operation in operations(self.document)]
        # A path without parameters comes first.
        self.routes = [(method, form(path), found) for method, path, found in sorted(routes, key=lambda r: "{" in r[1])]

    @property
    def cases(self):
        return [case for file in self.files.values() for case in file["cases"]]


def form(template):
    """The pattern of a path; {name...} takes all that follows."""
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.sub(r"\\{\w+(\\\.){3}\\}", ".+", re.escape(template))))


def operation_of(inputs, request):
    """The operation that a request reaches; None where there is none."""
    path = re.sub("/+", "/", request["path"])
    fitting = (found for method, form, found in inputs.routes if method == request["method"] and form.fullmatch(path))
    return next(fitting, None)


def named(operation):
    return operation["operationId"] if operation else None


def asked(steps):
    """What of steps sends something and expects an answer, be it once or until the answer is as expected."""
    return [{**step, **step.get("until", {})} for step in steps if "request" in step or "until" in step]


def received(case):
    return [step["receive"] for step in case["steps"] if "receive" in step]


def succeeds(step):
    return 200 <= step["expect"]["status"] < 300


def words(value):
    return set(VARIABLE.findall(json.dumps(value)))


def words_of_step(step):
    """Its variables, and the secret that a signature is checked with where it names none."""
    receive = step.get("receive", {})
    implied = {"webhook_secret"} if receive.get("signature") == "valid" and "secret" not in receive else set()
    return words(step) | implied


@functools.cache
def misfits(schema, file):
    """Complaints about a file, both as texts: a mutation changes one file, and the others need no second look."""
    schema = json.loads(schema)
    return complaints(schema, schema, json.loads(file))


def of_schema(inputs):
    schema = json.dumps(inputs.schema)
    for name, file in inputs.files.items():
        for complaint in misfits(schema, json.dumps(file)):
            yield "%s: %s" % (name, complaint)


def descriptions(place, schema):
    for name, part in schema.get("properties", {}).items():
        if "description" not in part and "$ref" not in part:
            yield "%s.%s has no description" % (place, name)


def of_description(inputs):
    for name, schema in inputs.schema["$defs"].items():
        yield from descriptions(name, schema)


def of_names(inputs):
    cases, errors = inputs.cases, inputs.catalogue["errors"]
    ids = [case["id"] for case in cases]
    known = {operation["operationId"] for _, _, operation in operations(inputs.document)}
    if len(cases) < FEWEST:
        yield "only %d cases" % len(cases)
    for case in cases:
        if ids.count(case["id"]) > 1:
            yield "%s: the id is used twice" % case["id"]
        for name in case["operations"]:
            if name not in known:
                yield "%s: no operation %s" % (case["id"], name)
        for name in case.get("errors", []):
            if name not in errors:
                yield "%s: no error %s" % (case["id"], name)
        scenario = case.get("needs", {}).get("scenario")
        if isinstance(scenario, str) and scenario not in inputs.scenarios:
            yield "%s: no scenario %s" % (case["id"], scenario)


def of_providers(file):
    """Requests that are sent to another than whose path they name."""
    for case in file["cases"]:
        for step in asked(case["steps"] + case.get("cleanup", [])):
            provider = step["request"].get("provider", file["provider"])
            if (provider == "twilio") != is_twilios(step["request"]):
                yield "%s: %s is not asked for %s" % (case["id"], provider, step["request"]["path"])


def of_steps(case):
    """Requests with two bodies or an unknown key, patterns that cannot be read, cleanup of the wrong kind."""
    scenario = case.get("needs", {}).get("scenario")
    own = scenario.get("world", {}).get("elevenlabs", {}).get("keys", {}) if isinstance(scenario, dict) else {}
    for step in case["steps"] + case.get("cleanup", []):
        if len(KINDS & set(step)) != 1:
            yield "%s: a step is not one of %s" % (case["id"], ", ".join(sorted(KINDS)))
    for step in asked(case["steps"] + case.get("cleanup", [])):
        request = step["request"]
        if len({"json", "form", "text", "raw"} & set(request)) > 1:
            yield "%s: a request has two bodies" % case["id"]
        twilio = is_twilios(request)
        if request.get("key", "main") not in {"main", "invalid", None, *(["wrong_token"] if twilio else own)}:
            yield "%s: nobody has the key %s" % (case["id"], request["key"])
        # Twilio's parameters are written in capitals.
        for name in list(step["expect"].get("headers", {})) + ([] if twilio else list(request.get("query", {}))):
            if name != name.lower():
                yield "%s: %s is not lower-case" % (case["id"], name)
        for pattern in patterns(step["expect"]):
            try:
                re.compile(VARIABLE.sub("x", pattern))
            except re.error as error:
                yield "%s: %s in %s" % (case["id"], error, pattern)
    for receive in received(case):
        if any(name != name.lower() for name in receive.get("headers", {})):
            yield "%s: a header field is not lower-case" % case["id"]
    for step in case.get("cleanup", []):
        if step.get("request", {}).get("method") != "DELETE":
            yield "%s: cleanup does not delete" % case["id"]


def is_twilios(request):
    return request["path"].startswith("/2010-04-01/")


def patterns(value):
    if isinstance(value, dict):
        if value.get("$") == "regex":
            yield value["pattern"]
        for part in value.values():
            yield from patterns(part)
    elif isinstance(value, list):
        for part in value:
            yield from patterns(part)


def of_variables(case):
    """Variables that nothing provides, and needs that are not said or not used."""
    needs, have = case.get("needs", {}), set(GIVEN)
    if needs.get("webhooks"):
        have |= RECEIVING
    for step in case["steps"]:
        for name in sorted(words_of_step(step) - have):
            yield "%s: nothing provides {{%s}}" % (case["id"], name)
        have |= set(step.get("capture", {}))
    used = set().union(*map(words_of_step, case["steps"])) | words(case.get("cleanup", []))
    if bool(used & RECEIVING or received(case)) != needs.get("webhooks", False):
        yield "%s: needs.webhooks is not as something is received" % case["id"]
    for name in sorted(words(case.get("cleanup", [])) - have):
        yield "%s: nothing provides {{%s}} to cleanup" % (case["id"], name)
    if ("agent" in used) != needs.get("agent", False):
        yield "%s: needs.agent is not as {{agent}} is used" % case["id"]
    numbers = [kind for name, kind in (("phone_number", "twilio"), ("sip_phone_number", "sip_trunk")) if name in used]
    if needs.get("phone_number") not in (numbers[:1] or [None]):
        yield "%s: needs.phone_number is not as the numbers are used" % case["id"]
    if len(numbers) > 1 and "scenario" not in needs:
        yield "%s: needs numbers of two providers" % case["id"]
    for name in sorted(set().union(*(step.get("capture", {}) for step in case["steps"])) - used):
        yield "%s: {{%s}} is captured for nothing" % (case["id"], name)


def of_reach(case, inputs):
    """Operations and permissions that the case names and does not use, or the other way round."""
    reached = [(operation_of(inputs, step["request"]), step) for step in asked(case["steps"])]
    for name in case["operations"]:
        if name not in {named(operation) for operation, _ in reached}:
            yield "%s: no step reaches %s" % (case["id"], name)
    scopes = set(case.get("needs", {}).get("scopes", []))
    cleaned = [(operation_of(inputs, step["request"]), step) for step in case.get("cleanup", [])]
    wanted = {
        operation["x-ringback-scope"]
        for operation, step in reached + cleaned
        if operation and not is_twilios(step["request"]) and succeeds(step) and step["request"].get("key", "main") == "main"
    } - {None}
    if scopes != wanted:
        yield "%s: needs the scopes %s" % (case["id"], sorted(wanted))


def of_effects(case, inputs):
    """A case that does more than its class says, or leaves something behind on a live account."""
    live = "scenario" not in case.get("needs", {})
    removed = set()
    for step in asked(case["steps"] + case.get("cleanup", [])):
        name, method = named(operation_of(inputs, step["request"])), step["request"]["method"]
        if method == "DELETE":
            removed |= {(name, variable) for variable in words(step["request"]["path"])}
    for step in asked(case["steps"]):
        name = named(operation_of(inputs, step["request"]))
        if not succeeds(step) or name is None or step["request"]["method"] == "GET":
            continue
        if name in DIALS and case["class"] != "places-calls":
            yield "%s: dials, and is %s" % (case["id"], case["class"])
        if case["class"] == "read-only":
            yield "%s: %s is not read-only" % (case["id"], name)
        captured = {(REMOVED_BY.get(name), variable) for variable in step.get("capture", {})}
        if live and name in REMOVED_BY and not captured & removed:
            yield "%s: what %s makes stays behind" % (case["id"], name)


def text_of(match):
    """The expected values without the matchers around them."""
    if isinstance(match, dict):
        if match.get("$") in ("exact", "contains"):
            return text_of(match["value"])
        return {name: text_of(part) for name, part in match.items()}
    return [text_of(part) for part in match] if isinstance(match, list) else match


def fits(template, message):
    return re.fullmatch(re.sub(r"\\{\w+\\}", ".+", re.escape(template)), message)


def provokes(step, error):
    """Whether the step expects this error's status and the words by which it is known."""
    expected = text_of(step["expect"].get("json"))
    if step["expect"]["status"] != error["status"]:
        return False
    kind = error["kind"]
    if kind == "envelope":
        return isinstance(expected, dict) and expected.get("detail", {}).get("status") == error["legacy_status"]
    if kind == "validation":
        return isinstance(expected, dict) and isinstance(expected.get("detail"), list)
    if kind == "body":
        return expected == error["body"]
    if kind == "outbound_refusal":
        words = error["body"]["message"].split("{")[0]
        return isinstance(expected, dict) and expected.get("message", "").startswith(words)
    if kind == "error":
        return isinstance(expected, dict) and expected.get("code") == error["code"] and fits(
            error["message"], expected.get("message", ""))
    if kind == "text" and "message" in error:
        return text_of(step["expect"].get("text"))
    if kind == "text":
        return step["expect"].get("text") == error["body"]
    return set(error["headers"]) <= set(step["expect"].get("headers", {}))


def of_coverage(inputs):
    cases, errors = inputs.cases, inputs.catalogue["errors"]
    steps = [(case, step) for case in cases for step in asked(case["steps"])]
    won = {named(operation_of(inputs, step["request"])) for _, step in steps if succeeds(step)}
    for _, _, operation in operations(inputs.document):
        if named(operation) not in won:
            yield "%s never succeeds" % named(operation)
    for name, error in errors.items():
        if not any(name in case.get("errors", []) and provokes(step, error) for case, step in steps):
            yield "%s is not provoked" % name
    for mistake in inputs.catalogue["mistakes"]:
        if not any(mistaken(mistake, step, errors) for _, step in steps):
            yield "%s %s is not tried" % (mistake["method"], mistake["path"])


def mistaken(mistake, step, errors):
    request = step["request"]
    return (
        mistake["method"] in ("*", request["method"])
        and form(mistake["path"]).fullmatch(request["path"])
        and provokes(step, errors[mistake["answer"]])
    )


def faults(inputs):
    """All of them, one by one; what breaks the schema is not looked at further."""
    found = False
    for fault in (*of_schema(inputs), *of_description(inputs)):
        found = True
        yield fault
    if found:
        return
    yield from of_names(inputs)
    for file in inputs.files.values():
        yield from of_providers(file)
    for case in inputs.cases:
        yield from of_steps(case)
        yield from of_variables(case)
        yield from of_reach(case, inputs)
        yield from of_effects(case, inputs)
    yield from of_coverage(inputs)


def test_cases_keep_their_rules():
    found = list(faults(Inputs()))
    assert not found, "\n".join(found)


def case(inputs, identifier):
    return next(case for case in inputs.cases if case["id"] == identifier)


def forget(inputs, wanted):
    for file in inputs.files.values():
        file["cases"] = [case for case in file["cases"] if not wanted(case)]


MUTATIONS = {
    "step that does two things": lambda i: case(i, "calls.running")["steps"][1].update({"pass": {"seconds": 1}}),
    "step that does nothing": lambda i: case(i, "calls.running")["steps"].append({"title": "wait"}),
    "receiving that is not said": lambda i: case(i, "webhooks.audio")["needs"].pop("webhooks"),
    "secret from nowhere": lambda i: case(i, "webhooks.audio")["steps"][0]["capture"].pop("webhook_secret"),
    "unknown event": lambda i: case(i, "webhooks.audio")["steps"][3]["receive"].update(event="post_call_video"),
    "scope that only until needs": lambda i: case(i, "calls.busy")["needs"]["scopes"].remove("convai_read"),
    "unknown member": lambda i: case(i, "user.get").update(note=""),
    "no provenance": lambda i: case(i, "user.get")["steps"][0]["expect"].pop("provenance"),
    "unknown provenance": lambda i: case(i, "user.get")["steps"][0]["expect"].update(provenance="rumour"),
    "unknown placeholder": lambda i: case(i, "user.get")["steps"][0]["expect"].update(json="<moon:1>"),
    "unknown matcher": lambda i: case(i, "user.get")["steps"][0]["expect"].update(json={"$": "like"}),
    "member without description": lambda i: i.schema["$defs"]["Case"]["properties"]["id"].pop("description"),
    "id used twice": lambda i: case(i, "user.get.flags").update(id="user.get"),
    "unknown operation": lambda i: case(i, "user.get")["operations"].append("get_moon"),
    "operation that no step reaches": lambda i: case(i, "user.get")["operations"].append("get_models"),
    "unknown error": lambda i: case(i, "errors.limits.busy").update(errors=["tired"]),
    "unknown scenario": lambda i: case(i, "errors.limits.quota").update(needs={"scenario": "nowhere"}),
    "too few cases": lambda i: forget(i, lambda case: not case["id"].startswith("wrong")),
    "error that nothing provokes": lambda i: forget(i, lambda case: "system_busy" in case.get("errors", [])),
    "error with another status": lambda i: [
        step["expect"].update(status=400) for step in case(i, "errors.limits.busy")["steps"]
    ],
    "operation that never succeeds": lambda i: forget(i, lambda case: "get_voice_by_id" in case["operations"]),
    "mistake that is not tried": lambda i: forget(i, lambda case: case["id"] == "wrong-endpoints.post.v1-convai-calls"),
    "two bodies": lambda i: case(i, "agents.create.minimal")["steps"][0]["request"].update(text=""),
    "key that nobody has": lambda i: case(i, "user.get")["steps"][0]["request"].update(key="stranger"),
    "broken pattern": lambda i: case(i, "ids.user")["steps"][0]["expect"].update(text={"$": "regex", "pattern": "("}),
    "variable from nowhere": lambda i: case(i, "user.get")["steps"][0]["request"].update(path="/v1/{{moon}}"),
    "need that is not said": lambda i: case(i, "agents.get")["needs"].pop("agent"),
    "scope that is not said": lambda i: case(i, "user.get").pop("needs"),
    "request to the other provider": lambda i: case(i, "twilio.calls.busy")["steps"][0]["request"].pop("provider"),
    "a form beside a text": lambda i: case(i, "twilio.errors.unknown-call-update")["steps"][0]["request"].update(text=""),
    "another message than the catalogue's": lambda i: forget(i, lambda case: "twilio.20007" in case.get("errors", [])),
    "leftover": lambda i: case(i, "agents.create.minimal").pop("cleanup"),
    "writes that are called read-only": lambda i: case(i, "agents.delete").update({"class": "read-only"}),
    "calls that are called writes": lambda i: case(i, "outbound-call.twilio").update({"class": "writes"}),
}


def test_each_mutation_is_caught():
    whole, missed = Inputs(), []
    for name, mutate in MUTATIONS.items():
        broken = copy.deepcopy(whole)
        mutate(broken)
        if next(faults(broken), None) is None:
            missed.append(name)
    assert not missed, missed


if __name__ == "__main__":
    sys.exit(run(globals()))
