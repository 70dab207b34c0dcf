"""Preferred names and pronouns: as many as the profile says, and believable ones."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from rostergen import generate, load_profile
from rostergen.nicknames import NICKNAMES
from rostergen.stages.identities import make_identities
from rostergen.world import PRONOUNS, SEXES, World


@cache
def world_of(*settings: str) -> World:
    return generate(load_profile("suburban", schools=3, students=4000, settings=settings), seed=3, school_year=2027)


@pytest.mark.parametrize("rate", [0, 8, 30])
def test_as_many_go_by_another_name_as_the_profile_says(rate: float) -> None:
    world = world_of(f"names.preferred={rate}")
    found = make_identities(world)
    assert (found.students.given >= 0).mean() * 100 == pytest.approx(rate, abs=2)
    assert (found.staff.given >= 0).mean() * 100 == pytest.approx(rate, abs=6)
    if not rate:
        assert max(called.max() for called in (found.students.middle, found.students.family)) == -1


def test_they_go_by_a_short_form_or_the_middle_name() -> None:
    world = world_of("names.preferred=50")
    found = make_identities(world)
    both = 0
    for person, called in ((world.staff_person, found.staff), (world.population.students.person, found.students)):
        kinds = set()
        for i in np.flatnonzero(called.given >= 0):
            given, name = world.names.given[person.given[i]], found.names[called.given[i]]
            assert name == NICKNAMES.get(given, world.names.given[person.middle[i]])
            kinds.add(given in NICKNAMES)
            if called.middle[i] >= 0:
                assert given not in NICKNAMES
                assert found.names[called.middle[i]] == given
        assert kinds == {True, False}
        assert (called.given[called.middle >= 0] >= 0).all()
        assert (called.middle >= 0).sum() > 5
        double = np.flatnonzero(called.family >= 0)
        assert (person.second_family[double] >= 0).all()
        assert (called.family[double] == person.family[double]).all()
        both += int((called.given[double] >= 0).sum())
    assert both


def test_short_forms_are_other_names() -> None:
    assert all(short != name and short.isalpha() for name, short in NICKNAMES.items())


@pytest.mark.parametrize(("stated", "they"), [(0, 3), (40, 0), (100, 20)])
def test_pronouns(stated: float, they: float) -> None:
    world = world_of(f"demographics.pronouns={stated}", f"demographics.they_them={they}", "demographics.sex_other=5")
    students, found = world.population.students, make_identities(world).students.pronouns
    assert (found >= 0).mean() * 100 == pytest.approx(stated, abs=3)
    for sex, words in enumerate(PRONOUNS[:2]):
        own = found[(students.sex == sex) & (found >= 0)]
        assert set(own.tolist()) <= {PRONOUNS.index(words), PRONOUNS.index("they/them")}
        if len(own):
            assert (own == 2).mean() * 100 == pytest.approx(they, abs=4)
    assert set(found[students.sex == SEXES.index("other")].tolist()) <= {-1, 2}


def test_older_students_have_their_pronouns_on_record_more_often() -> None:
    world = world_of("demographics.pronouns=20")
    stated, grade = make_identities(world).students.pronouns >= 0, world.population.students.grade
    assert stated[grade <= 2].mean() < 0.12 < 0.25 < stated[grade >= 10].mean()


def test_a_draw_of_its_own_for_students_and_staff() -> None:
    world = world_of("demographics.pronouns=50")
    found = make_identities(world)
    n = len(found.staff.pronouns)
    assert ((found.staff.pronouns >= 0) != (found.students.pronouns[:n] >= 0)).any()
