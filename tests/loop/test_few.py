"""Every fault among few others: validate says of a bundle that has it what the key says, and the rows tell the same."""

from __future__ import annotations

import csv
import difflib
import io
import shutil
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from rostergen.faults.catalogue import FAULTS
from rostergen.faults.grade import grade
from rostergen.faults.inject import Wish, plan
from rostergen.faults.key import shortened
from rostergen.faults.model import LEVELS
from rostergen.faults.reported import load_report
from rostergen.faults.source import Source
from rostergen.spec.rules import RULES
from rostergen.validate.formats.machine import as_json

from .bundles import BY_HAND, GRADED, bundle
from .closing import judged, problems
from .rounds import broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rostergen.faults.key import Injected
    from rostergen.faults.model import Fault
    from rostergen.validate.finding import Report

CANNOT_BE = {"RG-CSV-01"}
"""Error rules that no bundle can break, since they are about the machine; docs/fault-catalogue.md says why."""
SHOWN_ELSEWHERE = {
    *("no-primary-teacher", "class-without-teacher", "no-primary-role", "year-of-five-terms"),
    *("guardian-who-does-not-link-back", "graded-and-missing"),
}
"""Faults that are to be seen in another cell than the one that was changed."""

_TOGETHER = 4
"""Faults in one bundle."""
BROKEN = ("rural", GRADED, *BY_HAND)
Hosts = dict[str, list[str]]


@pytest.fixture(scope="module")
def hosts(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Hosts:
    """The bundles that can have a fault, by its name."""
    found: Hosts = {name: [] for name in FAULTS}
    for name in BROKEN:
        with closing(Source(bundle(name, folder), tmp_path_factory.mktemp("scratch"))) as source:
            for fault in FAULTS.values():
                if plan(source, [Wish(fault, optional=True)], 1, zipped=True).chosen:
                    found[fault.name].append(name)
    return found


@pytest.fixture(scope="module")
def before(folder: Path) -> dict[str, Report]:
    """What is said of the bundles before they are broken."""
    return {name: judged(bundle(name, folder)) for name in BROKEN}


def test_every_fault_has_a_bundle_and_every_error_rule_a_fault(hosts: Hosts) -> None:
    assert not [name for name, found in hosts.items() if not found]
    rules = {FAULTS[fault].rule_in(name.removeprefix("rural-")[:3]) for fault in hosts for name in hosts[fault]}
    errors = {rule.code for rule in RULES.values() if rule.severity == "error"}
    assert errors - rules == CANNOT_BE


def of_turn(hosts: Hosts, faults: Sequence[Fault]) -> Iterator[tuple[str, Fault]]:
    """Yield faults with one of the bundles that can have them: in turn, so that each bundle has some of every level."""
    for turn, fault in enumerate(faults):
        found = hosts[fault.name]
        yield found[turn % len(found)], fault


@pytest.mark.parametrize("level", LEVELS)
def test_a_fault_changes_what_its_key_says_and_nothing_else(
    level: str, hosts: Hosts, folder: Path, tmp_path: Path
) -> None:
    said = []
    for name, fault in of_turn(hosts, [fault for fault in FAULTS.values() if fault.level == level]):
        whole = bundle(name, folder)
        made = broken(whole, [Wish(fault)], tmp_path / fault.name)
        assert made is not None
        (injected,) = made.key.faults
        said += [f"{name}, {fault.name}: {problem}" for problem in _untold(whole, made.path, injected)]
    assert not said


@pytest.mark.parametrize("name", BROKEN)
def test_few_faults_of_several_levels_are_found_and_nothing_else(
    name: str, hosts: Hosts, before: dict[str, Report], folder: Path, tmp_path: Path
) -> None:
    whole = bundle(name, folder)
    said, groups = [], strangers([fault for host, fault in of_turn(hosts, list(FAULTS.values())) if host == name])
    while groups:
        group = groups.pop()
        made = broken(whole, [Wish(fault, optional=True) for fault in group], tmp_path / group[0].name)
        assert made is not None
        base = whole if any(fault.against_base for fault in group) else None
        said += problems(made.key, judged(made.path, base), before[name])
        done = {injected.fault for injected in made.key.faults}
        groups += [[fault] for fault in group if fault.name not in done]
    assert not said


def strangers(faults: Sequence[Fault]) -> list[list[Fault]]:
    """Return groups of faults that have little to do with each other; some are by themselves."""
    apart = [fault for fault in faults if fault.alone or fault.against_base]
    others = sorted((fault for fault in faults if fault not in apart), key=lambda fault: LEVELS.index(fault.level))
    groups = -(-len(others) // _TOGETHER)
    return [[fault] for fault in apart] + [others[first::groups] for first in range(groups)]


@pytest.mark.parametrize(
    ("fault", "name", "file", "column", "value"),
    [
        ("delta-row-twice", "1.1-delta", "orgs", "identifier", "1001"),
        ("class-without-students", "1.1", "classes", "subjectCodes", ""),
    ],
)
def test_what_is_wrong_with_a_row_is_wrong_with_its_copy(
    fault: str, name: str, file: str, column: str, value: str, folder: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(bundle(name, folder), whole)
    with (whole / f"{file}.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    with (whole / f"{file}.csv").open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(row | {column: value} for row in rows)
    made = broken(whole, [Wish(FAULTS[fault])], tmp_path / fault)
    assert made is not None
    before, after = judged(whole), judged(made.path)
    assert len([f for f in after if f.column == column]) == len([f for f in before if f.column == column]) + 1
    assert problems(made.key, after, before) == []
    said = {}
    for turn, report in (("before", before), ("after", after)):
        (tmp_path / turn).write_text(as_json(report), encoding="utf-8")
        said[turn] = load_report(tmp_path / turn).rows
    assert grade(made.key, said["after"], said["before"]).ok


def _untold(whole: Path, path: Path, injected: Injected) -> list[str]:
    """Return what the files of a broken bundle have to say against its key."""
    touched = {(each.file, each.line) for each in injected.touched}
    if injected.level == "packaging" or (injected.scope != "row" and (injected.file, None) in touched):
        return []  # a file as a whole, or how all are packed
    before = {file.name: file.read_bytes() for file in whole.iterdir()}
    with zipfile.ZipFile(path) as archive:
        after = {entry: archive.read(entry) for entry in archive.namelist()}
    said = [f"{entry} is not what it was" for entry in set(before) ^ set(after)]
    changed = {(entry, line) for entry in before for line in _changed(before[entry], after[entry])}
    if changed != {place for place in touched if place[1]}:
        said.append(f"touched {sorted(changed)}, not {injected.touched}")
    if injected.scope == "row" and injected.column and injected.level not in ("manifest", "form", "volume"):
        said += _unlike(after[injected.file], injected)
    return said


def _changed(before: bytes, after: bytes) -> set[int]:
    """Return the lines of `after`, counted from 1, that are new or not what they were."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) == len(new):
        return {number for number, pair in enumerate(zip(old, new, strict=True), 1) if pair[0] != pair[1]}
    spans = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return {line + 1 for kind, _, _, start, end in spans if kind != "equal" for line in range(start, end)}


def _unlike(text: bytes, injected: Injected) -> list[str]:
    """Return where the cell that the key names is not what it says."""
    assert injected.line is not None
    lines = text.decode("utf-8-sig").splitlines(keepends=True)
    header, row = (next(csv.reader(io.StringIO(lines[line - 1], newline=""))) for line in (1, injected.line))
    cells = dict(zip(header, row, strict=True))
    said = []
    if injected.fault not in SHOWN_ELSEWHERE and shortened(cells[injected.column]) != (injected.after or ""):
        said.append(f"{injected.column} is {cells[injected.column]!r}, not {injected.after!r}")
    if injected.column != "sourcedId" and cells["sourcedId"] != injected.sourced_id:
        said.append(f"line {injected.line} has the sourcedId {cells['sourcedId']}, not {injected.sourced_id}")
    return said
