"""Values of a profile as users write them: as plain data, and as YAML on one line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rostergen.profile.outline import Key

_EXACT = 2**53
"""Below this every whole number is a float of its own."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+()-]+)*")
_NOT_PLAIN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
"""Texts that some YAML readers take for something else."""


def plain(key: Key, value: Any, default: Any) -> Any:
    """Return a dumped value as users write it; `default` is what it merges with when it is loaded."""
    if key.is_distribution:
        return _distribution(value)
    if key.is_section:
        return {name: plain(child, value[name], (default or {}).get(name)) for name, child in key.keys.items()}
    if not key.merges:
        return _numbers(value)
    default = default or {}
    entries = {name: plain(key.values, entry, default.get(name)) for name, entry in value.items()}
    if key.values.is_flat:
        entries = {name: _stated(key.values, entry, default.get(name)) for name, entry in entries.items()}
    return entries | {name: None for name in default if name not in value}


def _stated(section: Key, value: dict[str, Any], default: dict[str, Any] | None) -> dict[str, Any]:
    """Return the keys of an entry that differ from the model's default or from what the entry merges with."""
    defaults = {name: key.info.default for name, key in section.keys.items() if key.info}
    base = default or defaults
    return {name: each for name, each in value.items() if each != defaults[name] or each != base[name]}


def _distribution(value: dict[str, Any]) -> Any:
    if value["dist"] == "constant":
        return _numbers(value["value"])
    names = sorted(value, key=lambda name: (name != "dist", name in ("min", "max")))
    return {name: _numbers(value[name]) for name in names if value[name] is not None}


def _numbers(value: Any) -> Any:
    """Return a value with 23 instead of 23.0, in keys too."""
    if isinstance(value, dict):
        return {_numbers(name): _numbers(each) for name, each in value.items()}
    whole = isinstance(value, float) and value.is_integer() and abs(value) < _EXACT
    return int(value) if whole else value


def flow(value: Any) -> str:
    """Return a value on one line, such that readers of YAML 1.1 and of YAML 1.2 take it for the same."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(name)}: {flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _NOT_PLAIN
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text else text.replace("e", ".0e")  # YAML 1.1 takes 1e-05 for text
    return json.dumps(value)
