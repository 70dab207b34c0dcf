"""The loop is closed: what break injects, validate finds at its line, and nothing else; many faults in one bundle."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from rostergen.faults.catalogue import FAULTS
from rostergen.faults.deliver import break_bundle
from rostergen.faults.inject import Wish, plan
from rostergen.faults.source import Source
from rostergen.faults.wishes import wishes_for

from .bundles import GRADED, NAMES, bundle
from .closing import judged, problems
from .rounds import rounds

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_is_found_at_its_line_and_nothing_else(name: str, folder: Path, tmp_path: Path) -> None:
    whole = bundle(name, folder)
    before = judged(whole)
    against_base = {fault.name for fault in FAULTS.values() if fault.against_base}
    said = []
    for made in rounds(whole, list(FAULTS.values()), tmp_path / "rounds"):
        names = {injected.fault for injected in made.key.faults}
        base = whole if names & against_base else None
        said += problems(made.key, judged(made.path, base), before)
    assert not said


def test_most_faults_fit_into_one_bundle(folder: Path, tmp_path: Path) -> None:
    whole = bundle("rural", folder)
    with closing(Source(whole, tmp_path)) as source:
        possible = [f for f in FAULTS.values() if plan(source, [Wish(f, optional=True)], 1, zipped=False).chosen]
    (key,) = break_bundle(whole, tmp_path / "broken", list(wishes_for("all"))).keys
    assert len(key.faults) > 0.75 * len(possible)
    assert problems(key, judged(tmp_path / "broken"), judged(whole)) == []


@pytest.mark.parametrize("name", ["rural", GRADED])
def test_one_of_a_kind_is_not_in_the_way_of_another(name: str, folder: Path, tmp_path: Path) -> None:
    whole = bundle(name, folder)
    before = judged(whole)
    said = []
    for made in rounds(whole, [f for f in FAULTS.values() if not f.alone], tmp_path / "rounds", seed=7, times=4):
        said += problems(made.key, judged(made.path), before)
    assert not said


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
