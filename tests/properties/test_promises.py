"""What each shipped profile promises, measured on a district of 12 schools; rural also at its own size."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from oracle.check_bundle import check_bundle, measure

from rostergen import generate, load_profile, write_bundle
from rostergen.profile.builtin import builtin_names
from rostergen.world import Kind

from .profiles import SINGLE

if TYPE_CHECKING:
    from pathlib import Path

    from rostergen.profile.model import Profile
    from rostergen.profile.schools import ClassSize

SCHOOLS, YEAR = 12, 2027
STUDENTS = dict.fromkeys(("suburban", "urban", "rural"), 8000)
OTHERS = 4000
"""Students of the other profiles, which differ from these in names, sizes and little else."""
Row = dict[str, str]
RACES = {
    "americanIndianOrAlaskaNative": "american_indian",
    "asian": "asian",
    "blackOrAfricanAmerican": "black",
    "nativeHawaiianOrOtherPacificIslander": "pacific_islander",
    "white": "white",
}


class District(NamedTuple):
    profile: Profile
    path: Path
    found: dict[str, Any]

    def rows(self, name: str) -> list[Row]:
        with (self.path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module", params=builtin_names())
def district(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> District:
    students = STUDENTS.get(request.param, OTHERS)
    profile = load_profile(request.param, schools=SCHOOLS, students=students, settings=SINGLE)
    path = tmp_path_factory.mktemp(request.param) / "bundle"
    write_bundle(generate(profile, seed=2, school_year=YEAR), path)
    return District(profile, path, measure(path))


def sizes_of(profile: Profile) -> dict[str, ClassSize]:
    """The class sizes of the grades."""
    sizes = profile.class_sizes
    found = {f"{grade:02d}": sizes.elementary for grade in range(1, 6)}
    found |= {f"{grade:02d}": sizes.middle for grade in range(6, 9)}
    found |= {f"{grade:02d}": sizes.high for grade in range(9, 13)}
    return found | {"PK": sizes.prekindergarten, "KG": sizes.elementary}


def test_the_oracle_finds_nothing(district: District) -> None:
    """Counts, ids, links, no double booking, full days, families, two-or-more: see tests/oracle/codes.py."""
    assert check_bundle(district.path, schools=SCHOOLS, students=district.profile.students, year=YEAR) == []


@pytest.mark.parametrize(
    ("kind", "band"),
    [("elementary homeroom", "elementary"), ("middle scheduled", "middle"), ("high scheduled", "high")],
)
def test_classes_have_the_size_of_the_profile(district: District, kind: str, band: str) -> None:
    target = getattr(district.profile.class_sizes, band).target.expected
    assert district.found["classes"]["size"][kind]["mean"] == pytest.approx(target, rel=0.1)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 11])
def test_a_small_district_keeps_its_promises_too(seed: int, tmp_path: Path) -> None:
    profile = load_profile("rural")  # 3 schools, where a grade makes one class or two
    write_bundle(generate(profile, seed=seed, school_year=YEAR), tmp_path / "b")
    assert check_bundle(tmp_path / "b", schools=3, students=620, year=YEAR) == []
    found = measure(tmp_path / "b")
    assert found["teachers"]["students per teacher"] > 10
    assert found["users"]["share of names with an apostrophe"] > 0


def test_small_districts_have_classes_of_the_size_of_the_profile_taken_together() -> None:
    """One of them may be a tenth off, for a grade of 33 makes one class or two."""
    profile = load_profile("rural")
    sizes: dict[str, list[int]] = {"elementary": [], "middle": [], "high": []}
    for seed in range(1, 13):
        timetable = generate(profile, seed=seed, school_year=YEAR).timetable
        size, grades = timetable.rosters.size[timetable.sections.roster], timetable.sections.grades
        for band, first, last in (("elementary", 1, 6), ("middle", 7, 9), ("high", 10, 13)):
            own = (timetable.sections.kind != Kind.SPECIAL) & (grades >> first > 0) & (grades >> last + 1 == 0)
            sizes[band] += size[own].tolist()
    for band, found in sizes.items():
        assert np.mean(found) == pytest.approx(getattr(profile.class_sizes, band).target.expected, rel=0.06)


def test_no_class_is_over_its_cap(district: District) -> None:
    taken: Counter[str] = Counter(
        row["classSourcedId"] for row in district.rows("enrollments") if row["role"] == "student"
    )
    codes = {row["sourcedId"]: row["courseCode"] for row in district.rows("courses")}
    sizes = sizes_of(district.profile)
    over = []
    for row in district.rows("classes"):
        own = district.profile.courses[codes[row["courseSourcedId"]]].size
        cap = max(max(sizes[grade].cap for grade in row["grades"].split(",")), round(1.2 * (own or 0)))
        if taken[row["sourcedId"]] > cap:
            over.append((row["title"], taken[row["sourcedId"]], cap))
    assert over == []


def test_hardly_any_class_is_tiny(district: District) -> None:
    assert district.found["classes"]["share with fewer than 5 students"] < 0.02


def test_teachers_have_no_more_than_their_load(district: District) -> None:
    staffing = district.profile.staffing
    classes = {row["sourcedId"]: row for row in district.rows("classes")}
    loads: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in district.rows("enrollments"):
        of_class = classes[row["classSourcedId"]]
        if row["role"] == "teacher" and of_class["classType"] == "scheduled":
            for term in of_class["termSourcedIds"].split(","):
                loads[row["userSourcedId"], term].add(of_class["periods"])
    special = {who for who, periods in loads.items() if any("(" in period for period in periods)}
    for who, periods in loads.items():
        assert len(periods) <= (staffing.specials_per_teacher if who in special else staffing.classes_per_teacher)


def test_teachers_stay_in_their_department(district: District) -> None:
    """All who are primary teachers; a few cover departments that the profile lets go together."""
    codes = {row["sourcedId"]: row["courseCode"] for row in district.rows("courses")}
    course_of = {row["sourcedId"]: codes[row["courseSourcedId"]] for row in district.rows("classes")}
    taught: defaultdict[str, set[str]] = defaultdict(set)
    kinds: defaultdict[str, set[bool]] = defaultdict(set)
    for row in district.rows("enrollments"):
        if row["primary"] == "true":
            course = district.profile.courses[course_of[row["classSourcedId"]]]
            taught[row["userSourcedId"]].add(course.department)
            kinds[row["userSourcedId"]].add(course.kind in {"special", "homeroom"})
    groups = [set(group) for group in district.profile.staffing.shared_departments]
    several = [found for found in taught.values() if len(found) > 1]
    assert all(any(found <= group for group in groups) for found in several)
    assert len(several) < 0.2 * len(taught)  # 9 to 17 % over seeds, with schools as small as these
    assert all(len(found) == 1 for found in kinds.values())
    assert district.found["teachers"]["without a class"] == 0


def test_there_are_as_many_teachers_as_in_life(district: District) -> None:
    assert 12 < district.found["teachers"]["students per teacher"] < 18  # 15.4 in the country


def test_some_classes_have_two_teachers(district: District) -> None:
    numbers = district.found["classes"]["teachers per class"]
    assert set(numbers) == {1, 2}
    assert 0.02 < numbers[2] / sum(numbers.values()) < 0.12


def test_grades_have_their_shares(district: District) -> None:
    grades = district.found["users"]["grades"]
    shares = {grade: share for grade, share in district.profile.grade_shares.items() if grade != "PK"}
    total = sum(count for grade, count in grades.items() if grade != "PK")
    for grade, share in shares.items():
        assert grades[grade] / total == pytest.approx(share / sum(shares.values()), rel=0.12)


def test_movers(district: District) -> None:
    movers, found = district.profile.movers, district.found["enrollments"]
    assert found["share of students with a late entry"] == pytest.approx(movers.late_entry / 100, abs=0.01)
    assert found["share of students with an early leave"] == pytest.approx(movers.early_leave / 100, abs=0.01)
    assert 0 < found["share of student rows that begin late"] < 0.1
    assert 0 < found["share of student rows that end early"] < 0.1


# Families


def test_twins(district: District) -> None:
    expected = district.profile.families.twins / 100
    assert district.found["families"]["share of students who are twins"] == pytest.approx(expected, abs=0.012)


def test_siblings_share_guardians_and_go_to_several_schools(district: District) -> None:
    families = district.found["families"]
    assert families["sibling families with one set of guardians"] == 1.0
    assert 0.3 < families["sibling families in several schools"] < 0.75
    assert 0.8 < families["sibling families with one surname"] < 0.97
    assert 0.7 < families["share of students with the surname of a guardian"] < 0.97


def test_numbers_of_guardians(district: District) -> None:
    weights = district.profile.families.guardians.model_dump()["weights"]
    shares = {str(int(number)): weight / 100 for number, weight in weights.items() if number < 3}
    shares["3"] = sum(weight for number, weight in weights.items() if number >= 3) / 100
    assert district.found["families"]["share of students by guardians (3: three or more)"] == pytest.approx(
        shares, abs=0.03
    )


# Demographics


def test_races_and_ethnicity(district: District) -> None:
    groups: Counter[str] = Counter()
    for row in district.rows("demographics"):
        races = [group for flag, group in RACES.items() if row[flag] == "true"]
        assert (row["demographicRaceTwoOrMoreRaces"] == "true") == (len(races) >= 2)
        if row["hispanicOrLatinoEthnicity"] == "true":
            groups["hispanic"] += 1
        else:
            groups["two_or_more" if len(races) > 1 else races[0]] += 1
    for group, share in district.profile.demographics.groups.items():
        assert groups[group] / district.profile.students == pytest.approx(share / 100, abs=0.025), group
    assert set(groups) <= set(district.profile.demographics.groups)


def test_hispanic_students_have_no_race_or_several(district: District) -> None:
    assert set(district.found["demographics"]["races given"]["Hispanic"]) >= {"0", "1", "2"}


def test_some_are_a_year_older_or_younger_than_their_grade(district: District) -> None:
    off, rates = district.found["demographics"]["years off the age of the grade"], district.profile.demographics
    assert off["1"] == pytest.approx(rates.older / 100, abs=0.015)
    assert off["-1"] == pytest.approx(rates.younger / 100, abs=0.008)
    assert set(off) == {"-1", "0", "1"}


def test_sex(district: District) -> None:
    male = district.profile.demographics.male / 100
    assert district.found["demographics"]["sex"]["male"] == pytest.approx(male, abs=0.02)


def test_birthplaces(district: District) -> None:
    place = district.profile.demographics.birthplace
    rows = district.rows("demographics")
    unknown = sum(not row["countryOfBirthCode"] for row in rows) / district.profile.students
    at_home = (
        sum(row["stateOfBirthAbbreviation"] == district.profile.district.state for row in rows)
        / district.profile.students
    )
    assert unknown == pytest.approx(place.unknown / 100, abs=0.02)
    assert at_home == pytest.approx((1 - unknown) * place.same_state / 100, abs=0.02)


# Names


def test_names_of_many_kinds(district: District) -> None:
    users = district.found["users"]
    assert users["distinct surnames"] > 1000
    assert users["distinct full names"] > 0.85
    assert 0.002 < users["share of names beyond ASCII"] < 0.1
    assert 0.003 < users["share of names with an apostrophe"] < 0.03  # 0.6 % of surnames in the facts
    assert 0.01 < users["share of surnames with a hyphen"] < 0.05


# Resources


def test_resources_are_attached(district: District) -> None:
    resources = district.found["resources"]
    assert resources["not attached"] == 0
    assert resources["class links that repeat a course link"] == 0
    assert set(resources["importance"]) == {"primary", "secondary"}
