"""The project's documents: finding them, resolving references, walking schemas, filling defaults."""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "openapi" / "elevenlabs.json"
ERRORS = ROOT / "openapi" / "elevenlabs-errors.json"
UPSTREAM = ROOT.parent / "shared" / "upstream" / "elevenlabs.openapi.json"
HERE = pathlib.Path(__file__).resolve().parent
METHODS = ("get", "post", "put", "patch", "delete")


def refuse_duplicates(pairs):
    seen = dict(pairs)
    if len(seen) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError("duplicate keys: %s" % sorted({name for name in names if names.count(name) > 1}))
    return seen


def load(path):
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=refuse_duplicates)


def target(document, reference):
    """What a local reference points to; KeyError when nothing is there."""
    value = document
    for token in reference[2:].split("/"):
        value = value[token.replace("~1", "/").replace("~0", "~")]
    return value


def resolve(document, schema):
    while "$ref" in schema:
        schema = target(document, schema["$ref"])
    return schema


def operations(document):
    """(path, method, operation) in document order."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def json_schema(content):
    """The schema of a JSON body or of a form."""
    kinds = content.get("content", {})
    return kinds.get("application/json", kinds.get("multipart/form-data", {})).get("schema")


def roots(document):
    """(place, schema) of every schema that is not inside another one."""
    for name, schema in document["components"]["schemas"].items():
        yield name, schema
    for path, method, operation in operations(document):
        place = "%s %s" % (method.upper(), path)
        for parameter in operation.get("parameters", []):
            yield "%s ?%s" % (place, parameter["name"]), parameter["schema"]
        if "requestBody" in operation:
            yield place + " body", json_schema(operation["requestBody"])
        for status, answer in operation["responses"].items():
            schema = json_schema(resolve(document, answer))
            if schema is not None:
                yield "%s %s" % (place, status), schema


def parts(schema):
    """(step, schema) of the schemas directly inside."""
    for name, part in schema.get("properties", {}).items():
        yield "." + name, part
    for key in ("anyOf", "oneOf"):
        for index, part in enumerate(schema.get(key, [])):
            yield "|%d" % index, part
    if isinstance(schema.get("items"), dict):
        yield "[]", schema["items"]
    if isinstance(schema.get("additionalProperties"), dict):
        yield "{}", schema["additionalProperties"]


def schemas(document):
    """(place, schema) of every schema, references not followed."""
    pending = list(roots(document))
    while pending:
        place, schema = pending.pop()
        yield place, schema
        pending.extend((place + step, part) for step, part in parts(schema))


def filled(document, schema):
    """What an empty object becomes: defaults, and null for what may be null and has no default."""
    value = {}
    for name, part in resolve(document, schema).get("properties", {}).items():
        if "default" in part or {"type": "null"} in part.get("anyOf", []):
            value[name] = part.get("default")
    return value
