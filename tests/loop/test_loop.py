"""The loop is closed: what break injects, validate finds at its line, and grade agrees; nothing else is found."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from rostergen.faults.catalogue import FAULTS
from rostergen.faults.deliver import break_bundle
from rostergen.faults.draw import Draw
from rostergen.faults.grade import grade
from rostergen.faults.inject import Wish, carry_out, plan
from rostergen.faults.reported import load_report
from rostergen.faults.source import Source
from rostergen.faults.wishes import wishes_for
from rostergen.spec.rules import RULES
from rostergen.validate.formats.machine import as_json, as_jsonl

from .bundles import NAMES, bundle
from .closing import judged, problems
from .rounds import rounds

if TYPE_CHECKING:
    from pathlib import Path

    from rostergen.faults.key import Key

CANNOT_BE = {"RG-CSV-01"}
"""Error rules that no bundle can break, since they are about the machine; docs/faults.md says why."""
COMBINATIONS = 100


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundles")


@pytest.fixture(scope="session")
def hosted() -> dict[str, set[str]]:
    """The rules that were broken and found, by fault."""
    return {}


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_is_found_at_its_line_and_nothing_else(
    name: str, folder: Path, tmp_path: Path, hosted: dict[str, set[str]]
) -> None:
    whole = bundle(name, folder)
    before = judged(whole)
    against_base = {fault.name for fault in FAULTS.values() if fault.against_base}
    said = []
    for made in rounds(whole, list(FAULTS.values()), tmp_path / "rounds"):
        names = {injected.fault for injected in made.key.faults}
        base = whole if names & against_base else None
        said += problems(made.key, judged(made.path, base), before)
        for injected in made.key.faults:
            hosted.setdefault(injected.fault, set()).add(injected.rule)
    assert not said


def test_every_fault_has_a_bundle_and_every_error_rule_a_fault(hosted: dict[str, set[str]]) -> None:
    if "stored-member" not in hosted:
        pytest.skip("only after the tests before it")
    assert set(FAULTS) - set(hosted) == set()
    broken = set().union(*hosted.values())
    errors = {rule.code for rule in RULES.values() if rule.severity == "error"}
    assert errors - broken - CANNOT_BE == set()


@pytest.mark.parametrize("part", range(4))
def test_a_hundred_combinations_are_graded_without_a_flaw(part: int, folder: Path, tmp_path: Path) -> None:
    faults = [fault for fault in FAULTS.values() if not fault.against_base]
    names = ("rural", "1.1", "1.2", "1.1-delta")
    for n in range(part, COMBINATIONS, 4):
        whole = bundle(names[n // 4 % len(names)], folder)
        draw = Draw(n, "combination")
        wishes = [Wish(fault, optional=True) for fault in draw.shuffled(faults)[: 2 + draw.below(8)]]
        key, path = _broken(whole, wishes, n, tmp_path / str(n))
        report = tmp_path / f"{n}.report"
        found = judged(path)
        report.write_text(as_json(found) if n % 2 else "\n".join(as_jsonl(found)), encoding="utf-8")
        score = grade(key, load_report(report))
        assert score.found == len(key.faults), (n, score.missed, [m for m in score.marks if not m.found])
        assert not score.false_alarms, (n, [i.fault for i in key.faults])


def _broken(whole: Path, wishes: list[Wish], seed: int, folder: Path) -> tuple[Key, Path]:
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    source = Source(whole, scratch)
    try:
        made = plan(source, wishes, seed, zipped=True)
        path = folder / "broken.zip"
        return carry_out(source, made, path, name=path.name, seed=seed, scratch=scratch, zipped=True), path
    finally:
        source.close()


def test_most_faults_fit_into_one_bundle(folder: Path, tmp_path: Path) -> None:
    whole = bundle("rural", folder)
    with closing(Source(whole, tmp_path)) as source:
        possible = [f for f in FAULTS.values() if plan(source, [Wish(f, optional=True)], 1, zipped=False).chosen]
    (key,) = break_bundle(whole, tmp_path / "broken", list(wishes_for("all"))).keys
    assert len(key.faults) > 0.75 * len(possible)
    assert problems(key, judged(tmp_path / "broken"), judged(whole)) == []


@pytest.mark.parametrize("name", ["rural", "1.2"])
def test_many_of_one_fault(name: str, folder: Path, tmp_path: Path) -> None:
    whole = bundle(name, folder)
    wishes = [
        Wish(FAULTS["padded-value"], 3),
        Wish(FAULTS["null-word"], rate=0.02),
        Wish(FAULTS["line-break-in-field"]),
    ]
    done = break_bundle(whole, tmp_path / "broken", wishes, seed=4)
    (key,) = done.keys
    assert sum(injected.fault == "padded-value" for injected in key.faults) == 3
    assert problems(key, judged(tmp_path / "broken"), judged(whole)) == []
