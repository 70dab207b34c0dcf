"""Columns beyond the standard: only those asked for, at the rates of the profile, and alike within a household."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rostergen import ProfileError, generate, load_profile
from rostergen.profile.extensions import COLUMNS
from rostergen.profile.fields import GRADES
from rostergen.profile.persons import RACES
from rostergen.stages.extensions import _dealt, make_extensions

if TYPE_CHECKING:
    from rostergen.world import World

ALL = f"extensions.columns=[{', '.join(reversed(COLUMNS))}]"


@cache
def world_of(*settings: str) -> World:
    return generate(load_profile("suburban", schools=4, students=6000, settings=settings), seed=3, school_year=2027)


def column(name: str, *settings: str) -> np.ndarray:
    texts, index = make_extensions(world_of(ALL, *settings))[name]
    return np.array(texts)[index]


def test_none_unless_asked_for() -> None:
    assert make_extensions(world_of()) == {}
    assert list(make_extensions(world_of("extensions.columns=[iep]"))) == ["iep"]
    assert tuple(make_extensions(world_of(ALL))) == COLUMNS == tuple(sorted(COLUMNS))


def test_english_learners_by_grade() -> None:
    learner = column("englishLearner") == "true"
    students = world_of(ALL).population.students
    for grade, rate in {"KG": 17.4, "03": 15.0, "08": 6.4, "12": 4.6}.items():
        own = students.grade == GRADES.index(grade)
        assert learner[own].mean() * 100 == pytest.approx(rate, abs=4.5)
    assert learner.mean() * 100 == pytest.approx(9.9, abs=2)
    assert not (column("englishLearner", "extensions.english_learners={}") == "true").any()


def test_english_learners_are_siblings_and_often_hispanic() -> None:
    learner, students = column("englishLearner") == "true", world_of(ALL).population.students
    assert students.hispanic[learner].mean() > 2 * students.hispanic.mean()
    order = np.lexsort((students.birth, students.household))
    same = students.household[order][1:] == students.household[order][:-1]
    older, younger = learner[order][:-1][same], learner[order][1:][same]
    assert younger[older].mean() > 0.9  # the rate falls with the grade


def test_home_languages() -> None:
    language, learner = column("homeLanguage"), column("englishLearner") == "true"
    students = world_of(ALL).population.students
    assert (language[learner] == "spa").mean() == pytest.approx(0.752, abs=0.06)
    assert (language[~learner] == "eng").mean() > 0.85
    asian = (students.races >> RACES.index("asian") & 1).astype(bool)
    for rows in (learner, ~learner):
        spanish = rows & (language == "spa")
        assert students.hispanic[spanish].mean() > 0.85
        assert asian[spanish].mean() < 0.06
        of_asia = rows & np.isin(language, ["zho", "vie", "hmn"])
        assert asian[of_asia].mean() > 0.8
    for home in np.unique(students.household[learner])[:100]:
        assert len(set(language[students.household == home].tolist())) == 1


def test_languages_are_dealt_to_those_who_speak_them_and_stay_as_they_were_drawn() -> None:
    languages = np.array([5, 0, 0, 1, 7, 0])
    spoken_by = np.array([-1, 0, 0, 1, 2, 0])
    dealt = _dealt(languages, spoken_by, np.array([3, 1, 0, 2, 0, 3]))
    assert dealt.tolist() == [0, 1, 0, 7, 0, 5]


def test_born_abroad_speaks_another_language_more_often() -> None:
    language, students = column("homeLanguage"), world_of(ALL).population.students
    countries = [*world_of(ALL).population.countries, ""]
    abroad = np.array([country not in ("US", "") for country in countries])[students.birth_country]
    assert (language[abroad] != "eng").mean() > 2 * (language[~abroad] != "eng").mean()


@pytest.mark.parametrize(("profile", "rate"), [("rural", 4.4), ("suburban", 10), ("urban", 14.8)])
def test_english_learners_of_the_built_in_profiles(profile: str, rate: float) -> None:
    world = generate(load_profile(profile, settings=[ALL]), seed=3, school_year=2027)
    texts, index = make_extensions(world)["englishLearner"]
    assert (index == texts.index("true")).mean() * 100 == pytest.approx(rate, abs=1.5)


def test_iep() -> None:
    iep, male = column("iep") == "true", world_of(ALL).population.students.person.male
    assert iep.mean() * 100 == pytest.approx(15, abs=1.5)
    assert male[iep].mean() * 100 == pytest.approx(65.2, abs=4)


def test_meals_are_of_a_household() -> None:
    meals, students = column("mealStatus"), world_of(ALL).population.students
    for status, share in {"free": 28, "reduced": 5, "paid": 67}.items():
        assert (meals == status).mean() * 100 == pytest.approx(share, abs=3)
    for home in range(100):
        assert len(set(meals[students.household == home].tolist())) <= 1


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("extensions.columns=[iep, iep]", "a column is named twice"),
        ("extensions.columns=[gifted]", "one of englishLearner, homeLanguage, iep, mealStatus"),
        ("extensions.meals={free: 50, cheap: 50}", "'cheap' is not one of free, reduced, paid"),
        ("extensions.terms.special=special", "ext: and letters"),
    ],
)
def test_mistakes(setting: str, problem: str) -> None:
    with pytest.raises(ProfileError, match=problem):
        load_profile("suburban", settings=[setting])
