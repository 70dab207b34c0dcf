"""An importer's report held against the answer key: what it found, what it missed, and what it made up.

A report row is about a fault where it names the file and the line or the sourcedId that the key names, or a line that
was touched for it. An id that is wrong itself counts as it was and as it is. Where the row also names a rule of
rostergen's, that has to be the one of the key. A fault of a whole file is found by anything about that file that is not
about a row of the key, a fault of the whole bundle by anything else. A rule that a row breaks may be broken by its copy
too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rostergen.faults.key import shortened
from rostergen.spec.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rostergen.faults.key import Consequence, Injected, Key
    from rostergen.faults.reported import Reported


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of one fault."""

    injected: Injected
    found: bool

    @property
    def asked(self) -> bool:
        """Whether an importer has to report it: what is to be accepted need not be mentioned."""
        return self.injected.importer != "accept"


@dataclass(frozen=True, slots=True)
class Score:
    """What became of all of them, and the report rows that are about none."""

    key: Key
    marks: tuple[Mark, ...]
    false_alarms: tuple[Reported, ...]

    @property
    def found(self) -> int:
        """How many faults were reported."""
        return sum(mark.found for mark in self.marks)

    @property
    def missed(self) -> tuple[Injected, ...]:
        """The faults that should have been reported and were not."""
        return tuple(mark.injected for mark in self.marks if mark.asked and not mark.found)

    @property
    def ok(self) -> bool:
        """Whether nothing was missed and nothing made up."""
        return not self.missed and not self.false_alarms


def grade(key: Key, report: Iterable[Reported], before: Iterable[Reported] = ()) -> Score:
    """Score a report. `before` is what the importer says of the bundle as it was: that is not held against it."""
    found: set[int] = set()
    alarms: list[Reported] = []
    known = Counter(map(_gist, before))
    report = list(report)
    said = {(_place(row), row.rule) for row in report}
    copies = {(_leaf(copy.file), copy.line): copy.of for injected in key.faults for copy in injected.copies}
    for row in report:
        about = _about(key.faults, row, found)
        if about is not None:
            found.add(about)
        elif _follows(key.faults, row):
            continue
        elif ((_leaf(row.file), copies.get(_place(row))), row.rule) in said:
            continue  # as it should be said of a copy
        elif known[_gist(row)]:
            known[_gist(row)] -= 1
        elif row.severity.casefold() not in ("info", "notice", "debug"):
            alarms.append(row)
    marks = tuple(Mark(injected, i in found) for i, injected in enumerate(key.faults))
    return Score(key, marks, tuple(alarms))


def _place(row: Reported) -> tuple[str, int]:
    return _leaf(row.file), row.line or 0


def _gist(row: Reported) -> tuple[str, str, str, str]:
    return _leaf(row.file), row.rule, row.message, row.sourced_id


def _about(faults: Sequence[Injected], row: Reported, found: set[int]) -> int | None:
    """Return which fault a report row is about, one that was not found before if there is one."""
    for fits in (_is_place, _is_touched, _is_whole, _is_wider):
        hits = [i for i, injected in enumerate(faults) if _same_rule(injected.rule, row) and fits(injected, row)]
        if hits:
            return next((i for i in hits if i not in found), hits[0])
    return None


def _same_rule(rule: str, row: Reported) -> bool:
    return row.rule not in RULES or row.rule == rule


def _is_place(injected: Injected, row: Reported) -> bool:
    """Return whether a report row names the very place."""
    if row.file and _leaf(row.file) != _leaf(injected.file):
        return False
    by_line = bool(row.file) and row.line is not None and row.line == injected.line
    ids = (injected.sourced_id, injected.after if injected.column == "sourcedId" else None)
    return by_line or (bool(row.sourced_id) and (row.sourced_id in ids or shortened(row.sourced_id) in ids))


def _is_touched(injected: Injected, row: Reported) -> bool:
    """Return whether a report row names a line that was changed for a fault that shows in another."""
    if not row.file or row.line is None:
        return False
    return any(each.line == row.line and _leaf(each.file) == _leaf(row.file) for each in injected.touched)


def _is_whole(injected: Injected, row: Reported) -> bool:
    """Return whether a report row names a file as a whole, and that is what is hurt, or the rule tells the same."""
    whole = injected.scope != "row" or row.rule == injected.rule
    return whole and row.line is None and not row.sourced_id and _leaf(row.file) == _leaf(injected.file)


def _is_wider(injected: Injected, row: Reported) -> bool:
    """Return whether a report row is about something in the file or the bundle that is hurt as a whole."""
    if injected.scope == "file":
        return bool(row.file) and _leaf(row.file) == _leaf(injected.file)
    return injected.scope == "bundle"


def _follows(faults: Sequence[Injected], row: Reported) -> bool:
    """Return whether a report row is about what inevitably follows from a fault."""
    return any(_is_effect(effect, row) for injected in faults for effect in injected.consequences)


def _is_effect(effect: Consequence, row: Reported) -> bool:
    if not _same_rule(effect.rule, row) or (effect.file and _leaf(effect.file) != _leaf(row.file)):
        return False
    return effect.line is None or effect.line == row.line


def _leaf(file: str) -> str:
    """Return a file without the folder that a report may name: oneroster/users.csv is users.csv, and so is users."""
    leaf = file.replace("\\", "/").rstrip("/").rpartition("/")[2].casefold()
    return leaf.removesuffix(".csv")
