"""Rules that the document must keep by itself."""

import re

from document import filled, operations, resolve, schemas, target
from validator import complaints

KEYWORDS = set(
    "$ref type properties required items additionalProperties anyOf oneOf discriminator enum const default"
    " description deprecated minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems"
    " maxItems pattern format examples x-ringback-second-pass x-ringback-partial".split()
)
OPERATION_KEYS = set(
    "operationId tags summary description deprecated security parameters requestBody responses"
    " x-ringback-scope x-ringback-public x-ringback-without-key x-ringback-body x-ringback-provenance".split()
)
SCOPES = {"user_read", "models_read", "voices_read", "convai_read", "convai_write", "webhooks_write"}
PROVENANCE = re.compile(r"^(live-verified \d{4}-\d\d(-\d\d)?|spec \d{4}-\d\d-\d\d|docs|field-report|assumed)$")


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        mapping = value.get("discriminator")
        if isinstance(mapping, dict) and "mapping" in mapping:
            yield from mapping["mapping"].values()
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def of_references(document):
    used = set()
    for reference in references(document):
        used.add(reference)
        try:
            target(document, reference)
        except (KeyError, TypeError):
            yield "%s leads nowhere" % reference
    for kind in ("schemas", "responses"):
        for name in document["components"][kind]:
            if "#/components/%s/%s" % (kind, name) not in used:
                yield "%s %s is used nowhere" % (kind, name)


def of_operations(document):
    ids = [operation.get("operationId") for _, _, operation in operations(document)]
    for path, method, operation in operations(document):
        place = "%s %s" % (method.upper(), path)
        name = operation.get("operationId")
        if not name or ids.count(name) != 1:
            yield "%s: operationId %r is missing or not unique" % (place, name)
        for key in sorted(set(operation) - OPERATION_KEYS):
            yield "%s: unknown key %s" % (place, key)
        for key in ("tags", "summary", "responses"):
            if not operation.get(key):
                yield "%s: no %s" % (place, key)
        if "x-ringback-scope" not in operation:
            yield "%s: no x-ringback-scope" % place
        elif operation["x-ringback-scope"] not in SCOPES | {None}:
            yield "%s: unknown scope %r" % (place, operation["x-ringback-scope"])
        if not PROVENANCE.match(operation.get("x-ringback-provenance", "")):
            yield "%s: x-ringback-provenance is missing or unknown" % place
        if operation.get("x-ringback-body", "model") != "model":
            yield "%s: x-ringback-body is not model" % place
        if ("security" in operation) != bool(operation.get("x-ringback-public")):
            yield "%s: security and x-ringback-public disagree" % place
        statuses = operation.get("responses", {})
        if not any(status.startswith("2") for status in statuses):
            yield "%s: no answer for success" % place
        if "422" not in statuses:
            yield "%s: no answer for 422" % place
        named = [p["name"] for p in operation.get("parameters", []) if p["in"] == "path" and p.get("required")]
        if sorted(named) != sorted(re.findall(r"{(\w+)}", path)):
            yield "%s: path parameters %s do not fit the path" % (place, named)


def of_schemas(document):
    for place, schema in schemas(document):
        for key in sorted(set(schema) - KEYWORDS):
            yield "%s: unknown keyword %s" % (place, key)
        for name in schema.get("required", []):
            if name not in schema.get("properties", {}):
                yield "%s: required %s is no property" % (place, name)
        values = [str(value) for value in schema.get("enum", ["-"])]
        if not values or len(set(values)) != len(values):
            yield "%s: enum is empty or repeats" % place
        for low, high in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
            if low in schema and high in schema and schema[low] > schema[high]:
                yield "%s: %s above %s" % (place, low, high)
        for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            if key in schema and isinstance(schema[key], float) != (schema.get("type") == "number"):
                yield "%s: %s must be written as a %s" % (place, key, schema.get("type"))
        if "discriminator" in schema:
            tags = schema["discriminator"]
            for tag, chosen in tags["mapping"].items():
                member = target(document, chosen)["properties"].get(tags["propertyName"], {})
                if member.get("const") != tag:
                    yield "%s: tag %s leads to a schema of another tag" % (place, tag)


def of_defaults(document):
    for place, schema in schemas(document):
        if "default" not in schema:
            continue
        value = schema["default"]
        for complaint in complaints(document, schema, value, place + " default"):
            yield complaint
        if isinstance(value, dict):
            for member in [schema] + schema.get("anyOf", []):
                member = resolve(document, member)
                if "properties" in member and filled(document, member) != value:
                    yield "%s: default differs from the defaults of its members" % place


def of_second_pass(document):
    bodies = {"CreateAgentBody", "PatchAgentBody"}
    for place, schema in schemas(document):
        owner, _, name = place.partition(".")
        marked = "x-ringback-second-pass" in schema
        expected = owner in bodies and name in ("conversation_config", "platform_settings")
        if marked != expected:
            yield "%s: x-ringback-second-pass stands where it should not, or is missing" % place
        if "x-ringback-partial" in schema and owner != "PatchAgentBody":
            yield "%s: x-ringback-partial outside a PATCH body" % place


RULES = (of_references, of_operations, of_schemas, of_defaults, of_second_pass)


def faults(document):
    """Every breach of every rule, one line each."""
    found = []
    for rule in RULES:
        found += list(rule(document))
    return found
