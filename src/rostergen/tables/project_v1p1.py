"""A world as the tables of OneRoster 1.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ids import uuid_words
from rostergen.profile.fields import grades_of
from rostergen.profile.persons import RACES
from rostergen.spec import V1P1
from rostergen.spec.vocab import CEDS_RESIDENCE
from rostergen.tables.column import Constant, Digits, Ids, IdTexts, Joined, Texts
from rostergen.tables.persons import guardian_columns, staff_columns, student_columns
from rostergen.tables.pool import Pool
from rostergen.tables.shared import Keys, dates, decoded, grade_texts
from rostergen.tables.table import Table
from rostergen.world import Enrollments, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.tables.column import Column
    from rostergen.world import World

_ENROLLMENT_STRIDE = 1 << 32
"""Enrollment ids of a school start at its number times this, so no school depends on the size of another."""


def _table(file: str, n: int, **columns: Column) -> Table:
    blank = Constant("", n)
    return Table.of(V1P1.file(file), n, status=blank, dateLastModified=blank, **columns)


def tables(world: World, keys: Keys) -> Iterator[Table]:
    """Yield every table but enrollments, whole or in runs of rows, in an order that consumers can follow."""
    yield _sessions(world, keys)
    yield _orgs(world, keys)
    yield _courses(world, keys)
    yield _classes(world, keys)
    for columns in (staff_columns(world, keys), student_columns(world, keys), guardian_columns(world, keys)):
        yield _table("users", len(columns["role"]), **columns)
    yield _demographics(world, keys)
    yield from _resources(world, keys)


def _sessions(world: World, keys: Keys) -> Table:
    sessions = world.calendar.sessions
    n = len(sessions)
    return _table(
        "academicSessions",
        n,
        sourcedId=IdTexts(keys.sessions),
        title=Texts([s.title for s in sessions], np.arange(n)),
        type=Texts([s.type for s in sessions], np.arange(n)),
        startDate=dates(np.array([s.start for s in sessions])),
        endDate=dates(np.array([s.end for s in sessions])),
        parentSourcedId=IdTexts(keys.sessions, np.array([s.parent for s in sessions])),
        schoolYear=Constant(str(world.calendar.school_year), n),
    )


def _orgs(world: World, keys: Keys) -> Table:
    plan = world.plan
    n = plan.n_schools + 1
    rows = np.arange(n)
    return _table(
        "orgs",
        n,
        sourcedId=IdTexts(keys.orgs),
        name=Texts([plan.district_name, *plan.school_names], rows),
        type=Texts(["district", "school"], (rows > 0).astype(np.int8)),
        identifier=Texts([plan.district_identifier, *plan.school_identifiers], rows),
        parentSourcedId=IdTexts(keys.orgs, np.where(rows > 0, 0, -1)),
    )


def _courses(world: World, keys: Keys) -> Table:
    codes, courses = list(world.profile.courses), list(world.profile.courses.values())
    taught, grades = _taught(world)
    n = len(taught)
    titles = [(course.sced_title or course.title) for course in courses]
    return _table(
        "courses",
        n,
        sourcedId=IdTexts(keys.courses, taught),
        schoolYearSourcedId=IdTexts(keys.sessions, np.zeros(n, np.int8)),
        title=Texts([course.title for course in courses], taught),
        courseCode=Texts(codes, taught),
        grades=Texts(*grade_texts(grades)),
        orgSourcedId=IdTexts(keys.orgs, np.zeros(n, np.int8)),
        subjects=Texts(titles, taught),
        subjectCodes=Texts([course.sced for course in courses], taught),
    )


def _taught(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return the courses that have classes, and the grades (bit mask) each is for or was opened to."""
    masks = np.array([sum(1 << g for g in grades_of(c.grades)) for c in world.profile.courses.values()], np.uint16)
    sections = world.timetable.sections
    np.bitwise_or.at(masks, sections.course, sections.grades)
    taught = np.flatnonzero(np.bincount(sections.course))
    return taught, masks[taught]


def _classes(world: World, keys: Keys) -> Table:
    sections, courses = world.timetable.sections, list(world.profile.courses.values())
    n = len(sections.school)
    homeroom = (sections.kind == Kind.HOMEROOM).astype(np.int8)
    subjects = [course.sced_title or course.title for course in courses]
    return _table(
        "classes",
        n,
        sourcedId=IdTexts(keys.classes),
        title=_class_titles(world, keys),
        grades=Texts(*grade_texts(sections.grades)),
        courseSourcedId=IdTexts(keys.courses, sections.course),
        classCode=Joined(Texts(list(world.profile.courses), sections.course), "-", Digits(sections.number, pad=3)),
        classType=Texts(["scheduled", "homeroom"], homeroom),
        location=Texts(world.staff.room_texts, world.staff.room),
        schoolSourcedId=IdTexts(keys.orgs, sections.school + 1),
        termSourcedIds=_terms(world, keys),
        subjects=Texts(subjects, sections.course),
        subjectCodes=Texts([course.sced for course in courses], sections.course),
        periods=Texts(world.timetable.period_texts, sections.periods),
    )


def _class_titles(world: World, keys: Keys) -> Column:
    """Return "Grade 3 - Ruiz", "Art - Grade 3 - Ruiz" (by the homeroom it visits) or "Algebra I - Period 2 - Ruiz"."""
    sections, names = world.timetable.sections, [course.title for course in world.profile.courses.values()]
    homerooms = np.flatnonzero(sections.kind == Kind.HOMEROOM)
    home_of_roster = np.full(len(world.timetable.rosters.size), -1)
    home_of_roster[sections.roster[homerooms]] = homerooms
    special = sections.kind == Kind.SPECIAL
    home = np.where(special, home_of_roster[sections.roster], -1)
    visited = Texts([f" - {name}" for name in names], np.where(special, sections.course[home], -1))
    periodic = (sections.kind == Kind.CORE) | (sections.kind == Kind.ELECTIVE)
    texts = [f" - Period {text}" for text in world.timetable.period_texts]
    period = Texts(texts, np.where(periodic, sections.periods, -1))
    teacher = world.staff.teacher[np.where(special, home, np.arange(len(home)))]
    family = Texts(keys.family_names, world.staff_person.family[teacher])
    return Joined(Texts(names, sections.course), visited, period, " - ", family)


def _terms(world: World, keys: Keys) -> Texts:
    """Return the terms of each class: all of them for one that lasts the year."""
    n_terms = world.calendar.n_terms
    texts = decoded(keys.sessions[1 : n_terms + 1])
    return Texts([",".join(texts), *texts], world.timetable.sections.term)


def _demographics(world: World, keys: Keys) -> Table:
    population = world.population
    students = population.students
    n = len(students.school)
    flag = Pool(["false", "true"])
    races = {race: (students.races >> bit) & 1 for bit, race in enumerate(RACES)}
    several = sum(races.values()) >= 2
    return _table(
        "demographics",
        n,
        sourcedId=IdTexts(keys.students),
        birthDate=dates(students.birth),
        sex=Texts(["female", "male"], students.person.male.astype(np.int8)),
        americanIndianOrAlaskaNative=Texts(flag, races["american_indian"]),
        asian=Texts(flag, races["asian"]),
        blackOrAfricanAmerican=Texts(flag, races["black"]),
        nativeHawaiianOrOtherPacificIslander=Texts(flag, races["pacific_islander"]),
        white=Texts(flag, races["white"]),
        demographicRaceTwoOrMoreRaces=Texts(flag, np.asarray(several, np.int8)),
        hispanicOrLatinoEthnicity=Texts(flag, students.hispanic.astype(np.int8)),
        countryOfBirthCode=Texts(population.countries, students.birth_country),
        stateOfBirthAbbreviation=Texts(population.states, students.birth_state),
        cityOfBirth=Texts(population.cities, students.birth_city),
        publicSchoolResidenceStatus=Texts(CEDS_RESIDENCE, students.residence),
    )


def _resources(world: World, keys: Keys) -> Iterator[Table]:
    materials = world.materials
    n = len(materials.title)
    rows = np.arange(n)
    if n:
        yield _table(
            "resources",
            n,
            sourcedId=IdTexts(keys.resources),
            vendorResourceId=Texts(materials.vendor_resource_id, rows),
            title=Texts(materials.title, rows),
            roles=Texts(materials.roles, rows),
            importance=Texts(materials.importance, rows),
            vendorId=Texts(materials.vendor, rows),
            applicationId=Texts(materials.application, rows),
        )
    for name, links, target, targets in (
        ("courseResources", materials.course_links, "courseSourcedId", keys.courses),
        ("classResources", materials.section_links, "classSourcedId", keys.classes),
    ):
        if len(links):
            yield _table(
                name,
                len(links),
                sourcedId=Ids(uuid_words(world.seed, name, 0, len(links))),
                title=Texts(materials.title, links[:, 1]),
                resourceSourcedId=IdTexts(keys.resources, links[:, 1]),
                **{target: IdTexts(targets, links[:, 0])},
            )


def enrollment_tables(world: World, keys: Keys, enrollments: Enrollments, school: int) -> Iterator[Table]:
    """Yield the enrollments of a school: its teachers, then its students."""
    own = slice(*world.timetable.first_section[school : school + 2].tolist())
    sections = np.arange(own.start, own.stop)
    co_taught = sections[world.staff.co_teacher[own] >= 0]
    section = np.concatenate([sections, co_taught])
    term = world.timetable.sections.term[section]
    teaching = Enrollments(
        section=section,
        user=np.concatenate([world.staff.teacher[own], world.staff.co_teacher[co_taught]]),
        begin=world.calendar.starts[term],
        end=world.calendar.ends[term],
    )
    primary = (np.arange(len(section)) < len(sections)).astype(np.int8)
    staff = slice(*np.searchsorted(world.staff.school, [school, school + 1]).tolist())
    first = school * _ENROLLMENT_STRIDE
    class_id = IdTexts(keys.classes[own], section - own.start)
    user_id = IdTexts(keys.staff[staff], teaching.user - staff.start)
    flag = Texts(["false", "true"], primary)
    yield _enrollments(world, keys, school, first, teaching, class_id, user_id, role="teacher", primary=flag)

    n = len(enrollments.section)
    start = int(world.plan.first_student[school, 0])
    students = keys.students[start : start + int(world.plan.seats[school].sum())]
    class_id = IdTexts(keys.classes[own], enrollments.section - own.start)
    user_id = IdTexts(students, enrollments.user - start)
    first += _ENROLLMENT_STRIDE // 2
    nobody = Constant("false", n)
    yield _enrollments(world, keys, school, first, enrollments, class_id, user_id, role="student", primary=nobody)


def _enrollments(
    world: World,
    keys: Keys,
    school: int,
    first: int,
    rows: Enrollments,
    class_id: IdTexts,
    user_id: IdTexts,
    *,
    role: str,
    primary: Column,
) -> Table:
    """Return enrollments of one school with ids from number `first` on."""
    n = len(rows.section)
    own: Column = Ids(uuid_words(world.seed, f"enrollment.{world.calendar.school_year}", first, n))
    if world.profile.accounts.enrollment_ids == "class-user":
        own = Joined(class_id, "-", user_id)
    return _table(
        "enrollments",
        n,
        sourcedId=own,
        classSourcedId=class_id,
        schoolSourcedId=Constant(decoded(keys.orgs[school + 1 : school + 2])[0], n),
        userSourcedId=user_id,
        role=Constant(role, n),
        primary=primary,
        beginDate=keys.school_dates(rows.begin),
        endDate=keys.school_dates(rows.end),
    )
