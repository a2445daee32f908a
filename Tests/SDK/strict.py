"""Holds a JSON answer against the SDK's own models, strictly.

The SDK builds its models without validation and opens every enum with `Any`, so it accepts nearly anything. Here each
model is made anew with the same fields, in pydantic's strict mode, with closed enums and real discriminators.
"""

import sys
import types
import typing

import pydantic
from elevenlabs.core.unchecked_base_model import UnionMetadata

MODULE = types.ModuleType("strict_models")
MODULE.__dict__.update(vars(typing))
sys.modules[MODULE.__name__] = MODULE
CONFIG = pydantic.ConfigDict(strict=True, extra="allow", defer_build=True, protected_namespaces=())
UNION_ORIGINS = (typing.Union, types.UnionType)

_names: dict = {}
_adapters: dict = {}


def closed(annotation):
    """The annotation with every model replaced by its strict twin and every enum closed."""
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return typing.ForwardRef(_twin(annotation), module=MODULE.__name__)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        inner = closed(arguments[0])
        for extra in arguments[1:]:
            if isinstance(extra, UnionMetadata) and len(typing.get_args(arguments[0])) > 1:
                inner = typing.Annotated[inner, pydantic.Field(discriminator=extra.discriminant)]
        return inner
    if origin in UNION_ORIGINS:
        members = list(arguments)
        if any(typing.get_origin(member) is typing.Literal for member in members):
            members = [member for member in members if member is not typing.Any]
        return typing.Union[tuple(closed(member) for member in members)]
    if origin is list or origin is typing.Sequence:
        return list[closed(arguments[0])] if arguments else list
    if origin is dict:
        return dict[arguments[0], closed(arguments[1])] if arguments else dict
    return annotation


def _twin(model):
    """The name of the model's strict twin, which is made on first use."""
    if model in _names:
        return _names[model]
    name = _names[model] = "%s_%d" % (model.__name__, len(_names))
    if not model.__pydantic_fields_complete__:
        model.model_rebuild()
    fields = {}
    for field_name, field in model.model_fields.items():
        default = ... if field.is_required() else field.default
        fields[field_name] = (closed(field.annotation), pydantic.Field(default, alias=field.alias))
    twin = pydantic.create_model(name, __config__=CONFIG, __module__=MODULE.__name__, **fields)
    setattr(MODULE, name, twin)
    return name


def adapter(annotation):
    """Validates JSON text against the annotation's strict twin."""
    key = repr(annotation)
    if key not in _adapters:
        twin = closed(annotation)
        if isinstance(twin, typing.ForwardRef):
            twin = getattr(MODULE, twin.__forward_arg__)
        # The forward references stand in MODULE: the adapter resolves them in the namespace of its caller.
        _adapters[key] = eval("TypeAdapter(twin)", dict(vars(MODULE), TypeAdapter=pydantic.TypeAdapter, twin=twin))
    return _adapters[key]


def complaints(annotation, text):
    """Why the JSON text is not what the SDK declares, one line each; empty when it is."""
    try:
        adapter(annotation).validate_json(text)
    except pydantic.ValidationError as error:
        return [
            "%s: %s (%r)" % (".".join(str(part) for part in issue["loc"]), issue["msg"], issue["input"])
            for issue in error.errors(include_url=False)
        ]
    return []


def undeclared(annotation, text):
    """The members of the JSON text that the SDK does not declare, as dotted places with `*` for list positions."""
    return sorted(set(_extras(adapter(annotation).validate_json(text), "")))


def _extras(value, place):
    if isinstance(value, pydantic.BaseModel):
        for name in value.model_extra or {}:
            yield place + name
        for name, field in type(value).model_fields.items():
            yield from _extras(getattr(value, name), "%s%s." % (place, field.alias or name))
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _extras(member, "%s%s." % (place, name))
    elif isinstance(value, list):
        for member in value:
            yield from _extras(member, place + "*.")
