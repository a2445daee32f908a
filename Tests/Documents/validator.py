"""A strict validator for the keywords that the document uses: no coercion, undeclared keys are reported."""

import re

from document import resolve

TYPES = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
LIMITS = {
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "exclusiveMinimum": lambda value, limit: value > limit,
    "exclusiveMaximum": lambda value, limit: value < limit,
    "minLength": lambda value, limit: len(value) >= limit,
    "maxLength": lambda value, limit: len(value) <= limit,
    "minItems": lambda value, limit: len(value) >= limit,
    "maxItems": lambda value, limit: len(value) <= limit,
    "pattern": lambda value, limit: re.search(limit, value) is not None,
}


def complaints(document, schema, value, place="$"):
    """Why the value does not fit, one line each; empty when it does."""
    schema = resolve(document, schema)
    found = []
    kind = schema.get("type")
    if kind and not TYPES[kind](value):
        return ["%s: %r is no %s" % (place, value, kind)]
    if "const" in schema and value != schema["const"]:
        found.append("%s: %r is not %r" % (place, value, schema["const"]))
    if "enum" in schema and value not in schema["enum"]:
        found.append("%s: %r is none of the enum" % (place, value))
    for name, holds in LIMITS.items():
        if name in schema and not holds(value, schema[name]):
            found.append("%s: %r breaks %s %r" % (place, value, name, schema[name]))
    for key in ("anyOf", "oneOf"):
        if key in schema:
            found += of_members(document, schema, schema[key], value, place)
    if kind == "array" and "items" in schema:
        for index, item in enumerate(value):
            found += complaints(document, schema["items"], item, "%s[%d]" % (place, index))
    if kind == "object":
        found += of_object(document, schema, value, place)
    return found


def of_members(document, schema, members, value, place):
    tried = [complaints(document, member, value, place) for member in members]
    if any(not found for found in tried):
        return []
    if "discriminator" in schema and isinstance(value, dict):
        tag = value.get(schema["discriminator"]["propertyName"])
        chosen = schema["discriminator"]["mapping"].get(tag)
        if chosen is None:
            return ["%s: no member for tag %r" % (place, tag)]
        return complaints(document, {"$ref": chosen}, value, place)
    return min(tried, key=lambda found: (found[0].startswith(place + ": "), len(found)))


def of_object(document, schema, value, place):
    found = []
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", False)
    for name in schema.get("required", []):
        if name not in value:
            found.append("%s.%s: missing" % (place, name))
    for name, item in value.items():
        inside = "%s.%s" % (place, name)
        if name in properties:
            found += complaints(document, properties[name], item, inside)
        elif isinstance(others, dict):
            found += complaints(document, others, item, inside)
        elif not others:
            found.append("%s: undeclared" % inside)
    return found
