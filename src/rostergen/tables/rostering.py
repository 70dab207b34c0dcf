"""Sessions, orgs, courses, classes and demographics: files that are alike in both versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ordering import distinct
from rostergen.profile.fields import GRADES, grades_of
from rostergen.profile.persons import RACES
from rostergen.profile.slots import of_kind
from rostergen.spec.vocab import CEDS_RESIDENCE
from rostergen.tables.column import Constant, Digits, IdTexts, Joined, Texts
from rostergen.tables.pool import Pool
from rostergen.tables.shared import dates, decoded, grade_texts, state_id
from rostergen.world import SEXES, Kind

if TYPE_CHECKING:
    from rostergen.districts import State
    from rostergen.tables.column import Column
    from rostergen.tables.files import Files
    from rostergen.tables.shared import Keys
    from rostergen.tables.table import Table
    from rostergen.world import World


def sessions(world: World, keys: Keys, files: Files) -> Table:
    """Return academicSessions.csv: the school year, its terms and their grading periods."""
    sessions = world.calendar.sessions
    n = len(sessions)
    return files.table(
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


def state_org(state: State, files: Files) -> Table:
    """Return the row of orgs.csv for the state, which stands above the rows of its districts."""
    return files.table(
        "orgs",
        1,
        sourcedId=IdTexts(state_id(state)),
        name=Constant(state.name, 1),
        type=Constant("state", 1),
        identifier=Constant(state.identifier, 1),
        parentSourcedId=Constant("", 1),
    )


def orgs(world: World, keys: Keys, files: Files) -> Table:
    """Return orgs.csv: the district and its schools."""
    plan = world.plan
    n = plan.n_schools + 1
    rows = np.arange(n)
    state = world.district and world.district.state
    parents = np.append(keys.orgs, state_id(state)) if state else keys.orgs
    return files.table(
        "orgs",
        n,
        sourcedId=IdTexts(keys.orgs),
        name=Texts([plan.district_name, *plan.school_names], rows),
        type=Texts(["district", "school"], (rows > 0).astype(np.int8)),
        identifier=Texts([plan.district_identifier, *plan.school_identifiers], rows),
        parentSourcedId=IdTexts(parents, np.where(rows > 0, 0, n if state else -1)),
    )


def courses(world: World, keys: Keys, files: Files) -> Table:
    """Return courses.csv: the courses of the catalogue that have classes."""
    codes, courses = list(world.profile.courses), list(world.profile.courses.values())
    taught, grades = _taught(world)
    n = len(taught)
    titles = [(course.sced_title or course.title) for course in courses]
    return files.table(
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


def classes(world: World, keys: Keys, files: Files) -> Table:
    """Return classes.csv: the sections."""
    sections, courses = world.timetable.sections, list(world.profile.courses.values())
    n = len(sections.school)
    special = files.term("classes", "classType", "scheduled", "special")
    kind = np.select([sections.kind == Kind.HOMEROOM, sections.kind == Kind.SPECIAL], [1, 2], 0)
    subjects = [course.sced_title or course.title for course in courses]
    return files.table(
        "classes",
        n,
        sourcedId=IdTexts(keys.classes),
        title=_class_titles(world, keys),
        grades=Texts(*grade_texts(sections.grades)),
        courseSourcedId=IdTexts(keys.courses, sections.course),
        classCode=Joined(Texts(list(world.profile.courses), sections.course), "-", Digits(sections.number, pad=3)),
        classType=Texts(["scheduled", "homeroom", special], kind),
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
    of_homerooms, its = _homeroom_titles(world, homerooms)
    title = sections.course.astype(np.int32)
    title[homerooms] = len(names) + its
    names += of_homerooms
    home_of_roster = np.full(len(world.timetable.rosters.size), -1)
    home_of_roster[sections.roster[homerooms]] = homerooms
    special = sections.kind == Kind.SPECIAL
    home = np.where(special, home_of_roster[sections.roster], -1)
    visited = Texts([f" - {name}" for name in names], np.where(special, title[home], -1))
    periodic = (sections.kind == Kind.CORE) | (sections.kind == Kind.ELECTIVE)
    texts = [f" - Period {text}" for text in world.timetable.period_texts]
    period = Texts(texts, np.where(periodic, sections.periods, -1))
    teacher = world.staff.teacher[np.where(special, home, np.arange(len(home)))]
    family = Texts(keys.names.family, world.staff_person.family[teacher])
    return Joined(Texts(names, title), visited, period, " - ", family)


def _homeroom_titles(world: World, homerooms: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Return titles, and the index of its title for each homeroom: of all grades that share one, not of one of them."""
    courses = world.profile.courses
    spans = distinct(world.timetable.sections.grades[homerooms])
    titles = []
    for mask in spans.values.tolist():
        taught = [of_kind(courses, "homeroom", [grade]) for grade in range(len(GRADES)) if mask >> grade & 1]
        own = list(dict.fromkeys(next(iter(each.values())).title for each in taught if each))
        titles.append(own[0] if len(own) == 1 else f"{own[0]}{'/' if len(own) == 2 else ' to '}{own[-1]}")
    return titles, spans.which


def _terms(world: World, keys: Keys) -> Texts:
    """Return the terms of each class: all of them for one that lasts the year."""
    n_terms = world.calendar.n_terms
    texts = decoded(keys.sessions[1 : n_terms + 1])
    return Texts([",".join(texts), *texts], world.timetable.sections.term)


def demographics(world: World, keys: Keys, files: Files) -> Table:
    """Return demographics.csv: a row for every student."""
    population = world.population
    students = population.students
    n = len(students.school)
    flag = Pool(["false", "true"])
    races = {race: (students.races >> bit) & 1 for bit, race in enumerate(RACES)}
    words = files.version.file("demographics").column("sex").values
    known = np.array([*(sex in words for sex in SEXES), False])  # the last one is for -1
    several = sum(races.values()) >= 2
    return files.demographics(
        n,
        sourcedId=IdTexts(keys.students),
        birthDate=dates(students.birth),
        sex=Texts(SEXES, np.where(known[students.sex], students.sex, -1)),
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
