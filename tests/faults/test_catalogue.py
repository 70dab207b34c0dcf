from __future__ import annotations

import re
from pathlib import Path

import pytest

from rostergen.faults.catalogue import FAULTS
from rostergen.faults.model import LEVELS
from rostergen.faults.reference import WHY_NOT, catalogue_markdown
from rostergen.spec.rules import RULES

ROOT = Path(__file__).parents[2]


def test_there_are_faults_of_every_level() -> None:
    assert len(FAULTS) >= 60
    assert {fault.level for fault in FAULTS.values()} == set(LEVELS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_well_described(name: str) -> None:
    fault = FAULTS[name]
    assert re.fullmatch(r"[a-z0-9.]+(-[a-z0-9.]+)*", name)
    assert fault.name == name
    assert set(fault.rules + fault.also) <= set(RULES)
    assert fault.versions
    assert all(sum(version in RULES[code].versions for code in fault.rules) <= 1 for version in ("1.1", "1.2"))
    assert fault.imitates
    assert not fault.imitates.endswith(".")
    # Nobody is asked to report an info, but for half of the users gone, which is legal and a catastrophe.
    assert fault.severity != "info" or fault.importer in ("accept", "reject bundle")


def test_every_rule_has_a_fault_or_a_reason() -> None:
    broken = {code for fault in FAULTS.values() for code in fault.rules}
    assert set(RULES) - broken == set(WHY_NOT)
    assert {code for code in WHY_NOT if RULES[code].severity == "error"} == {"RG-CSV-01"}


def test_the_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "fault-catalogue.md").read_text(encoding="utf-8")
    assert page == catalogue_markdown(), "python -m rostergen.faults.reference > docs/fault-catalogue.md"


def test_the_number_of_faults_is_told_right() -> None:
    assert f"any of {len(FAULTS)} faults" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(FAULTS)} kinds" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
