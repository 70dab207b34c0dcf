"""Breaking a bundle on one page: choose the places, write the files, pack them, write the key."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from rostergen.errors import UsageError
from rostergen.faults.changes import of_file
from rostergen.faults.draw import Draw
from rostergen.faults.edits import Edited
from rostergen.faults.key import Consequence, Copy, Injected, Key, Touched, fingerprint, shortened
from rostergen.faults.model import EVERYTHING, Change, Claim, Fault
from rostergen.faults.parcel import Member, Parcel
from rostergen.scratch import scratch_file
from rostergen.spec.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rostergen.faults.sheet import Edit
    from rostergen.faults.source import Source


@dataclass(frozen=True, slots=True)
class Wish:
    """A fault that is asked for: so many times, or in such a share of the rows of the file where it goes."""

    fault: Fault
    count: int = 1
    rate: float | None = None
    optional: bool = False
    """Whether it is left out where the bundle cannot host it, instead of being refused."""


@dataclass(slots=True)
class Plan:
    """The changes that were chosen, with the faults that they are of, and what was left out and why."""

    chosen: list[tuple[Fault, Change]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """Names of faults, and why they were left out."""


def plan(source: Source, wishes: Sequence[Wish], seed: int, *, zipped: bool) -> Plan:
    """Choose places for all faults, none in the way of another. Raises UsageError for a fault that has no place."""
    made = Plan()
    claims = _Claims()
    candidates = [_candidate(source, wish, seed, len(wishes), zipped=zipped) for wish in wishes]
    for candidate in sorted(candidates, key=lambda each: each.wish.optional and each.is_wide):
        wish, problem = candidate.wish, candidate.problem
        if not problem:
            found = _places(candidate, claims)
            made.chosen += [(wish.fault, change) for change in found]
            problem = _shortfall(candidate.wanted, len(found))
        if problem and not wish.optional:
            raise UsageError(f"{wish.fault.name}: {problem}")
        if problem:
            made.skipped.append((wish.fault.name, problem))
    return made


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A wish, the places where it could come true, and why it cannot at all, "" if it can."""

    wish: Wish
    places: Iterator[Change]
    problem: str = ""
    wanted: int = 0
    is_wide: bool = False
    """Whether it takes a whole file, and so would leave the faults of rows no place: it comes after them."""


def _candidate(source: Source, wish: Wish, seed: int, n_wishes: int, *, zipped: bool) -> _Candidate:
    problem = _unfit(source, wish.fault, n_wishes, zipped=zipped)
    if problem:
        return _Candidate(wish, iter(()), problem)
    places = wish.fault.places(source, Draw(seed, wish.fault.name))
    first = next(places, None)
    if first is None:
        return _Candidate(wish, places, "this bundle has no place for it")
    is_wide = any(claim[0] == "file" for claim in first.touches)
    return _Candidate(wish, chain([first], places), wanted=_wanted(source, wish, first), is_wide=is_wide)


def _unfit(source: Source, fault: Fault, n_wishes: int, *, zipped: bool) -> str:
    """Return why a fault cannot be injected whatever the rows are, "" if it may be."""
    if fault.rule_in(source.version.number) is None:
        return f"only OneRoster {' and '.join(fault.versions)} has its rule"
    if fault.zip_only and not zipped:
        return "only a zip can have it; let the name of --out end in .zip"
    if fault.alone and n_wishes > 1:
        return "it leaves nothing for another, so it can only be the one fault of its bundle; try --one-per-bundle"
    return ""


def _shortfall(wanted: int, found: int) -> str:
    if not found:
        return "other faults are in the way wherever it could be; try --one-per-bundle"
    if found < wanted:
        return f"{wanted:,} were asked for, and there is room for {found:,}"
    return ""


def _wanted(source: Source, wish: Wish, first: Change) -> int:
    """Return how often a fault is wanted. Raises UsageError for a share of what has no rows."""
    if wish.rate is None:
        return wish.count
    sheet = source.sheet(first.file.removesuffix(".csv"))
    if first.scope != "row" or sheet is None or sheet is source.manifest or wish.fault.once:
        raise UsageError(f"{wish.fault.name}: found a share, and it is no fault of rows; say how many, as in =1")
    return max(1, round(wish.rate * sheet.rows))


def _places(candidate: _Candidate, claims: _Claims) -> list[Change]:
    found: list[Change] = []
    for change in candidate.places:
        if claims.take(change):
            found.append(change)
        if len(found) == candidate.wanted or (found and candidate.wish.fault.once):
            break
    return found


class _Claims:
    """What the chosen changes touch and need."""

    def __init__(self) -> None:
        self._touched: set[Claim] = set()
        self._needed: set[Claim] = set()
        self._shared: set[Claim] = set()

    def take(self, change: Change) -> bool:
        """Take what a change claims, if it is free."""
        touches = change.touches
        needs = (change.needs | {of_file(edit.file) for edit in change.edits}) - touches
        if EVERYTHING in touches and (self._touched or self._needed):
            return False
        if any(self._is_touched(claim) for claim in touches | needs | change.shares):
            return False
        if self._shared & (touches | needs) or self._needed & change.shares:
            return False
        if any(claim in self._needed or self._holds_needed(claim) for claim in touches):
            return False
        self._touched |= touches
        self._needed |= needs
        self._shared |= change.shares
        return True

    def _is_touched(self, claim: Claim) -> bool:
        if claim in self._touched or EVERYTHING in self._touched:
            return True
        return claim[0] == "row" and ("file", claim[1]) in self._touched

    def _holds_needed(self, claim: Claim) -> bool:
        """Return whether something within a file is needed or touched that is to be touched as a whole."""
        if claim[0] != "file":
            return False
        return any(c[0] == "row" and c[1] == claim[1] for c in self._needed | self._touched)


def carry_out(source: Source, made: Plan, target: Path, *, name: str, seed: int, scratch: Path, zipped: bool) -> Key:
    """Write the broken bundle: into the folder `target`, or as the new zip of that name. Return its key."""
    edits: defaultdict[str, list[Edit]] = defaultdict(list)
    for _, change in made.chosen:
        for edit in change.edits:
            edits[edit.file].append(edit)
    edited = {file: Edited(sheet, found) for file, found in edits.items() if (sheet := source.sheet(file))}
    parcel = Parcel([Member(entry, path, entry) for entry, path in source.entries.items()])
    for file, each in edited.items():
        written = scratch / f"{file}.edited"
        with scratch_file(written) as out:
            each.write(out)
        parcel.member(f"{file}.csv").content = written
    for _, change in made.chosen:
        if change.rewrite is not None:
            written = scratch / f"{change.file}.rewritten"
            with scratch_file(written) as out:
                change.rewrite(out)
            parcel.member(change.file).content = written
    # What moves everything into a folder comes after all that moves one thing.
    for _, change in sorted(made.chosen, key=lambda pair: ("layout",) in pair[1].touches):
        if change.pack is not None:
            change.pack(parcel)
    if zipped:
        parcel.members.sort(key=lambda member: (member.name != "manifest.csv", member.name))
        parcel.pack(target)
    else:
        parcel.lay_out(target)
    injected = sorted((_injected(source, fault, change, edited, name) for fault, change in made.chosen), key=_order)
    return Key(name, source.version.number, seed, fingerprint(target), tuple(injected))


def _injected(source: Source, fault: Fault, change: Change, edited: dict[str, Edited], name: str) -> Injected:
    rule = fault.rule_in(source.version.number)
    assert rule is not None

    def line(file: str, place: object) -> int | None:
        if place is None or isinstance(place, int):
            return place
        each = edited.get(file.removesuffix(".csv"))
        sheet = source.sheet(file.removesuffix(".csv"))
        assert sheet is not None
        return (each or Edited(sheet, ())).line(place)  # type: ignore[arg-type]

    own_line = line(change.file, change.place)
    applicable = [code for code in fault.also if source.version.number in RULES[code].versions]
    consequences = [
        Consequence(e.rule, e.file, line(e.file, e.row) if e.row else e.line, e.column) for e in change.effects
    ]
    if not change.effects:
        consequences = [Consequence(code, change.file, own_line) for code in applicable]
    return Injected(
        fault.name,
        fault.level,
        rule,
        RULES[rule].severity,
        fault.importer,
        change.scope,
        change.file.replace("{bundle}", name),
        own_line,
        change.column,
        change.sourced_id,
        shortened(change.before),
        shortened(change.after),
        fault.against_base,
        _touched(change, edited),
        _copies(change, edited),
        tuple(each for each in consequences if source.version.number in RULES[each.rule].versions),
    )


def _touched(change: Change, edited: dict[str, Edited]) -> tuple[Touched, ...]:
    touched = [
        Touched(f"{edit.file}.csv", line)
        for edit in change.edits
        for line in edited[edit.file].new_lines(edit) or (None,)
    ]
    if change.rewrite is not None or change.pack is not None:
        touched.append(Touched(change.file))
    return tuple(dict.fromkeys(touched))


def _copies(change: Change, edited: dict[str, Edited]) -> tuple[Copy, ...]:
    return tuple(
        Copy(f"{edit.file}.csv", edited[edit.file].line(edit), edited[edit.file].line(edit.like))
        for edit in change.edits
        if edit.like is not None
    )


def _order(injected: Injected) -> tuple[str, int, str]:
    return injected.file, injected.line or 0, injected.fault
