"""The districts that are pinned."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from rostergen import districts_of, generate, load_profile, write_bundle, write_state

from .fixed_names import with_fixed_names

PINNED = Path(__file__).with_name("tiny.json")


class Case(NamedTuple):
    profile: str
    schools: int
    students: int
    seed: int
    year: int
    settings: tuple[str, ...] = ()
    oneroster: str = "1.1"
    gradebook: bool = False
    districts: int | None = None


CASES = {
    "suburban": Case("suburban", 2, 40, 7, 2027),
    "rural, trimesters, ids of class and user": Case(
        "rural", 3, 60, 11, 2028, ("calendar.structure=trimesters", "accounts.enrollment_ids=class-user")
    ),
    "urban, quarters, numbers as usernames": Case(
        "urban", 1, 30, 2**40, 1999, ("calendar.structure=quarters", "accounts.usernames=number")
    ),
    "suburban, 1.2": Case("suburban", 2, 40, 7, 2027, oneroster="1.2"),
    "rural, 1.2, gradebook": Case(
        "rural", 2, 25, 3, 2027, ("gradebook.as_of=02-01", "gradebook.pass_fail=20"), oneroster="1.2", gradebook=True
    ),
    "suburban, a state of three districts": Case("suburban", 4, 60, 5, 2027, districts=3),
}


def write(case: Case, path: Path) -> None:
    """Write a district with fixed names and version."""
    with with_fixed_names(), mock.patch("rostergen.pipeline.__version__", "0"):
        profile = load_profile(
            case.profile,
            schools=case.schools,
            students=case.students,
            districts=case.districts,
            settings=case.settings,
        )
        if case.districts:
            districts = districts_of(profile, case.seed)
            write_state(districts, path, school_year=case.year, oneroster=case.oneroster, gradebook=case.gradebook)
        else:
            district = generate(profile, seed=case.seed, school_year=case.year)
            write_bundle(district, path, oneroster=case.oneroster, gradebook=case.gradebook)


def hashes(case: Case, folder: Path) -> dict[str, str]:
    """Write a district to a folder; return the SHA-256 of its files."""
    write(case, folder)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
