"""Ids by kind, dates and grades."""

from __future__ import annotations

import numpy as np
import pytest
from filled import texts_of

from rostergen import generate, load_profile
from rostergen.ids import uuid_text, uuid_words
from rostergen.tables.shared import Keys, dates, decoded, grade_texts, grades_in


def test_dates() -> None:
    days = np.array([0, 19_782, 20_000, -5_000], np.int32)
    assert texts_of(dates(days)) == ["1970-01-01", "2024-02-29", "2024-10-04", "1956-04-24"]


def test_no_dates() -> None:
    assert len(dates(np.array([], np.int32))) == 0


def test_grade_texts() -> None:
    lists, index = grade_texts(np.array([0b11, 1 << 13, 0b11, 1 << 2], np.uint16))
    assert [lists[i] for i in index] == ["PK,KG", "12", "PK,KG", "01"]
    assert len(lists) == 3


@pytest.mark.parametrize(("mask", "grades"), [(0, []), (1, ["PK"]), (0b11 << 12, ["11", "12"])])
def test_grades_in(mask: int, grades: list[str]) -> None:
    assert grades_in(mask) == grades


def test_school_dates() -> None:
    world = generate(load_profile(schools=1, students=5), seed=4, school_year=2027)
    year = world.calendar.sessions[0]
    days = np.array([year.start, year.end, year.start + 1], np.int32)
    assert texts_of(Keys(world).school_dates(days)) == ["2026-08-19", "2027-06-03", "2026-08-20"]


def test_ids_of_objects() -> None:
    world = generate(load_profile(schools=3, students=200), seed=4, school_year=2027)
    keys = Keys(world)
    assert len(keys.sessions) == len(world.calendar.sessions)
    assert len(keys.orgs) == 4
    assert len(keys.classes) == len(world.timetable.sections.school)
    assert len(keys.staff) == len(world.staff.job)
    assert len(keys.students) == 200
    everything = [
        keys.sessions, keys.orgs, keys.courses, keys.classes, keys.staff, keys.students, keys.guardians, keys.resources,
    ]  # fmt: skip
    texts = [text for words in everything for text in decoded(words)]
    assert len(set(texts)) == len(texts)


def test_people_keep_their_ids_from_year_to_year_and_classes_do_not() -> None:
    profile = load_profile(schools=1, students=40)
    one, two = (Keys(generate(profile, seed=4, school_year=year)) for year in (2027, 2028))
    for kind in ("students", "staff", "guardians", "orgs", "courses"):
        first, second = decoded(getattr(one, kind)), decoded(getattr(two, kind))
        shorter = min(len(first), len(second))
        assert first[:shorter] == second[:shorter]
    assert not set(decoded(one.classes)) & set(decoded(two.classes))
    assert not set(decoded(one.sessions)) & set(decoded(two.sessions))


def test_classes_of_a_school_have_the_ids_of_its_own_run() -> None:
    world = generate(load_profile(schools=2, students=120), seed=4, school_year=2027)
    first = int(world.timetable.first_section[1])
    own = uuid_words(4, "class.2027", 1 << 24, len(world.timetable.sections.school) - first)
    assert decoded(Keys(world).classes)[first:] == decoded(uuid_text(own))
