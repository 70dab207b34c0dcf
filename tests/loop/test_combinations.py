"""Forty bundles with faults of all kinds at random: validate, as an importer, gets full marks from grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen.faults.catalogue import FAULTS
from rostergen.faults.draw import Draw
from rostergen.faults.grade import grade
from rostergen.faults.inject import Wish
from rostergen.faults.reported import load_report
from rostergen.validate.formats.machine import as_json, as_jsonl

from .bundles import bundle
from .closing import judged
from .rounds import broken

if TYPE_CHECKING:
    from pathlib import Path

COMBINATIONS = 40


@pytest.mark.parametrize("part", range(4))
def test_forty_combinations_are_graded_without_a_flaw(part: int, folder: Path, tmp_path: Path) -> None:
    faults = [fault for fault in FAULTS.values() if not fault.against_base]
    names = ("rural", "1.1", "1.2", "1.1-delta")
    for n in range(part, COMBINATIONS, 4):
        whole = bundle(names[n // 4 % len(names)], folder)
        draw = Draw(n, "combination")
        wishes = [Wish(fault, optional=True) for fault in draw.shuffled(faults)[: 2 + draw.below(8)]]
        made = broken(whole, wishes, tmp_path / str(n), seed=n)
        if made is None:
            continue
        report = tmp_path / f"{n}.report"
        found = judged(made.path)
        report.write_text(as_json(found) if n % 2 else "\n".join(as_jsonl(found)), encoding="utf-8")
        score = grade(made.key, load_report(report).rows)
        assert score.found == len(made.key.faults), (n, [m for m in score.marks if not m.found])
        assert not score.false_alarms, (n, [i.fault for i in made.key.faults])
