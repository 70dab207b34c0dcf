"""What is graded: as much as the profile says, on school days of its session, in order."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rostergen import generate, load_profile
from rostergen.profile.fields import GRADES, grades_of
from rostergen.stages.gradebook import line_items, n_results
from rostergen.stages.gradebook.days import school_days
from rostergen.world import Kind, World

if TYPE_CHECKING:
    from rostergen.gradebook import LineItems

PROFILES = ("rural", "suburban", "urban")
each_profile = pytest.mark.parametrize("profile", PROFILES)


@cache
def world_of(profile: str = "rural", *settings: str) -> World:
    return generate(load_profile(profile, schools=3, students=600, settings=settings), seed=4, school_year=2027)


@cache
def items_of(profile: str = "rural", *settings: str) -> list[LineItems]:
    world = world_of(profile, *settings)
    return [line_items(world, school) for school in range(world.plan.n_schools)]


def lowest_grade(world: World, section: int) -> int:
    return min(g for g in range(len(GRADES)) if world.timetable.sections.grades[section] >> g & 1)


@each_profile
def test_every_class_has_the_work_of_its_grade(profile: str) -> None:
    world, sections = world_of(profile), world_of(profile).timetable.sections
    categories, courses = list(world.profile.categories.values()), list(world.profile.courses.values())
    found: Counter[tuple[int, int]] = Counter()
    for items in items_of(profile):
        found.update(zip(items.section.tolist(), items.category.tolist(), strict=True))
    per_term = world.profile.calendar.grading_periods_per_term
    expected: Counter[tuple[int, int]] = Counter()
    for section in range(len(sections.school)):
        if sections.kind[section] == Kind.SPECIAL or courses[sections.course[section]].department == "support":
            continue
        periods = per_term if sections.term[section] else per_term * world.calendar.n_terms
        for number, category in enumerate(categories):
            if lowest_grade(world, section) in grades_of(category.grades):
                expected[section, number] = category.items * periods
    assert found == expected
    assert expected


@each_profile
def test_the_weights_of_a_class_add_up(profile: str) -> None:
    world = world_of(profile)
    weights = np.array([category.weight for category in world.profile.categories.values()])
    for items in items_of(profile):
        used = {(s, c) for s, c in zip(items.section.tolist(), items.category.tolist(), strict=True)}
        totals: Counter[int] = Counter()
        for section, category in used:
            totals[section] += int(weights[category])
        assert set(totals.values()) <= {100}


@each_profile
def test_days(profile: str) -> None:
    world = world_of(profile)
    sessions = world.calendar.sessions
    for items in items_of(profile):
        assert (items.assigned <= items.due).all()
        for number in np.unique(items.session).tolist():
            assert sessions[number].type == "gradingPeriod"
            own = items.session == number
            days = school_days(world.calendar, sessions[number])
            assert np.isin(items.assigned[own], days).all()
            assert np.isin(items.due[own], days).all()
            terms = set(world.timetable.sections.term[items.section[own]].tolist())
            assert terms <= {0, sessions[number].parent}
            assert len(set(items.due[own].tolist())) > len(days) / 3  # not all on one day


def test_lead_time() -> None:
    world = world_of()
    days = school_days(world.calendar, world.calendar.sessions[0])
    names = list(world.profile.categories)
    for items in items_of():
        lead = np.searchsorted(days, items.due) - np.searchsorted(days, items.assigned)
        assert set(lead[items.category == names.index("tests")].tolist()) <= {0}
        projects = lead[items.category == names.index("projects")]
        assert not len(projects) or (projects == 10).mean() > 0.9


@each_profile
def test_by_class_and_day_and_numbered(profile: str) -> None:
    for items in items_of(profile):
        keys = list(zip(items.section.tolist(), items.due.tolist(), strict=True))
        assert keys == sorted(keys)
        last: Counter[tuple[int, int]] = Counter()
        for section, category, number in zip(items.section, items.category, items.number, strict=True):
            last[int(section), int(category)] += 1
            assert number == last[int(section), int(category)]


def test_difficulty_and_objectives() -> None:
    settings = ("gradebook.item_spread=10", "categories.homework.objectives=50", "categories.tests.objectives=0")
    items = items_of("suburban", *settings)
    difficulty = np.concatenate([part.difficulty for part in items])
    assert difficulty.std() == pytest.approx(10, rel=0.1)
    names = list(world_of("suburban", *settings).profile.categories)
    objective, category = (
        np.concatenate([getattr(part, name) for part in items]) for name in ("objective", "category")
    )
    homework = objective[category == names.index("homework")]
    assert (homework >= 0).mean() == pytest.approx(0.5, abs=0.1)
    assert set(homework.tolist()) == set(range(-1, 12))
    assert (objective[category == names.index("tests")] == -1).all()


def test_a_day_in_the_year_hides_what_comes_later_and_changes_nothing_else() -> None:
    whole, part = items_of("suburban"), items_of("suburban", "gradebook.as_of=01-15")
    day = np.datetime64("2027-01-15", "D").astype(int)
    for all_of_it, some in zip(whole, part, strict=True):
        assert all_of_it.given.all()
        assert not all_of_it.planned.any()
        assert (some.given == (some.assigned <= day)).all()
        assert (some.due == all_of_it.due).all()
        assert (some.difficulty == all_of_it.difficulty).all()


def test_the_first_day_of_the_calendar_year_and_the_last_of_the_other() -> None:
    for as_of, iso in (("12-18", "2026-12-18"), ("01-04", "2027-01-04"), ("08-20", "2026-08-20")):
        items = items_of("suburban", f"gradebook.as_of={as_of}")[2]
        assert (items.given == (items.assigned <= np.datetime64(iso, "D").astype(int))).all()


def test_a_class_with_work_has_its_categories_from_the_first_day_on() -> None:
    for as_of in ("08-25", "10-15", "01-12"):
        world = world_of("suburban", f"gradebook.as_of={as_of}")
        for items in items_of("suburban", f"gradebook.as_of={as_of}"):
            rows = items.given | items.planned
            in_class: dict[int, set[int]] = {}
            for section, category in zip(items.section[rows].tolist(), items.category[rows].tolist(), strict=True):
                in_class.setdefault(section, set()).add(category)
            for section, found in in_class.items():
                grade = lowest_grade(world, section)
                assert found == {
                    number
                    for number, category in enumerate(world.profile.categories.values())
                    if grade in grades_of(category.grades)
                }
            assert set(items.section[items.planned].tolist()) <= set(items.section[items.given].tolist())
            assert not (items.given & items.planned).any()
            assert (items.number[items.planned] == 1).all()


def test_parallel_classes_of_a_teacher_have_the_same_work() -> None:
    world = world_of("urban")
    sections, teacher = world.timetable.sections, world.staff.teacher
    together: dict[tuple[int, ...], set[tuple[object, ...]]] = {}
    of_course: dict[int, set[tuple[object, ...]]] = {}
    n = 0
    for items in items_of("urban"):
        for section in np.unique(items.section).tolist():
            rows = items.section == section
            work = tuple(
                tuple(getattr(items, name)[rows].tolist())
                for name in ("category", "number", "due", "assigned", "difficulty", "objective")
            )
            course = int(sections.course[section])
            key = (int(teacher[section]), course, lowest_grade(world, section), int(sections.term[section]))
            n += key in together
            together.setdefault(key, set()).add(work)
            of_course.setdefault(course, set()).add(work)
    assert n > 10
    assert {len(found) for found in together.values()} == {1}
    assert max(len(found) for found in of_course.values()) > 1


def test_work_begins_in_the_first_days_of_a_session() -> None:
    world = world_of("suburban")
    for number, session in enumerate(world.calendar.sessions):
        if session.type == "gradingPeriod":
            days = school_days(world.calendar, session)
            assigned = [items.assigned[items.session == number] for items in items_of("suburban")]
            assert set(days[:5].tolist()) <= set(np.concatenate(assigned).tolist())


@pytest.mark.parametrize("as_of", ["09-10", "12-25", "03-01"])
def test_the_estimate_knows_the_day(as_of: str) -> None:
    world = world_of("suburban", f"gradebook.as_of={as_of}")
    sizes = world.timetable.rosters.size[world.timetable.sections.roster]
    given = sum(
        int(sizes[items.section[items.given]].sum()) for items in items_of("suburban", f"gradebook.as_of={as_of}")
    )
    # Three weeks into the year it is a tenth too high, and small schools are off by some more.
    assert n_results(world) == pytest.approx(given, rel=0.2)
    assert n_results(world) < 0.8 * n_results(world_of("suburban"))


def test_no_categories_no_work() -> None:
    names = list(world_of().profile.categories)
    for items in items_of("rural", *(f"categories.{name}=null" for name in names)):
        assert len(items.section) == 0
    assert n_results(world_of("rural", *(f"categories.{name}=null" for name in names))) == 0


def test_ungraded_departments() -> None:
    everything = [course.department for course in world_of().profile.courses.values()]
    nothing = f"gradebook.ungraded=[{', '.join(sorted(set(everything)))}]"
    assert all(len(items.section) == 0 for items in items_of("rural", nothing))
