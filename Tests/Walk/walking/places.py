"""Every place of a schema that holds a value, with a way to build a document that has a given value there."""

# Deeper than any schema goes that does not contain itself.
MOST_LEVELS = 14


class Places:
    """The places of the schemas of one document."""

    def __init__(self, document, known=()):
        """`known` has values for members by their names, such as ids of what exists."""
        self.document = document
        self.known = dict(known)

    def resolved(self, schema, seen=()):
        """The schema behind references, and the references on the way; None where one leads in a circle."""
        while isinstance(schema, dict) and "$ref" in schema:
            name = schema["$ref"]
            if seen.count(name) > 0:
                return None, seen
            seen = seen + (name,)
            target = self.document
            for part in name.lstrip("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            schema = target
        return (schema if isinstance(schema, dict) else {}), seen

    def least(self, schema, name="", seen=()):
        """The smallest value that fits."""
        if name in self.known:
            return self.known[name]
        schema, seen = self.resolved(schema, seen)
        if schema is None:
            return None
        for key in ("const", "default"):
            if schema.get(key) is not None:
                return schema[key]
        if schema.get("enum"):
            return schema["enum"][0]
        branches = schema.get("anyOf") or schema.get("oneOf")
        if branches:
            return self.least(branches[0], "", seen)
        kind = kind_of(schema)
        if kind == "object":
            members = schema.get("properties", {})
            return {key: self.least(members.get(key, {}), key, seen) for key in schema.get("required", [])}
        if kind == "array":
            return [self.least(schema.get("items", {}), name, seen)] if schema.get("minItems") else []
        return {"number": schema.get("minimum", 1), "integer": schema.get("minimum", 1), "boolean": True, "null": None}.get(
            kind, "x" * max(1, schema.get("minLength", 1)))

    def all(self, schema, name="", seen=(), levels=0):
        """Yields (path, kind, build) for each place; `build(value)` makes the document."""
        schema, seen = self.resolved(schema, seen)
        if schema is None or levels > MOST_LEVELS:
            return
        for branch in schema.get("anyOf") or schema.get("oneOf") or []:
            yield from self.all(branch, name, seen, levels)
        kind = kind_of(schema)
        if kind == "object":
            yield from self._members(schema, seen, levels)
            yield "", "object", lambda value: value
        elif kind == "array":
            for path, inner, build in self.all(schema.get("items", {}), name, seen, levels + 1):
                yield "/0" + path, inner, lambda value, build=build: [build(value)]
            yield "", "list", lambda value: value
            element = self.least(schema.get("items", {}), name, seen)
            yield "/*", "many", lambda value: [element] * value
        elif kind in ("number", "integer"):
            yield "", "number", lambda value: value
        elif kind == "string":
            yield "", "text", lambda value: value
        elif kind == "boolean":
            yield "", "flag", lambda value: value

    def _members(self, schema, seen, levels):
        least = self.least({**schema, "default": None}, "", seen)
        least = least if isinstance(least, dict) else {}
        for key, member in schema.get("properties", {}).items():
            for path, kind, build in self.all(member, key, seen, levels + 1):
                yield "/%s%s" % (key, path), kind, lambda value, key=key, build=build: {**least, key: build(value)}
        others = schema.get("additionalProperties")
        if others is True:
            # Anything may stand there: a number and a text stand for it.
            others = {"anyOf": [{"type": "number"}, {"type": "string"}]}
        if others:
            for path, kind, build in self.all(others, "", seen, levels + 1):
                yield "/x" + path, kind, lambda value, build=build: {**least, "x": build(value)}
            element = self.least(others, "", seen)
            yield "/?", "key", lambda value: {**least, value: element}


def kind_of(schema):
    """The type of a schema, found from its other words where it does not say one."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if kind:
        return kind
    if "properties" in schema or "additionalProperties" in schema:
        return "object"
    return "array" if "items" in schema else "string" if "pattern" in schema or "enum" in schema else None
