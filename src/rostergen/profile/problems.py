"""What is wrong in a profile, in plain words: FILE:LINE: dotted.key: found VALUE; allowed WHAT; did you mean KEY?."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from rostergen.profile.outline import DISTRIBUTIONS, UNKNOWN, Key, all_keys, outline
from rostergen.profile.strict_yaml import MAX_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from rostergen.profile.strict_yaml import KeyPath, Place, Tree

_FEW = 8
"""So many allowed keys are listed even where one of them is the likely one."""

_CONTROL_CHARACTERS = {number: ascii(chr(number))[1:-1] for number in (*range(32), *range(127, 160), 0x2028, 0x2029)}
"""How to keep a problem on one line, whatever stood in the profile."""

_SHOWN = 60
"""Longer values are cut."""


@dataclass(frozen=True, order=True)
class Problem:
    """One problem and its place; sorts by file and line."""

    place: Place
    key: str
    text: str

    def __str__(self) -> str:
        file, line = self.place
        parts = (f"{file}:{line}" if line else file, self.key, self.text)
        return ": ".join(part for part in parts if part).translate(_CONTROL_CHARACTERS)


def problem_at(lines: Mapping[KeyPath, Place], path: KeyPath, text: str) -> Problem:
    """Return a problem at a path, placed where the nearest key at or above it was stated."""
    stated = next(path[:length] for length in range(len(path), -1, -1) if path[:length] in lines)
    place = lines[stated]
    names_the_key = place[1] == 0 and stated == path  # an option such as --set schools=0
    return Problem(place, "" if names_the_key else dotted(path), text)


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as users write it: staffing.shared_departments[0]."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def found(value: Any, allowed: str) -> str:
    """Say what was found and what is allowed."""
    return f"found {_shown(value)}; allowed {allowed}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'KEY'?" with the known name nearest to `name`, or nothing."""
    by_lower = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), by_lower, n=1)
    return f"; did you mean '{by_lower[near[0]]}'?" if near else ""


def explain(error: ValidationError, tree: Tree) -> list[Problem]:
    """Return the problems that the model found in a tree, or one more of them than are reported."""
    details = error.errors(include_url=False)[: MAX_PROBLEMS + 1]
    return [_explain_one(each, tree) for each in details]


def _explain_one(error: ErrorDetails, tree: Tree) -> Problem:
    path, parent, key = _resolve(error["loc"], tree.value)
    kind, value = error["type"], error["input"]
    if error["loc"][-1:] == ("[key]",):
        allowed = parent.free_key.words
        place = problem_at(tree.lines, path, "").place
        return Problem(place, dotted(path[:-1]), f"found the key {_shown(path[-1])}; allowed as a key: {allowed}")
    if kind == "value_error":
        path, text = _own_words(str(error["ctx"]["error"]), path, key)
    elif kind == "extra_forbidden":
        text = _unknown_key(str(path[-1]), parent)
    elif kind == "missing":
        text = f"this key is missing; it holds {key.words}"
    elif kind.startswith("union_tag"):
        path, text = (*path, "dist"), _unknown_distribution(value)
    elif kind == "too_short" and key.is_mapping:
        text = "found no entries; allowed one or more"
    else:
        choices = get_args(key.type) if get_origin(key.type) is Literal else ()
        text = found(value, key.words) + did_you_mean(str(value), choices)
    return problem_at(tree.lines, path, text)


def _resolve(loc: tuple[str | int, ...], value: Any) -> tuple[KeyPath, Key, Key]:
    """Return the path that pydantic means as the user wrote it, the key above it and the key itself."""
    path: KeyPath = ()
    parent = key = outline()
    for part in loc:
        if part == "[key]":
            break
        if key.is_distribution:
            if not isinstance(value, dict):  # a plain number, which stands for a constant
                break
            key = key.child(part) or UNKNOWN  # pydantic adds the kind of distribution to the path
            continue
        parent, key = key, key.child(part) or UNKNOWN
        path = (*path, part)
        value = value.get(part) if isinstance(value, dict) else None
    return path, parent, key


def _own_words(message: str, path: KeyPath, key: Key) -> tuple[KeyPath, str]:
    """Move a message of the model that starts with the name of a key to that key."""
    name, colon, text = message.partition(": ")
    if colon and name in key.keys:
        return (*path, name), text.replace(f"; {name}: ", "; ")
    return path, message


def _unknown_key(name: str, section: Key) -> str:
    known = [*section.keys, "extends"] if section is outline() else list(section.keys)
    hint = did_you_mean(name, known)
    if not hint:
        elsewhere = [path for path, _ in all_keys(outline()) if path[-1] == name]
        hint = f"; did you mean '{dotted(elsewhere[0])}'?" if elsewhere else ""
    allowed = "" if hint and len(known) > _FEW else f"; allowed {', '.join(known)}"
    return f"unknown key{allowed}{hint}"


def _unknown_distribution(value: Any) -> str:
    allowed = f"one of {', '.join(DISTRIBUTIONS)}"
    if "dist" not in value:
        return f"this key is missing; it names the distribution, {allowed}"
    return found(value["dist"], allowed) + did_you_mean(str(value["dist"]), DISTRIBUTIONS)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return "a list"
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 4]}...{text[-1]}"
