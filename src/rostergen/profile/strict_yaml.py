"""YAML without surprises: one small document of plain data, with the line of every key.

YAML 1.1 reads `[KG, 01, 08]` as KG, 1 and '08', `NO` as false and `1:30` as 90, and lets a repeated key win silently.
Here a value is a number, true, false or null only where it looks like one in JSON; every other text stays text, and
so does every key. What profiles do not need (anchors, tags, several documents) is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from rostergen.errors import ProfileError, ProfileReadError

if TYPE_CHECKING:
    import os

KeyPath = tuple[str | int, ...]
"""Where a value stands: keys of mappings and positions in lists, from the top."""

Events = Iterator[Any]  # PyYAML's events; their attributes differ from class to class

Place = tuple[str, int]
"""A file and a line in it, counted from 1; line 0 means that the name is not a file but an option."""

MAX_BYTES = 1 << 20
MAX_DEPTH = 40
MAX_PROBLEMS = 100

_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,99})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Tree:
    """Plain data and, by path, the place of every key and list item in it; the path () is the whole."""

    value: dict[str, Any]
    lines: dict[KeyPath, Place]


def parse(text: str, file: str) -> Tree:
    """Return the mapping that `text` holds; `file` names it in errors.

    Raises:
        ProfileError: it is not a mapping in plain YAML.

    """
    lines: dict[KeyPath, Place] = {(): (file, 1)}
    value = _Composer(file, lines).compose(text)
    if value is None:
        value = {}
    if not isinstance(value, dict):
        raise ProfileError([f"{file}:1: found {_kind(value)}; allowed a mapping of keys to values (key: value)"])
    return Tree(value, lines)


def parse_value(text: str, name: str) -> Any:
    """Return the single value, of any kind, that `text` holds; `name` names it in errors."""
    try:
        return _Composer(name, {}).compose(text)
    except ProfileError as error:
        # A value given on the command line has no lines worth naming.
        raise ProfileError([problem.replace(f"{name}:1:", f"{name}:", 1) for problem in error.problems]) from None


def read_text(path: str | os.PathLike[str]) -> str:
    """Return the text of a file, of which never more than the size limit is read.

    Raises:
        ProfileReadError: the file cannot be read.
        ProfileError: it is too large or not UTF-8.

    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        name = str(path).replace("\0", "\\0")
        raise ProfileReadError([f"{name}: cannot be read: {reason[:1].lower()}{reason[1:]}"]) from None
    if len(content) > MAX_BYTES:
        raise ProfileError([_too_large(str(path))])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProfileError([f"{path}:{line}: not UTF-8 text; save the file as UTF-8"]) from None


def _too_large(name: str) -> str:
    return f"{name}: larger than {MAX_BYTES >> 20} MiB, the most a profile may have"


def _kind(value: Any) -> str:
    return "a list" if isinstance(value, list) else "a single value"


@dataclass
class _Composer:
    """Builds plain data from YAML events and notes the place of every key. Events never expand, whatever they nest."""

    file: str
    lines: dict[KeyPath, Place]
    problems: list[str] = field(default_factory=list)
    anchored: bool = False

    def compose(self, text: str) -> Any:
        text = text.removeprefix("\ufeff")
        if len(text) > MAX_BYTES:
            raise ProfileError([_too_large(self.file)])
        if bad := _NOT_TEXT.search(text):
            line = text.count("\n", 0, bad.start()) + 1
            raise ProfileError([f"{self.file}:{line}: the character U+{ord(bad[0]):04X} is not text; remove it"])
        try:
            value = self._document(yaml.parse(text, Loader=_LOADER))
        except yaml.YAMLError as error:
            raise ProfileError([*self.problems, self._syntax_problem(error, text)]) from None
        if self.problems:
            raise ProfileError(self.problems)
        return value

    def _document(self, events: Events) -> Any:
        value = None
        n_documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                n_documents += 1
                if n_documents > 1:
                    self._refuse(event, "a second document starts here; allowed one document a file")
                    break
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, events, ())
        return value

    def _node(self, event: Any, events: Events, path: KeyPath) -> Any:
        if len(path) > MAX_DEPTH:
            raise ProfileError([*self.problems, f"{self._at(event)}: {_TOO_DEEP}"])
        is_alias = isinstance(event, yaml.AliasEvent)
        if event.anchor is not None and not self.anchored:
            self.anchored = True  # one is told, not every one of those that a bomb is made of
            what = f"the alias *{event.anchor}" if is_alias else f"the anchor &{event.anchor}"
            self._refuse(event, f"{what}; anchors and aliases are not allowed, write the values out")
        if is_alias:
            return None
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if getattr(event, "tag", None) is not None:
            self._refuse_tag(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        return self._sequence(events, path)

    def _mapping(self, events: Events, path: KeyPath) -> dict[str, Any]:
        value: dict[str, Any] = {}
        first_line: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if isinstance(event, yaml.ScalarEvent):
                key = event.value
                self._scalar(event)
            else:
                key = ""
                self._node(event, events, (*path, key))
                self._refuse(event, "a key must be plain text")
            line = event.start_mark.line + 1
            if key == "<<" and not event.style:
                self._refuse(event, "merge keys (<<) are not allowed; write the keys out, or use extends")
            if key in first_line:
                self._refuse(event, f"the key {key!r} is already in line {first_line[key]}; keep one of the two")
            first_line.setdefault(key, line)
            self.lines[*path, key] = (self.file, line)
            value[key] = self._node(next(events), events, (*path, key))
        return value

    def _sequence(self, events: Events, path: KeyPath) -> list[Any]:
        value: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            item: KeyPath = (*path, len(value))
            self.lines[item] = (self.file, event.start_mark.line + 1)
            value.append(self._node(event, events, item))
        return value

    def _scalar(self, event: Any) -> str | int | float | bool | None:
        if event.tag is not None:
            self._refuse_tag(event)
        text: str = event.value
        if event.style:  # quoted, or a block of text
            if bad := _NOT_TEXT.search(text):
                self._refuse(event, f"the text holds the character U+{ord(bad[0]):04X}; remove it")
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
            return number
        return text

    def _at(self, event: Any) -> str:
        return f"{self.file}:{event.start_mark.line + 1}"

    def _refuse(self, event: Any, problem: str) -> None:
        self.problems.append(f"{self._at(event)}: {problem}")
        if len(self.problems) > MAX_PROBLEMS:
            raise ProfileError([*self.problems[:MAX_PROBLEMS], "and more problems"])

    def _refuse_tag(self, event: Any) -> None:
        self._refuse(event, "tags (!) are not allowed; put text in quotes to keep it text")

    def _syntax_problem(self, error: yaml.YAMLError, text: str) -> str:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        lines = text.splitlines() or [""]
        line = min(mark.line + 1, len(lines)) if mark else 1
        if mark and "\t" in lines[line - 1][: mark.column + 1]:
            return f"{self.file}:{line}: a tab; indent with spaces"
        problem = getattr(error, "problem", None) or "unreadable"
        if "nesting depth" in problem:  # libyaml 0.2.6 looks so far ahead that it meets a limit of its own before ours
            return f"{self.file}:{line}: {_TOO_DEEP}"
        context, start = getattr(error, "context", None), getattr(error, "context_mark", None)
        where = f" ({context} that starts in line {start.line + 1})" if start and start.line + 1 < line else ""
        return f"{self.file}:{line}: not valid YAML: {problem}{where}"
