"""The default course catalogue: what a registrar would check before building a timetable from it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from rostergen.profile.catalogue import default_courses
from rostergen.profile.fields import GRADES, grades_of
from rostergen.profile.model import Profile
from rostergen.profile.schools import ByBand, Course, Staffing
from rostergen.profile.slots import check_catalogue, core_slots, electives_for_all, of_kind

COURSES = default_courses()
CODES = sorted(COURSES)

FOUR = {"english", "mathematics", "science", "social_studies"}
CORE = {**dict.fromkeys(("06", "07", "08", "09", "10"), FOUR | {"wellness"}), **dict.fromkeys(("11", "12"), FOUR)}

# Their courses belong to several clusters of career education, which SCED counts as areas of their own.
SEVERAL_AREAS = {"career_technical", "family_consumer_science"}


def number(grade: str) -> int:
    return GRADES.index(grade)


def area(course: Course) -> int:
    """Return the SCED subject area, the same for courses before and from grade 9."""
    return int(course.sced[:2]) % 50


def titles(grade: str, slot: str) -> list[str]:
    return [COURSES[code].title for code in core_slots(COURSES, [number(grade)])[slot]]


@pytest.mark.parametrize("code", CODES)
def test_every_code_looks_like_one_of_a_student_information_system(code: str) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9-]{1,19}", code)


@pytest.mark.parametrize("code", CODES)
def test_every_course_has_a_sced_code_of_its_school_level(code: str) -> None:
    course = COURSES[code]
    assert re.fullmatch(r"[0-9]{5}", course.sced)
    prior_to_secondary = int(course.sced[:2]) > 50
    assert {grade < number("09") for grade in grades_of(course.grades)} == {prior_to_secondary}
    assert 1 <= area(course) <= 24


@pytest.mark.parametrize("code", CODES)
def test_no_title_has_a_comma(code: str) -> None:
    assert "," not in COURSES[code].title + (COURSES[code].sced_title or "")


def test_titles_are_distinct() -> None:
    assert [title for title, n in Counter(course.title for course in COURSES.values()).items() if n > 1] == []


def test_one_sced_code_has_one_sced_title() -> None:
    names = defaultdict(set)
    for course in COURSES.values():
        names[course.sced].add(course.sced_title or course.title)
    assert {sced: name for sced, name in names.items() if len(name) > 1} == {}


@pytest.mark.parametrize("grade", GRADES[: number("06")])
def test_elementary_grades_have_one_homeroom_and_nothing_of_the_secondary_kinds(grade: str) -> None:
    assert len(of_kind(COURSES, "homeroom", [number(grade)])) == 1
    assert not of_kind(COURSES, "core", [number(grade)])
    assert not of_kind(COURSES, "elective", [number(grade)])


@pytest.mark.parametrize("grade", GRADES[number("KG") : number("06")])
def test_elementary_grades_have_five_specials(grade: str) -> None:
    specials = of_kind(COURSES, "special", [number(grade)]).values()
    subjects = ("art", "library", "music", "pe", "technology")
    assert sorted(course.department for course in specials) == [f"elementary_{subject}" for subject in subjects]


@pytest.mark.parametrize("grade", GRADES[number("06") :])
def test_secondary_grades_have_the_core_slots_and_no_other(grade: str) -> None:
    slots = core_slots(COURSES, [number(grade)])
    assert set(slots) == CORE[grade]
    assert not of_kind(COURSES, "homeroom", [number(grade)])


@pytest.mark.parametrize("grade", GRADES[number("06") :])
def test_alternatives_share_about_a_hundred_per_cent(grade: str) -> None:
    for slot, codes in core_slots(COURSES, [number(grade)]).items():
        all_year = [code for code in codes if COURSES[code].length == "year"]
        if len(codes) > 1 and all_year:
            assert sum(COURSES[code].uptake for code in codes) == pytest.approx(100, abs=2), slot


@pytest.mark.parametrize("grade", GRADES[number("06") :])
def test_courses_of_one_term_fill_both_semesters_of_their_slot(grade: str) -> None:
    for slot, codes in core_slots(COURSES, [number(grade)]).items():
        assert sum(COURSES[code].length == "term" for code in codes) in (0, 2), slot


def test_alternatives_run_from_the_easiest_to_the_hardest() -> None:
    assert titles("08", "mathematics") == ["Math 8", "Algebra I (Grade 8)"]
    assert titles("09", "mathematics") == ["Algebra I Part 1", "Algebra I", "Geometry Honors"]
    assert titles("11", "english") == ["English 11", "AP English Language and Composition"]
    assert titles("12", "mathematics")[0] == "Consumer Math"
    assert titles("12", "mathematics")[-1] == "AP Calculus BC"
    assert titles("12", "social_studies") == ["US Government", "Economics", "AP US Government and Politics"]


@pytest.mark.parametrize("periods", [6, 7, 8])
def test_the_catalogue_fills_days_of_several_lengths(periods: int) -> None:
    check_catalogue(COURSES, range(len(GRADES)), ByBand(elementary=periods, middle=periods, high=periods))


@pytest.mark.parametrize("grades", [("06",), ("07", "08"), ("06", "07", "08"), ("09", "10"), ("11", "12")])
def test_neighbouring_grades_that_share_an_elective_period_have_many_electives_in_common(
    grades: tuple[str, ...],
) -> None:
    assert len(electives_for_all(COURSES, [number(grade) for grade in grades])) >= 20


def test_every_elective_is_open_to_two_neighbouring_grades() -> None:
    pairs = [{number(a), number(b)} for a, b in (("07", "08"), ("09", "10"), ("11", "12"))]
    electives = of_kind(COURSES, "elective", range(len(GRADES)))
    assert [code for code, c in electives.items() if not any(pair <= set(grades_of(c.grades)) for pair in pairs)] == []


@pytest.mark.parametrize("code", ["MSBAND", "MSCHOR", "MSORCH", "BAND", "CHORUS", "ORCH"])
def test_ensembles_are_large(code: str) -> None:
    size = COURSES[code].size
    assert size is not None
    assert 32 <= size <= 38


def test_only_advanced_students_of_the_upper_grades_choose_ap_electives() -> None:
    electives = of_kind(COURSES, "elective", range(len(GRADES)))
    ap = [course for course in electives.values() if course.title.startswith("AP ")]
    assert ap
    assert all(grades_of(course.grades)[0] >= number("10") for course in ap)


def test_a_department_stays_in_one_subject_area() -> None:
    areas = defaultdict(set)
    for course in COURSES.values():
        areas[course.department].add(area(course))
    assert {department for department, found in areas.items() if len(found) > 1} == SEVERAL_AREAS


def test_shared_departments_exist() -> None:
    departments = {course.department for course in COURSES.values()}
    shared = [department for group in Staffing().shared_departments for department in group]
    assert set(shared) <= departments
    assert len(shared) == len(set(shared))


def test_the_default_profile_has_the_catalogue() -> None:
    assert Profile().courses == COURSES
