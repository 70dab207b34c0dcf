"""The judge has nothing to say against bundles that rostergen wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rostergen import generate, load_profile, validate_bundle, write_bundle
from rostergen.profile.builtin import builtin_names

from .profiles import SINGLE

if TYPE_CHECKING:
    from pathlib import Path

WRITINGS: dict[str, dict[str, Any]] = {
    "1.1": {},
    "1.2": {"oneroster": "1.2"},
    "1.1 with gradebook": {"gradebook": True},
    "1.2 with gradebook": {"oneroster": "1.2", "gradebook": True},
}
"""What `write_bundle` is told for a bundle of each kind that it can write."""

SIZES = [(name, 3, 60, seed) for name in builtin_names() for seed in (0, 1)]


@pytest.mark.parametrize("kind", WRITINGS)
@pytest.mark.parametrize(("name", "schools", "students", "seed"), [*SIZES, ("suburban", 12, 2000, 7)])
def test_own_bundles_are_right(tmp_path: Path, name: str, schools: int, students: int, seed: int, kind: str) -> None:
    profile = load_profile(name, settings=SINGLE, schools=schools, students=students)
    district = generate(profile, seed=seed, school_year=2027)
    write_bundle(district, tmp_path / "bundle", **WRITINGS[kind])
    report = validate_bundle(tmp_path / "bundle")
    assert kind.startswith(report.version)
    assert [finding for finding in report if finding.severity != "info"] == []
