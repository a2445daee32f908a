"""The requests of the walk, made from the documents: a new operation or a new member joins by itself."""

import json
import random
from urllib.parse import quote, urlencode
from zlib import crc32

from .extremes import VALUES, encoded, said
from .places import Places, kind_of
from .serving import ROOT

METHODS = ("get", "post", "put", "patch", "delete")
# How many of a place's values a short walk takes.
SHORT = {"number": 5, "text": 1, "flag": 1, "list": 1, "object": 1, "many": 1, "key": 1}
MANY = [10_000]
KEYS = ["", "\0", "x" * 10_000, "\u202e", "a/b~c"]


class Case:
    """One request: what it is, how it is sent, and which place holds what."""

    def __init__(self, operation, method, target, body=None, kind=None, place="", value=None):
        self.operation, self.method, self.target, self.body, self.kind = operation, method, target, body, kind
        self.place, self.value = place, value

    @property
    def changes(self):
        return self.method != "GET"

    def __str__(self):
        return "%s %s = %s" % (self.operation, self.place or "(nothing)", said(self.value))


def values(kind, place, whole):
    """The values for a place: all of them, or some that differ from place to place."""
    every = MANY if kind == "many" else KEYS if kind == "key" else VALUES[kind]
    if whole or len(every) <= SHORT[kind]:
        return every
    chosen = list(every[:4]) if kind == "number" else []
    rest = every[len(chosen):]
    start = crc32(place.encode()) % len(rest)
    return chosen + (rest[start:] + rest[:start])[: SHORT[kind] - len(chosen)]


def operations(document):
    for path, methods in document["paths"].items():
        shared = methods.get("parameters", [])
        for method in METHODS:
            if method in methods:
                yield path, method.upper(), methods[method], shared + methods[method].get("parameters", [])


def of_document(name, known, whole):
    """Cases for every operation of one of the OpenAPI documents; `known` are values that exist, by name."""
    document = json.loads((ROOT / "openapi" / (name + ".json")).read_text())
    places = Places(document, known)
    for path, method, operation, parameters in operations(document):
        parameters = [places.resolved(parameter)[0] for parameter in parameters]
        title, least, query = operation["operationId"], {}, []
        for parameter in parameters:
            if parameter["in"] == "path":
                least[parameter["name"]] = known.get(parameter["name"], "x")
            elif parameter.get("required"):
                query.append((parameter["name"], places.least(parameter.get("schema", {}), parameter["name"])))

        def target(changed=None, value=None, extra=(), path=path, least=least, query=tuple(query)):
            filled = path
            for each, plain in least.items():
                filled = filled.replace("{%s}" % each, quote(worded(value if each == changed else plain), safe=""))
            pairs = [pair for pair in query if pair[0] != changed] + list(extra)
            return filled + ("?" + urlencode(pairs, errors="replace") if pairs else "")

        content = operation.get("requestBody", {}).get("content", {})
        kind, schema = next(iter(content.items()), (None, {}))
        schema = schema.get("schema", {})
        body = packed(kind, places.least(schema)) if kind else (None, None)
        yield Case(title, method, target(), *body)
        for parameter in parameters:
            inner = kind_of_parameter(places, parameter.get("schema", {}))
            where = "%s %s" % (parameter["in"], parameter["name"])
            if parameter["in"] == "header":
                continue
            # All are texts here, and many of them are numbers to whoever reads them.
            both = values("number", title + where, whole) + values("text", title + where, whole)
            for value in both if inner != "flag" else values(inner, title + where, whole):
                extra = [(parameter["name"], worded(value))] if parameter["in"] == "query" else []
                yield Case(title, method, target(parameter["name"], value, extra), *body, where, value)
        if kind:
            yield from of_body(title, method, target(), kind, places, schema, whole)


def of_body(title, method, target, kind, places, schema, whole):
    seen = set()
    for place, inner, build in places.all(schema):
        if (place, inner) in seen:
            continue
        seen.add((place, inner))
        for value in values(inner, title + place, whole):
            yield Case(title, method, target, *packed(kind, build(value)), place, value)


def kind_of_parameter(places, schema):
    kinds = {kind for place, kind, _ in places.all(schema) if place in ("", "/0")}
    return "number" if "number" in kinds else "flag" if "flag" in kinds else "text"


def worded(value):
    """A value in a query or a form."""
    return value if isinstance(value, str) else repr(value) if not isinstance(value, (dict, list)) else json.dumps(value)


def packed(kind, value):
    """The bytes of a body and its content type."""
    if kind == "multipart/form-data":
        return form_data(value if isinstance(value, dict) else {})
    if kind == "application/x-www-form-urlencoded":
        pairs = value.items() if isinstance(value, dict) else []
        return urlencode([(key, worded(each)) for key, each in pairs], errors="replace").encode(), kind
    return encoded(value), "application/json"


def form_data(members):
    parts = []
    for key, value in members.items():
        name = key.encode(errors="replace").decode().replace('"', "%22").replace("\r\n", "%0D%0A")
        file = '; filename="a.txt"' if key == "file" else ""
        text = worded(value).encode(errors="replace")
        parts.append(b'--b\r\ncontent-disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name.encode(), file.encode(), text))
    return b"".join(parts) + b"--b--\r\n", "multipart/form-data; boundary=b"


def of_scenarios(known, whole):
    """Sandboxes that are made from a scenario with an odd value in it."""
    schema = json.loads((ROOT / "scenarios" / "scenario.schema.json").read_text())
    names = {"agents": "*", "people": "+15555550115"}
    places = Places(schema, {"operation": "get_user_info", "error": "invalid_api_key", **known})
    seen = set()
    for place, inner, build in places.all(schema):
        if (place, inner) in seen:
            continue
        seen.add((place, inner))
        for value in values(inner, "scenario" + place, whole):
            scenario = build(value)
            if isinstance(scenario, dict):
                for section, name in names.items():
                    members = scenario.get(section)
                    if isinstance(members, dict) and "x" in members:
                        scenario = {**scenario, section: {name: members["x"]}}
            yield Case("scenario", "POST", "/_ringback/sandboxes",
                       encoded({"name": "walked", "time": "2026-11-21T10:00:00Z", "scenario": ["default", scenario]}), "application/json",
                       place, value)


def of_snapshot(snapshot, whole):
    """A snapshot with one number or text changed."""
    for place, kind in leaves(snapshot):
        if place[0] in ("ringback", "version"):
            continue
        for value in values(kind, "snapshot" + "/".join(map(str, place)), whole):
            yield Case("snapshot", "PUT", "/_ringback/snapshot", encoded(replaced(snapshot, place, value)), "application/json",
                       "/" + "/".join(map(str, place)), value)


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, path + (key,))
    elif isinstance(value, list):
        # The first elements of a list stand for all.
        for index, element in enumerate(value[:2]):
            yield from leaves(element, path + (index,))
    elif isinstance(value, bool):
        yield path, "flag"
    elif isinstance(value, (int, float)):
        yield path, "number"
    elif isinstance(value, str):
        yield path, "text"


def replaced(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


def shuffled(cases, seed):
    """The cases in an order that is the same for one seed, so that neighbours are unlike each other."""
    cases = list(cases)
    random.Random(seed).shuffle(cases)
    return cases
