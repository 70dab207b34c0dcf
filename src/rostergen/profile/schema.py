"""The JSON Schema of a profile file, with which editors complete keys and explain them."""

from __future__ import annotations

import json
from typing import Any, Literal, get_args, get_origin

from rostergen.profile.builtin import builtin_profiles
from rostergen.profile.fields import Digits
from rostergen.profile.outline import DISTRIBUTION_FORMS, DISTRIBUTIONS, Key, defaults, outline
from rostergen.profile.plain import plain

_LIMITS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
}
_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}


def json_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12) of a profile file.

    It asks for no key, because a file states only what differs from the profile that it extends.
    """
    extends = {
        "description": "The profile that this one changes: a built-in profile, or a YAML file beside this one.",
        "type": "string",
        "examples": list(builtin_profiles()),
    }
    schema = _section(outline(), (), defaults())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rostergen district profile",
        **schema,
        "properties": {"extends": extends, **schema["properties"]},
        "$defs": {"distribution": _distribution()},
    }


def _section(section: Key, path: tuple[str, ...], default: dict[str, Any] | None) -> dict[str, Any]:
    """Return the schema of a section; `default` is None below a key of the user's choice."""
    properties = {}
    for name, key in section.keys.items():
        key_default = key.default if default is None else default[name]
        properties[name] = _described(key, (*path, name)) | _value(key, (*path, name), key_default)
        if not (key.is_section or key.merges) and (key.nullable or key_default is not None):
            properties[name]["default"] = json.loads(json.dumps(plain(key, key_default, None)))  # keys as text
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _described(key: Key, path: tuple[str, ...]) -> dict[str, Any]:
    parts = (
        key.meaning,
        key.form and f"Allowed: {key.form}.",
        key.unit and f"Unit: {key.unit}.",
        key.source and f"Source of the default: {key.source}.",
    )
    return {"title": ".".join(path), "description": "\n\n".join(part for part in parts if part)}


def _value(key: Key, path: tuple[str, ...], default: Any) -> dict[str, Any]:
    if key.is_section:
        return _section(key, path, default)
    if key.is_distribution:
        return {"$ref": "#/$defs/distribution"}
    if key.is_mapping:
        return _mapping(key, path)
    if get_origin(key.type) is list:
        return {"type": "array", "items": _value(key.values, path, None)}
    return _or_null(key, _single(key))


def _mapping(key: Key, path: tuple[str, ...]) -> dict[str, Any]:
    values = _value(key.values, (*path, "NAME"), None)
    if key.merges:
        values = {"anyOf": [values, {"type": "null", "description": "Removes the entry."}]}
    schema = {"type": "object", "additionalProperties": values}
    pattern = key.free_key.limit("pattern")
    return schema | ({"propertyNames": {"pattern": pattern}} if pattern else {})


def _single(key: Key) -> dict[str, Any]:
    if get_origin(key.type) is Literal:
        return {"enum": list(get_args(key.type))}
    limits = {name: limit for mark, name in _LIMITS.items() if (limit := key.limit(mark)) is not None}
    schema = {"type": _TYPES[key.type], **limits}
    # YAML readers other than rostergen's take 10 and even 09 for a number
    return {"anyOf": [schema, {"type": "integer"}]} if Digits in key.marks else schema


def _or_null(key: Key, schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]} if key.nullable else schema


def _distribution() -> dict[str, Any]:
    kinds = {name: _section(Key(kind), (name,), None) for name, kind in DISTRIBUTIONS.items()}
    for name, schema in kinds.items():
        schema["properties"]["dist"] = {"const": name}
    return {
        "description": f"A number, or how it varies: {', '.join(DISTRIBUTION_FORMS)}.",
        "anyOf": [{"type": "number"}, *kinds.values()],
    }
