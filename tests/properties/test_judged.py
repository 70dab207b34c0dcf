"""The judge has nothing to say against bundles that rostergen wrote."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from rostergen import generate, load_profile, validate_bundle, write_bundle
from rostergen.profile.builtin import builtin_names

from .profiles import SINGLE

if TYPE_CHECKING:
    from pathlib import Path

    from rostergen.world import World

WRITINGS: dict[str, dict[str, Any]] = {
    "1.1": {},
    "1.2": {"oneroster": "1.2"},
    "1.1 with gradebook": {"gradebook": True},
    "1.2 with gradebook": {"oneroster": "1.2", "gradebook": True},
}
"""What `write_bundle` is told for a bundle of each kind that it can write."""

SIZES = [
    # Either seed with either version, with a gradebook and without.
    (name, 3, 60, (turn + i) % 2, kind)
    for turn, name in enumerate(builtin_names())
    for i, kind in enumerate(WRITINGS)
] + [("suburban", 12, 2000, 7, kind) for kind in WRITINGS]


@cache
def district(name: str, schools: int, students: int, seed: int) -> World:
    profile = load_profile(name, settings=SINGLE, schools=schools, students=students)
    return generate(profile, seed=seed, school_year=2027)


@pytest.mark.parametrize(("name", "schools", "students", "seed", "kind"), SIZES)
def test_own_bundles_are_right(tmp_path: Path, name: str, schools: int, students: int, seed: int, kind: str) -> None:
    write_bundle(district(name, schools, students, seed), tmp_path / "bundle", **WRITINGS[kind])
    report = validate_bundle(tmp_path / "bundle")
    assert kind.startswith(report.version)
    assert [finding for finding in report if finding.severity != "info"] == []
