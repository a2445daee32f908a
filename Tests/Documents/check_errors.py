"""Checks openapi/elevenlabs-errors.json against its own rules and against the document.

Run with pytest, or directly: python3 Tests/Documents/check_errors.py
"""

import copy
import json
import re
import sys

from document import DOCUMENT, ERRORS, METHODS, UPSTREAM, json_schema, load, operations, resolve
from running import run
from validator import complaints

STATUS_OF_TYPE = {
    "validation_error": 400,
    "invalid_request": 400,
    "authentication_error": 401,
    "payment_required": 402,
    "authorization_error": 403,
    "not_found": 404,
    "conflict": 409,
    "rate_limit_error": 429,
}
KINDS = {
    "envelope": {"type", "code", "legacy_status", "message"},
    "body": {"body"},
    "text": {"body", "headers"},
    "validation": {"body"},
    "outbound_refusal": {"body"},
    "empty": {"headers"},
}
OPTIONAL = {"headers", "envelope", "assumed", "examples"}
ALWAYS = {"kind", "status", "provenance", "source", "hint"}
PROVENANCE = re.compile(r"^(live-verified \d{4}(-\d\d){0,2}|spec \d{4}-\d\d-\d\d|docs|field-report|assumed)$")
PLACEHOLDER = re.compile(r"{(\w+)}")
LONGEST_HINT = 400


def of_hint(place, hint, known):
    if not hint.isascii() or "\n" in hint:
        yield "%s: the hint is not one line of ASCII" % place
    if len(hint) > LONGEST_HINT:
        yield "%s: the hint has %d characters" % (place, len(hint))
    for name in PLACEHOLDER.findall(hint):
        if name not in known:
            yield "%s: unknown placeholder {%s}" % (place, name)


def of_errors(catalogue, document):
    known = set(catalogue["about"]["placeholders"])
    used = set()
    for name, error in catalogue["errors"].items():
        wanted = KINDS.get(error["kind"], set())
        if set(error) - OPTIONAL != (wanted | ALWAYS) - OPTIONAL:
            yield "%s: keys do not fit kind %s" % (name, error["kind"])
        if error["kind"] == "envelope" and STATUS_OF_TYPE.get(error["type"]) != error["status"]:
            yield "%s: type %s does not go with %d" % (name, error["type"], error["status"])
        if not PROVENANCE.match(error["provenance"]):
            yield "%s: unknown provenance %s" % (name, error["provenance"])
        text = json.dumps({key: value for key, value in error.items() if key != "hint"})
        used |= set(PLACEHOLDER.findall(text)) | set(PLACEHOLDER.findall(error["hint"]))
        for placeholder in PLACEHOLDER.findall(text):
            if placeholder not in known:
                yield "%s: unknown placeholder {%s}" % (name, placeholder)
        yield from of_hint(name, error["hint"], known)
        if error["kind"] == "outbound_refusal":
            yield from of_refusal(name, error, document)
    for placeholder in sorted(known - used - {"path", "sent"}):
        yield "placeholder {%s} is used nowhere" % placeholder


def of_refusal(name, error, document):
    answers = [document["components"]["schemas"][kind + "OutboundCallResponse"] for kind in ("Twilio", "SIPTrunk")]
    if all(complaints(document, schema, error["body"]) for schema in answers):
        yield "%s: the body is no outbound-call answer" % name


def matches(template, path):
    pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template).replace(r"\.\.\.", ""))
    return re.fullmatch(pattern, path) is not None


def routes(document, path):
    """Methods by which the document answers a path; templates match templates as if they were literal."""
    for template, item in document["paths"].items():
        if template == path or matches(template, path):
            yield from (method.upper() for method in METHODS if method in item)


def of_mistakes(catalogue, document, theirs):
    known = set(catalogue["about"]["placeholders"])
    real = {"%s %s" % (method.upper(), path) for path, method, _ in operations(document)}
    seen = set()
    for mistake in catalogue["mistakes"]:
        place = "%s %s" % (mistake["method"], mistake["path"])
        if place in seen:
            yield "%s: listed twice" % place
        seen.add(place)
        if mistake["instead"] not in real:
            yield "%s: %s is no operation" % (place, mistake["instead"])
        yield from of_hint(place, mistake["hint"], known | {"id"})
        methods = set(routes(document, mistake["path"]))
        if mistake["method"] in methods or (mistake["method"] == "*" and methods):
            yield "%s: is a real call" % place
        expected = "method_not_allowed" if methods else "route_not_found"
        if mistake["answer"] not in (expected, "websocket_only_path") or mistake["answer"] not in catalogue["errors"]:
            yield "%s: answers %s, not %s" % (place, expected, mistake["answer"])
        if theirs is not None and not mistake.get("real"):
            if mistake["method"].lower() in theirs["paths"].get(mistake["path"], {}):
                yield "%s: the service has it" % place


def members(document, schema):
    """The alternatives of a schema, references followed."""
    schema = resolve(document, schema)
    if "anyOf" not in schema:
        return [schema]
    return [found for part in schema["anyOf"] for found in members(document, part)]


def declares(document, schema, path):
    """Whether a member is declared under these steps; `*` is an item."""
    if not path:
        return True
    for schema in members(document, schema):
        inside = schema.get("items") if path[0] == "*" else schema.get("properties", {}).get(path[0])
        if inside is not None and declares(document, inside, path[1:]):
            return True
    return False


def declared(document, operation, *names):
    """Whether one shape of the request declares all these names."""
    if names[0].startswith("?"):
        parameters = {"?" + parameter["name"] for parameter in operation.get("parameters", [])}
        return parameters.issuperset(names)
    body = json_schema(operation.get("requestBody", {})) or {}
    return any(
        all(declares(document, schema, name.split(".")) for name in names) for schema in members(document, body)
    )


def of_fields(catalogue, document):
    known = set(catalogue["about"]["placeholders"])
    by_id = {operation["operationId"]: operation for _, _, operation in operations(document)}
    for identifier, fields in catalogue["fields"].items():
        if identifier not in by_id:
            yield "%s is no operation" % identifier
            continue
        for sent, entry in fields.items():
            place = "%s %s" % (identifier, sent)
            if declared(document, by_id[identifier], sent, entry["instead"]):
                yield "%s: is declared, so it is no mistake" % place
            if not declared(document, by_id[identifier], entry["instead"]):
                yield "%s: %s is not declared" % (place, entry["instead"])
            yield from of_hint(place, entry["hint"], known)


def faults(catalogue, document, theirs):
    found = list(of_errors(catalogue, document))
    found += of_mistakes(catalogue, document, theirs)
    return found + list(of_fields(catalogue, document))


def inputs():
    theirs = json.loads(UPSTREAM.read_text(encoding="utf-8")) if UPSTREAM.exists() else None
    return load(ERRORS), load(DOCUMENT), theirs


def test_catalogue_keeps_its_rules():
    found = faults(*inputs())
    assert not found, "\n".join(found)


MUTATIONS = {
    "unknown kind": lambda c: c["errors"]["invalid_api_key"].update(kind="letter"),
    "lost message": lambda c: c["errors"]["invalid_api_key"].pop("message"),
    "status of another type": lambda c: c["errors"]["missing_permissions"].update(status=403),
    "unknown provenance": lambda c: c["errors"]["system_busy"].update(provenance="rumour"),
    "unknown placeholder": lambda c: c["errors"]["system_busy"].update(hint="Ask {nobody}."),
    "hint beyond ASCII": lambda c: c["errors"]["system_busy"].update(hint="Wait\u2026"),
    "hint too long": lambda c: c["errors"]["system_busy"].update(hint="Wait. " * 80),
    "refusal of another shape": lambda c: c["errors"]["twilio_dial_refused"]["body"].pop("callSid"),
    "mistake that is right": lambda c: c["mistakes"][0].update(path="/v1/convai/twilio/outbound-call"),
    "mistake with a wrong answer": lambda c: c["mistakes"][0].update(answer="method_not_allowed"),
    "advice that does not exist": lambda c: c["mistakes"][0].update(instead="POST /v1/convai/dial"),
    "field that is right": lambda c: c["fields"]["create_batch_call"].update(
        call_name={"instead": "call_name", "hint": ""}
    ),
    "field advice that does not exist": lambda c: c["fields"]["create_batch_call"]["name"].update(instead="title"),
}


def test_each_mutation_is_caught():
    catalogue, document, theirs = inputs()
    missed = []
    for name, mutate in MUTATIONS.items():
        broken = copy.deepcopy(catalogue)
        mutate(broken)
        if not faults(broken, document, theirs):
            missed.append(name)
    assert not missed, missed


if __name__ == "__main__":
    sys.exit(run(globals()))
