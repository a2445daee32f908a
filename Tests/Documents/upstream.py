"""Compares the document with the service's own, shape by shape.

Each difference is (at, kind, detail). `at` names our component and property, so that one difference is told once
however many operations reach it. Kinds: path, operation, parameter, body, status, required, property, unnamed (a
property of theirs that we do not name), closed (we name
properties where they take anything), type, enum, default, limit.
"""

import re

from document import filled, json_schema, operations, resolve

LIMITS = (
    "minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems pattern format".split()
)


class Comparison:
    def __init__(self, ours, theirs):
        self.ours, self.theirs = ours, theirs
        self.found = {}
        self.done = set()

    def tell(self, at, kind, detail=""):
        self.found.setdefault((at, kind), str(detail))

    def run(self):
        theirs = {(path, method): operation for path, method, operation in operations(self.theirs)}
        for path, method, operation in operations(self.ours):
            at = "%s %s" % (method.upper(), path)
            if path not in self.theirs["paths"] or (path, method) not in theirs:
                self.tell(at, "path")
                continue
            self.operation(at, operation, theirs[path, method])
        return self.found

    def operation(self, at, ours, theirs):
        if ours["operationId"] != theirs["operationId"]:
            self.tell(at, "operation", theirs["operationId"])
        named = {(p["in"], p["name"]): p for p in theirs.get("parameters", []) if p["in"] != "header"}
        for parameter in ours.get("parameters", []):
            other = named.pop((parameter["in"], parameter["name"]), None)
            place = "%s ?%s" % (at, parameter["name"])
            if other is None:
                self.tell(place, "parameter")
                continue
            if bool(parameter.get("required")) != bool(other.get("required")):
                self.tell(place, "required")
            self.schema(place, parameter["schema"], other["schema"], True)
        for _, name in named:
            self.tell("%s ?%s" % (at, name), "unnamed")
        mine, other = ours.get("requestBody"), theirs.get("requestBody")
        if bool(mine) != bool(other) or (mine and bool(mine.get("required")) != bool(other.get("required"))):
            self.tell(at, "body")
        if mine and other:
            self.schema(at + " body", json_schema(mine), json_schema(other), True)
        for status, answer in ours["responses"].items():
            if status not in theirs["responses"]:
                self.tell("%s %s" % (at, status), "status")
                continue
            mine = json_schema(resolve(self.ours, answer))
            other = json_schema(theirs["responses"][status])
            if mine is None and other is None:
                continue
            if mine is None or other is None:
                self.tell("%s %s" % (at, status), "body")
                continue
            self.schema("%s %s" % (at, status), mine, other, False)

    def members(self, document, schema):
        """The alternatives of a schema, references followed, as [(name, schema)]."""
        name = None
        while "$ref" in schema:
            name = re.sub("-(Input|Output)$", "", schema["$ref"].split("/")[-1])
            schema = resolve(document, {"$ref": schema["$ref"]})
        if "anyOf" in schema or "oneOf" in schema:
            found = []
            for part in schema.get("anyOf", schema.get("oneOf")):
                found += self.members(document, part)
            return found
        return [(name, schema)]

    def schema(self, at, ours, theirs, request):
        self.default(at, ours, theirs)
        mine, others = self.members(self.ours, ours), self.members(self.theirs, theirs)
        if any(not schema for _, schema in mine):
            return
        free = [schema for _, schema in others if not schema or not (schema.keys() - {"title", "description"})]
        if not free:
            self.types(at, mine, others)
            self.values(at, mine, others)
        for kind in ("string", "integer", "number", "array"):
            self.limits(at, kind, mine, others)
        self.objects(at, mine, others, request)
        mine = [schema for _, schema in mine if schema.get("type") == "array"]
        others = [schema for _, schema in others if schema.get("type") == "array"]
        if mine and others:
            self.schema(at + "[]", mine[0]["items"], others[0].get("items", {}), request)

    def types(self, at, mine, others):
        def names(members):
            return {schema.get("type", "string" if "const" in schema else "any") for _, schema in members}

        if names(mine) != names(others):
            self.tell(at, "type", "%s, theirs %s" % (sorted(names(mine)), sorted(names(others))))

    def values(self, at, mine, others):
        def listed(members):
            found = set()
            for _, schema in members:
                if "enum" in schema:
                    found |= set(map(str, schema["enum"]))
                if "const" in schema:
                    found.add(str(schema["const"]))
            return found

        if listed(mine) != listed(others):
            at = next((name for name, schema in mine if name and "enum" in schema), at)
            extra, absent = sorted(listed(mine) - listed(others)), sorted(listed(others) - listed(mine))
            self.tell(at, "enum", " ".join(["+" + value for value in extra] + ["-" + value for value in absent]))

    def limits(self, at, kind, mine, others):
        def told(members):
            found = set()
            for _, schema in members:
                if schema.get("type") == kind:
                    found |= {(key, str(schema[key]).replace(".0", "")) for key in LIMITS if key in schema}
            return {(key, limit) for key, limit in found if (key, limit) not in (("minLength", "0"), ("minItems", "0"))}

        if told(mine) != told(others):
            self.tell(at, "limit", "%s, theirs %s" % (sorted(told(mine)), sorted(told(others))))

    def default(self, at, ours, theirs):
        mine = ours.get("default", self)
        other = theirs.get("default", self)
        if mine is self and other is self or mine == other:
            return
        if other is self:
            members = self.members(self.ours, ours)
            if mine is None and any(schema.get("type") == "null" for _, schema in members):
                return
            if mine in ([], {}):
                return
            if isinstance(mine, dict) and any(mine == filled(self.ours, schema) for _, schema in members):
                return
        told = tuple("-" if value is self else value for value in (mine, other))
        self.tell(at, "default", "%.60s, theirs %.60s" % told)

    def objects(self, at, mine, others, request):
        mine = [(name, schema) for name, schema in mine if schema.get("type") == "object"]
        others = [(name, schema) for name, schema in others if schema.get("type") == "object"]
        for name, schema in mine:
            if schema.get("additionalProperties") is True and "properties" not in schema:
                continue
            chosen = [pair for pair in others if pair[0] == name] or others
            if not chosen:
                continue
            if "properties" in schema and not any("properties" in pair[1] for pair in chosen):
                self.tell(at, "closed")
                continue
            mark = (name or at, tuple(sorted(str(pair[0]) for pair in chosen)), request)
            if mark in self.done:
                continue
            self.done.add(mark)
            self.object(name or at, schema, [pair[1] for pair in chosen], request)

    def object(self, at, ours, theirs, request):
        properties = {}
        for schema in theirs:
            for name, part in schema.get("properties", {}).items():
                properties.setdefault(name, []).append(part)
        required = set.intersection(*(set(schema.get("required", [])) for schema in theirs))
        for name in sorted(set(ours.get("required", [])) ^ required):
            if request or name in ours.get("properties", {}):
                self.tell("%s.%s" % (at, name), "required", "theirs" if name in required else "ours only")
        for name, part in ours.get("properties", {}).items():
            place = "%s.%s" % (at, name)
            if name not in properties:
                self.tell(place, "property")
                continue
            others = properties[name]
            merged = others[0] if len(others) == 1 else {"anyOf": others}
            defaults = [other["default"] for other in others if "default" in other]
            if len(others) > 1 and defaults and all(value == defaults[0] for value in defaults):
                merged["default"] = defaults[0]
            self.schema(place, part, merged, request)
        if ours.get("additionalProperties") is not True:
            for name in sorted(set(properties) - set(ours.get("properties", {}))):
                self.tell("%s.%s" % (at, name), "unnamed")
        mine = ours.get("additionalProperties")
        values = [schema["additionalProperties"] for schema in theirs if "additionalProperties" in schema]
        if isinstance(mine, dict) and values:
            self.schema(at + "{}", mine, values[0] if isinstance(values[0], dict) else {}, request)


def differences(ours, theirs):
    """{(at, kind): detail} of everything in which our document differs from theirs."""
    return Comparison(ours, theirs).run()
