"""A world as the tables of OneRoster 1.1: every row says what the arrays say."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from rostergen import generate, load_profile
from rostergen.bundle.encode import encode, header
from rostergen.profile.fields import GRADES, grades_of
from rostergen.profile.persons import RACES
from rostergen.projection import Projection
from rostergen.spec import V1P1
from rostergen.spec.vocab import CEDS_RESIDENCE
from rostergen.stages.enroll import enroll_school
from rostergen.tables.shared import Keys, decoded
from rostergen.world import Kind, World

Row = dict[str, str]


ROSTER_FILES = [spec.name for spec in V1P1.files if spec.group != "gradebook"]


@cache
def world_of(*settings: str) -> World:
    return generate(load_profile("rural", schools=4, students=420, settings=settings), seed=8, school_year=2027)


@cache
def bundle_of(world_settings: tuple[str, ...] = ()) -> dict[str, list[Row]]:
    files: dict[str, list[Row]] = defaultdict(list)
    for table in Projection(world_of(*world_settings)).tables():
        text = b"".join([header(table.spec), *encode(table)]).decode()
        files[table.spec.name] += csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return dict(files)


@pytest.fixture
def world() -> World:
    return world_of()


@pytest.fixture
def bundle() -> dict[str, list[Row]]:
    return bundle_of()


def column(rows: list[Row], name: str) -> list[str]:
    return [row[name] for row in rows]


def day(number: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(number))).isoformat()


def test_the_files(bundle: dict[str, list[Row]]) -> None:
    assert set(bundle) == set(ROSTER_FILES)
    for name, rows in bundle.items():
        assert set(column(rows, "status")) == set(column(rows, "dateLastModified")) == {""}
        assert len(set(column(rows, "sourcedId"))) == len(rows), name


def test_sessions(world: World, bundle: dict[str, list[Row]]) -> None:
    ids = decoded(Keys(world).sessions)
    assert [
        (row["sourcedId"], row["title"], row["type"], row["startDate"], row["endDate"], row["parentSourcedId"])
        for row in bundle["academicSessions"]
    ] == [
        (ids[i], s.title, s.type, day(s.start), day(s.end), "" if s.parent < 0 else ids[s.parent])
        for i, s in enumerate(world.calendar.sessions)
    ]
    assert set(column(bundle["academicSessions"], "schoolYear")) == {"2027"}


def test_orgs(world: World, bundle: dict[str, list[Row]]) -> None:
    ids, plan = decoded(Keys(world).orgs), world.plan
    rows = [
        (row["sourcedId"], row["name"], row["type"], row["identifier"], row["parentSourcedId"])
        for row in bundle["orgs"]
    ]
    assert rows[0] == (ids[0], plan.district_name, "district", plan.district_identifier, "")
    assert rows[1:] == [
        (ids[i + 1], plan.school_names[i], "school", plan.school_identifiers[i], ids[0]) for i in range(4)
    ]


def test_courses_are_those_that_are_taught(world: World, bundle: dict[str, list[Row]]) -> None:
    codes = list(world.profile.courses)
    taught = {codes[i] for i in world.timetable.sections.course}
    assert set(column(bundle["courses"], "courseCode")) == taught
    assert column(bundle["courses"], "courseCode") == [code for code in codes if code in taught]
    ids, sessions, orgs = (decoded(words) for words in (Keys(world).courses, Keys(world).sessions, Keys(world).orgs))
    for row in bundle["courses"]:
        course = world.profile.courses[row["courseCode"]]
        assert row["sourcedId"] == ids[codes.index(row["courseCode"])]
        assert row["title"] == course.title
        assert row["subjects"] == (course.sced_title or course.title)
        assert row["subjectCodes"] == course.sced
        assert set(row["grades"].split(",")) >= {GRADES[grade] for grade in grades_of(course.grades)}
        assert (row["schoolYearSourcedId"], row["orgSourcedId"]) == (sessions[0], orgs[0])


def test_a_course_is_for_the_grades_of_its_classes_too(world: World, bundle: dict[str, list[Row]]) -> None:
    grades = {row["sourcedId"]: set(row["grades"].split(",")) for row in bundle["courses"]}
    widened = 0
    for row in bundle["classes"]:
        assert set(row["grades"].split(",")) <= grades[row["courseSourcedId"]]
    for row in bundle["courses"]:
        own = {GRADES[grade] for grade in grades_of(world.profile.courses[row["courseCode"]].grades)}
        widened += set(row["grades"].split(",")) > own
    small = bundle_of(("class_sizes.smallest_group=30",))
    for row in small["courses"]:
        own = {GRADES[grade] for grade in grades_of(world.profile.courses[row["courseCode"]].grades)}
        widened += set(row["grades"].split(",")) > own
    assert widened


def test_classes(world: World, bundle: dict[str, list[Row]]) -> None:
    sections, keys, courses = world.timetable.sections, Keys(world), list(world.profile.courses.items())
    ids, course_ids, orgs, sessions = (
        decoded(words) for words in (keys.classes, keys.courses, keys.orgs, keys.sessions)
    )
    assert len(bundle["classes"]) == len(sections.school)
    for i, row in enumerate(bundle["classes"]):
        code, course = courses[sections.course[i]]
        assert row["sourcedId"] == ids[i]
        assert row["courseSourcedId"] == course_ids[sections.course[i]]
        assert row["schoolSourcedId"] == orgs[sections.school[i] + 1]
        assert row["classCode"] == f"{code}-{sections.number[i]:03d}"
        assert row["classType"] == ("homeroom" if sections.kind[i] == Kind.HOMEROOM else "scheduled")
        assert row["location"] == world.staff.room_texts[world.staff.room[i]]
        assert row["grades"].split(",") == [GRADES[g] for g in range(len(GRADES)) if sections.grades[i] >> g & 1]
        assert row["periods"] == world.timetable.period_texts[sections.periods[i]]
        assert (row["subjects"], row["subjectCodes"]) == (course.sced_title or course.title, course.sced)
        term = sections.term[i]
        assert row["termSourcedIds"].split(",") == ([sessions[term]] if term else sessions[1:4])


def test_class_codes_are_distinct_within_a_school(bundle: dict[str, list[Row]]) -> None:
    codes = [(row["schoolSourcedId"], row["classCode"]) for row in bundle["classes"]]
    assert len(set(codes)) == len(codes)


def test_class_titles(world: World, bundle: dict[str, list[Row]]) -> None:
    sections, staff = world.timetable.sections, world.staff
    courses = list(world.profile.courses.values())

    def teacher_of(section: int) -> str:
        name: str = world.names.family[world.staff_person.family[staff.teacher[section]]]
        return name

    home_of = {sections.roster[i]: int(i) for i in np.flatnonzero(sections.kind == Kind.HOMEROOM)}
    kinds = set()
    for i, row in enumerate(bundle["classes"]):
        title, kind = courses[sections.course[i]].title, sections.kind[i]
        kinds.add(int(kind))
        if kind == Kind.HOMEROOM:
            assert "," not in row["grades"]
            assert row["title"] == f"{title} - {teacher_of(i)}"
        elif kind == Kind.SPECIAL:
            home = home_of[sections.roster[i]]
            assert row["title"] == f"{title} - {courses[sections.course[home]].title} - {teacher_of(home)}"
        else:
            assert row["title"] == f"{title} - Period {row['periods']} - {teacher_of(i)}"
    assert kinds == {0, 1, 2, 3}


def test_a_homeroom_of_several_grades_says_so() -> None:
    world = generate(load_profile("rural", schools=1, students=60), seed=8, school_year=2027)
    table = next(table for table in Projection(world).tables() if table.spec.name == "classes")
    text = b"".join([header(table.spec), *encode(table)]).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    names = dict(zip(GRADES, ["Prekindergarten", "Kindergarten", *(f"Grade {n}" for n in range(1, 13))], strict=True))
    lengths = set()
    for row in rows:
        grades = row["grades"].split(",")
        ends = names[grades[0]], names[grades[-1]]
        called = {1: ends[0], 2: "/".join(ends)}.get(len(grades), " to ".join(ends))
        if row["classType"] == "homeroom":
            lengths.add(len(grades))
            assert row["title"].startswith(f"{called} - ")
        elif grades[-1] < "06" or grades[0] == "KG":
            assert f" - {called} - " in row["title"]
    assert max(lengths) > 1


def test_users_are_staff_students_and_guardians(world: World, bundle: dict[str, list[Row]]) -> None:
    keys = Keys(world)
    assert column(bundle["users"], "sourcedId") == [
        *decoded(keys.staff), *decoded(keys.students), *decoded(keys.guardians),
    ]  # fmt: skip


def test_demographics(world: World, bundle: dict[str, list[Row]]) -> None:
    students, population = world.population.students, world.population
    flags = (
        "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander",
        "white",
    )  # fmt: skip
    assert RACES == ("american_indian", "asian", "black", "pacific_islander", "white")
    ids = decoded(Keys(world).students)
    several = 0
    for i, row in enumerate(bundle["demographics"]):
        assert row["sourcedId"] == ids[i]
        assert row["birthDate"] == day(students.birth[i])
        assert row["sex"] == {0: "female", 1: "male"}.get(int(students.sex[i]), "")
        races = [bool(students.races[i] >> bit & 1) for bit in range(5)]
        assert [row[flag] == "true" for flag in flags] == races
        assert row["demographicRaceTwoOrMoreRaces"] == ("true" if sum(races) >= 2 else "false")
        several += sum(races) >= 2
        assert row["hispanicOrLatinoEthnicity"] == ("true" if students.hispanic[i] else "false")
        for name, texts, index in (
            ("countryOfBirthCode", population.countries, students.birth_country),
            ("stateOfBirthAbbreviation", population.states, students.birth_state),
            ("cityOfBirth", population.cities, students.birth_city),
            ("publicSchoolResidenceStatus", CEDS_RESIDENCE, students.residence),
        ):
            assert row[name] == ("" if index[i] < 0 else texts[index[i]])
    assert several


def test_resources(world: World, bundle: dict[str, list[Row]]) -> None:
    materials, keys = world.materials, Keys(world)
    ids, courses, classes = (decoded(words) for words in (keys.resources, keys.courses, keys.classes))
    assert [
        (row["sourcedId"], row["vendorResourceId"], row["title"], row["roles"], row["importance"], row["vendorId"],
         row["applicationId"])
        for row in bundle["resources"]
    ] == list(
        zip(ids, materials.vendor_resource_id, materials.title, materials.roles, materials.importance, materials.vendor,
            materials.application, strict=True)
    )  # fmt: skip
    for name, target, targets, links in (
        ("courseResources", "courseSourcedId", courses, materials.course_links),
        ("classResources", "classSourcedId", classes, materials.section_links),
    ):
        assert [(row["title"], row[target], row["resourceSourcedId"]) for row in bundle[name]] == [
            (materials.title[resource], targets[to], ids[resource]) for to, resource in links
        ]


def test_enrollments(world: World, bundle: dict[str, list[Row]]) -> None:
    keys, sections, staff = Keys(world), world.timetable.sections, world.staff
    classes, people, students, orgs = (decoded(words) for words in (keys.classes, keys.staff, keys.students, keys.orgs))
    starts, ends = world.calendar.starts, world.calendar.ends
    expected = []
    for school in range(world.plan.n_schools):
        own = np.flatnonzero(sections.school == school)
        teaching = [(i, staff.teacher[i], "true") for i in own]
        teaching += [(i, staff.co_teacher[i], "false") for i in own if staff.co_teacher[i] >= 0]
        for i, who, primary in teaching:
            dates = day(starts[sections.term[i]]), day(ends[sections.term[i]])
            expected.append((classes[i], orgs[school + 1], people[who], "teacher", primary, *dates))
        found = enroll_school(world, school)
        for i, who, begin, end in zip(found.section, found.user, found.begin, found.end, strict=True):
            dates = day(begin), day(end)
            expected.append((classes[i], orgs[school + 1], students[who], "student", "false", *dates))
    names = ("classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate")
    assert [tuple(row[name] for name in names) for row in bundle["enrollments"]] == expected


def test_enrollment_ids_of_class_and_user() -> None:
    for row in bundle_of(("accounts.enrollment_ids=class-user",))["enrollments"]:
        assert row["sourcedId"] == f"{row['classSourcedId']}-{row['userSourcedId']}"


def test_enrollment_ids_of_their_own() -> None:
    rows = bundle_of(("accounts.enrollment_ids=uuid",))["enrollments"]
    assert {len(row["sourcedId"]) for row in rows} == {36}
    others = bundle_of(("accounts.enrollment_ids=class-user",))["enrollments"]
    names = [name for name in rows[0] if name != "sourcedId"]
    assert [[row[name] for name in names] for row in rows] == [[row[name] for name in names] for row in others]
