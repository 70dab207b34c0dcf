"""One profile, seed and school year give one district, wherever and whenever; and no stage moves another."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from rostergen import generate, load_profile
from rostergen.bundle.encode import encode
from rostergen.projection import Projection

ALL = {
    "academicSessions", "orgs", "courses", "classes", "users", "demographics", "resources", "courseResources",
    "classResources", "enrollments",
}  # fmt: skip
SCRIPT = """
import json, sys
from properties.test_determinism import files
print(json.dumps(files(sys.argv[1], 11, 2027, ())))
"""


def rows(
    profile: str, seed: int, year: int, settings: tuple[str, ...], oneroster: str = "1.1", *, gradebook: bool = False
) -> dict[str, bytes]:
    """Every file of a district as CSV."""
    district = generate(load_profile(profile, schools=3, students=240, settings=settings), seed=seed, school_year=year)
    found: dict[str, bytes] = {}
    for table in Projection(district, oneroster, gradebook=gradebook).tables():
        found[table.spec.name] = found.get(table.spec.name, b"") + b"".join(encode(table))
    return found


def files(profile: str, seed: int, year: int, settings: tuple[str, ...]) -> dict[str, str]:
    """The SHA-256 of every file of a district."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in rows(profile, seed, year, settings).items()}


@cache
def usual() -> dict[str, str]:
    return files("suburban", 11, 2027, ())


def changed(seed: int = 11, year: int = 2027, settings: tuple[str, ...] = ()) -> set[str]:
    """The files that differ from those of the usual district."""
    found = files("suburban", seed, year, settings)
    assert set(found) == set(usual())
    return {name for name, digest in found.items() if usual()[name] != digest}


def test_two_runs_give_the_same_bytes() -> None:
    assert set(usual()) == ALL
    assert changed() == set()


def test_other_districts_in_between_change_nothing() -> None:
    before = usual()
    files("urban", 3, 2030, ())
    assert files("suburban", 11, 2027, ()) == before


@pytest.mark.parametrize("seed", [10, 12, 11 + 2**62])
def test_another_seed_gives_another_district(seed: int) -> None:
    assert changed(seed=seed) == ALL


def test_another_year_gives_other_classes_in_the_same_schools() -> None:
    files_changed = changed(year=2028)
    assert files_changed >= {"academicSessions", "courses", "classes", "classResources", "demographics", "enrollments"}
    assert "orgs" not in files_changed


# Many locales, and with them many names that are looked up in sets and mappings.
@pytest.mark.parametrize("profile", ["rural", "urban"])
def test_nothing_depends_on_the_environment(profile: str) -> None:
    tests = str(Path(__file__).parents[1])
    here = files(profile, 11, 2027, ())
    for variables in (
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4000000000", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONOPTIMIZE": "1"},
    ):
        path = os.pathsep.join([tests, *filter(None, sys.path)])
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, profile],
            env={**os.environ, **variables, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        assert json.loads(run.stdout) == here


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("resources.digital=0", {"resources", "courseResources", "classResources"}),
        ("resources.class_exceptions=50", {"resources", "classResources"}),
        ("calendar.grading_periods_per_term=3", {"academicSessions"}),
        ("movers={late_entry: 20, early_leave: 20}", {"enrollments"}),
        ("demographics.birthplace.abroad=20", {"demographics"}),
        ("demographics.residence={none: 100}", {"demographics"}),
        ("demographics.hispanic_races={none: 100}", {"demographics"}),
        ("families.without_email=50", {"users"}),
        ("families.roles={parent: 100}", {"users"}),
        ("accounts.usernames=number", {"users"}),
        ("accounts.area_code='312'", {"users"}),
        ("accounts.students_without_email={PK-12: 50}", {"users"}),
        ("accounts.enrollment_ids=class-user", {"enrollments"}),
        ("staffing.aides=80", {"users", "classes", "enrollments"}),
        ("district.name=Elm County Schools", {"orgs"}),
    ],
)
def test_a_setting_changes_its_files_and_no_other(setting: str, expected: set[str]) -> None:
    assert changed(settings=(setting,)) == expected


def test_the_people_do_not_depend_on_the_classes() -> None:
    # Other class sizes mean other teachers, but the children and their families stay who they are.
    assert not changed(settings=("class_sizes.high.target=18",)) & {"demographics", "orgs", "academicSessions"}


def test_twice_the_students_keep_their_ids() -> None:
    def ids(students: int) -> list[bytes]:
        district = generate(load_profile(schools=2, students=students), seed=11, school_year=2027)
        table = next(table for table in Projection(district).tables() if table.spec.name == "demographics")
        return [row[:36] for row in b"".join(encode(table)).split(b"\r\n")]

    few, many = ids(100), ids(200)
    assert few[:100] == many[:100]


def graded(*settings: str, seed: int = 11, year: int = 2027) -> dict[str, str]:
    """The SHA-256 of every file of a district of 1.2 with its gradebook."""
    found = rows("suburban", seed, year, settings, "1.2", gradebook=True)
    return {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}


BOOK = {
    "lineItems", "results", "scoreScales", "lineItemScoreScales", "resultScoreScales", "lineItemLearningObjectiveIds",
    "resultLearningObjectiveIds",
}  # fmt: skip


def test_two_runs_give_the_same_gradebook() -> None:
    assert graded() == graded()


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("gradebook.exempt=9", {"results", "resultScoreScales", "resultLearningObjectiveIds"}),
        ("gradebook.comments=50", {"results"}),
        ("categories.homework.missing=30", {"results"}),
        ("categories.homework.title=Practice", {"categories", "lineItems"}),
        ("categories.tests.points=60", {"lineItems", "results", "resultLearningObjectiveIds"}),
        ("names.preferred=60", {"users"}),
        ("demographics.pronouns=90", {"users"}),
        ("resources.individual=30", {"userResources"}),
        ("applications.portal.credential=PIN", {"userProfiles"}),
        ("demographics.sex_other=30", {"demographics", "users"}),  # and so other pronouns
    ],
)
def test_a_setting_of_1_2_changes_its_files_and_no_other(setting: str, expected: set[str]) -> None:
    usual, found = graded(), graded(setting)
    assert {name for name, digest in found.items() if usual[name] != digest} == expected


def test_another_seed_gives_another_gradebook() -> None:
    usual, found = graded(), graded(seed=12)
    assert all(found[name] != usual[name] for name in BOOK)
