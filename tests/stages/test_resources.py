"""Textbooks and digital titles for the courses that are taught."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rostergen import load_profile
from rostergen.stages.calendar import make_calendar
from rostergen.stages.plan import make_plan
from rostergen.stages.resources import _SHARED_TITLES, _isbn, make_resources
from rostergen.stages.schedule import make_timetable
from rostergen.world import Kind, Materials, Timetable

if TYPE_CHECKING:
    from rostergen.profile.model import Profile


def made(*settings: str, schools: int = 4, students: int = 2400) -> tuple[Profile, Timetable, Materials]:
    profile = load_profile("suburban", schools=schools, students=students, settings=settings)
    timetable = make_timetable(profile, make_plan(profile, 1), make_calendar(profile, 2027), 1)
    return profile, timetable, make_resources(profile, timetable, 1)


def test_columns_are_of_one_length() -> None:
    _, _, materials = made()
    n = len(materials.title)
    for column in ("vendor_resource_id", "roles", "importance", "vendor", "application"):
        assert len(getattr(materials, column)) == n
    assert set(materials.importance) == {"primary", "secondary"}
    assert set(materials.roles) == {"student,teacher", "teacher"}


def test_ids_are_distinct() -> None:
    _, _, materials = made()
    assert len(set(materials.vendor_resource_id)) == len(materials.title)


def test_isbn() -> None:
    for number in (0, 1, 500, 12_345, 9_999_999):
        isbn = _isbn(number)
        assert re.fullmatch("9799[0-9]{9}", isbn)
        assert sum(int(digit) * (1, 3)[i % 2] for i, digit in enumerate(isbn)) % 10 == 0
    assert len({_isbn(number) for number in range(5000)}) == 5000


def test_every_core_course_has_a_textbook() -> None:
    profile, timetable, materials = made("resources.teacher_edition=0", "resources.digital=0")
    courses = list(profile.courses.values())
    taught_core = {int(i) for i in np.unique(timetable.sections.course) if courses[i].kind == "core"}
    primary = {
        int(course) for course, resource in materials.course_links if materials.importance[resource] == "primary"
    }
    assert primary == taught_core
    for course, resource in materials.course_links.tolist():
        if materials.importance[resource] == "primary":
            assert materials.title[resource] == f"{courses[course].title}: Student Edition"


@pytest.mark.parametrize(("share", "low", "high"), [(0, 0, 0), (50, 0.3, 0.7), (100, 1, 1)])
def test_teacher_editions(share: float, low: float, high: float) -> None:
    _, _, materials = made(f"resources.teacher_edition={share}")
    editions = sum(title.endswith("Teacher Edition") for title in materials.title)
    textbooks = sum(title.endswith("Student Edition") for title in materials.title)
    assert low * textbooks <= editions <= high * textbooks
    for title, roles in zip(materials.title, materials.roles, strict=True):
        assert (roles == "teacher") == title.endswith("Teacher Edition")


@pytest.mark.parametrize(("share", "low", "high"), [(0, 0, 0), (50, 0.35, 0.65), (100, 1, 1)])
def test_digital_titles(share: float, low: float, high: float) -> None:
    _, timetable, materials = made(f"resources.digital={share}", "resources.shared_digital=0")
    taught = len(np.unique(timetable.sections.course))
    assert low * taught <= sum(title.endswith(" Online") for title in materials.title) <= high * taught


@pytest.mark.parametrize("n", [0, 3, 20])
def test_shared_titles_serve_many_courses(n: int) -> None:
    profile, timetable, materials = made(f"resources.shared_digital={n}", "resources.digital=0")
    shared = [i for i, number in enumerate(materials.vendor_resource_id) if number.startswith("learngrid-s")]
    assert len(shared) == n
    departments = [course.department for course in profile.courses.values()]
    taught = np.unique(timetable.sections.course).tolist()
    for resource in shared:
        users = materials.course_links[materials.course_links[:, 1] == resource, 0].tolist()
        own = _SHARED_TITLES[materials.title[resource]]
        fitting = [course for course in taught if not own or departments[course] in own]
        assert users
        assert set(users) <= set(fitting)
        assert len(own) > 0 or 0.05 < len(users) / len(taught) < 0.35
    assert {materials.title[resource] for resource in materials.shared} <= {
        title for title, own in _SHARED_TITLES.items() if not own
    }


def test_shared_titles_are_of_departments_that_there_are() -> None:
    known = {course.department for course in load_profile("suburban").courses.values()}
    assert {department for own in _SHARED_TITLES.values() for department in own} <= known


def test_links_point_to_what_is_taught() -> None:
    _, timetable, materials = made()
    assert set(materials.course_links[:, 0].tolist()) <= set(timetable.sections.course.tolist())
    links = np.concatenate([materials.course_links[:, 1], materials.section_links[:, 1]])
    assert set(links.tolist()) == set(range(len(materials.title)))
    for found in (materials.course_links, materials.section_links):
        assert len(np.unique(found, axis=0)) == len(found)


@pytest.mark.parametrize(("share", "low", "high"), [(10, 0.06, 0.14), (100, 1, 1)])
def test_class_sets_go_to_core_classes_of_their_department(share: float, low: float, high: float) -> None:
    profile, timetable, materials = made(f"resources.class_exceptions={share}")
    sections = timetable.sections
    n_core = int((sections.kind == Kind.CORE).sum())
    assert low * n_core <= len(materials.section_links) <= high * n_core
    departments = [course.department for course in profile.courses.values()]
    for section, resource in materials.section_links.tolist():
        assert sections.kind[section] == Kind.CORE
        department = departments[sections.course[section]]
        assert materials.title[resource] == f"{department.replace('_', ' ').title()} Class Set"


def test_a_small_district_has_one_class_with_a_title_of_its_own() -> None:
    assert len(made(schools=1, students=1)[2].section_links) == 1
    assert len(made("resources.class_exceptions=0", schools=1, students=1)[2].section_links) == 0


def test_no_resources_at_all() -> None:
    names = ("teacher_edition", "digital", "shared_digital", "class_exceptions")
    nothing = [f"resources.{name}=0" for name in names]
    materials = made(*nothing, "levels.middle=null", "levels.high=null")[2]
    assert materials.title == []
    assert materials.course_links.shape == materials.section_links.shape == (0, 2)


def test_a_course_does_not_depend_on_the_others_taught() -> None:
    _, _, large = made()
    _, _, small = made("levels.middle=null", "levels.high=null")
    titles = dict(zip(large.title, large.vendor_resource_id, strict=True))
    for title, number, vendor in zip(small.title, small.vendor_resource_id, small.vendor, strict=True):
        if vendor != "EX-LEARNGRID" and "Class Set" not in title:
            assert titles[title] == number
